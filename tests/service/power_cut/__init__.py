"""A power cut, simulated: a disk that forgets what was not synced, below the real way of writing."""
