"""The official modules of SAM 3D Objects, built from a folder of their sources for comparison."""
