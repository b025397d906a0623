"""Backups: one file with everything, made while the server goes on, put back on either database."""

from igiz.edge.backups.restoring import restore
from igiz.edge.backups.writing import make

__all__ = ["make", "restore"]
