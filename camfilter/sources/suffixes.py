"""Which files are taken for still pictures; all others are taken for videos."""

from __future__ import annotations

from typing import Final

IMAGE_SUFFIXES: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".jp2", ".bmp", ".dib", ".webp", ".tif", ".tiff"}
    | {".pbm", ".pgm", ".ppm", ".pnm", ".hdr", ".exr", ".avif"}
)
