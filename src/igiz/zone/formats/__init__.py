"""Nouns of the zone from and to the bytes of a standard; each module reads or writes one."""
