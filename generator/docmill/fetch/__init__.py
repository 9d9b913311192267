"""fetch: pages come from the site that publishes them; nothing is read of what they say."""
