"""igiz: integral area security, shared by the partners of a zone."""

__version__ = "0.1.0"
