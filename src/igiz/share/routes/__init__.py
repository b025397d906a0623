"""Sharing over HTTP."""
