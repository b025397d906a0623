"""Verbs of sharing, one transaction each."""
