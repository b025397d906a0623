"""The zone over HTTP."""
