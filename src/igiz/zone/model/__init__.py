"""The nouns of the zone."""
