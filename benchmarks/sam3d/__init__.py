"""Times, memory and precision of SAM 3D Objects; started by `benchmarks/sam3d_h200.py`."""
