#!/usr/bin/env python3
"""Measures SAM 3D Objects on one GPU with random weights of full size, and prints a table.

    python benchmarks/sam3d_h200.py [--upstream DIR --dinov2 DIR] [--only SECTION...]
    python benchmarks/sam3d_h200.py --tiny --cpu        tries the script itself

Times are medians of CUDA events in milliseconds. With `--upstream` (a folder that holds
`sam3d_objects`) and `--dinov2` (one that holds `hubconf.py`) the official modules are timed in the
same run, with the same weights and inputs. Everything goes to $OUT/sam3d_h200.json too.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tests")]
    from benchmarks.sam3d.command import main

    main()
