"""Sinks for finished pictures: files, image sequences, nothing."""
