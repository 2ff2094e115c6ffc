"""Engines: a frame in, its geometry out."""
