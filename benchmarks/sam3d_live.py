#!/usr/bin/env python3
"""Measures SAM 3D behind the embedded net, live, with random weights of full size.

    python benchmarks/sam3d_live.py [--cases 2+2 4+4 12+12] [--rate 60] [--pace auto|sync|paced]
        [--apart]
    python benchmarks/sam3d_live.py --tiny --cpu        tries the script itself

A camera of pictures in memory (1280x720) shows a textured object that sways; the object that the
random networks make is put where the video's is, so that it can be followed. With --apart the
networks are in a process of their own, as live runs have them on CUDA; `apart` is then the memory
of that process, and `device_gb` what all take on the GPU. Everything goes to $OUT/sam3d_live.json.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "tools"), str(ROOT / "tests")]
    from benchmarks.sam3d.live import main

    main()
