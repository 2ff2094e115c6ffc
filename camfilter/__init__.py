"""Live depth and surface normals from any camera."""

__version__ = "0.1.0"
