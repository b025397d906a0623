"""Tables of the zone and their SQL."""
