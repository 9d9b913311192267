"""docmill turns API reference pages into a spec, an OpenAPI document, a typed client and tests."""

__version__ = "0.1.0"
