"""Tables of sharing and their SQL."""
