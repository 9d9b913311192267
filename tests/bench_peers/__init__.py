"""What docmill emits, measured beside what other generators and vendors emit.

`make bench-peers` prints one Markdown table; `OPERATIONS=360` says how large the API is.
"""
