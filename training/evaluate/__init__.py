"""Measures nets against real depth, held-out synthetic scenes, noise and the clock."""
