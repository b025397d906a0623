"""Verbs of the zone, one transaction each."""
