"""Machinery that every part stands on: database, visibility filter, messages, audit log, errors."""
