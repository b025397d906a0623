"""The nouns of sharing."""
