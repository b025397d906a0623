"""The standards of sharing: nouns to bytes and back, without input or output."""
