"""Renders batches of synthetic scenes: colour, depth, normals, people, flow."""
