"""Frozen shapes that travel between rooms."""
