"""Claims about speed and memory, one module each; `python -m benchmarks.NAME` ends with one JSON line."""
