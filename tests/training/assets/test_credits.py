"""Every mesh and picture has an author and an allowed licence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.assets import credits, textures
from training.assets.fetch import CATALOGUES, PACKAGES
from training.assets.pack import load_library

_PACKS = Path(__file__).parents[3] / "training" / "packs"


def test_every_credit_has_an_allowed_licence_and_an_author() -> None:
    found = credits.read()
    assert found
    for source, credit in found.items():
        assert credit["licence"] in credits.ALLOWED, source
        assert credit["author"].strip(), source
        assert credit["works"], source


def test_packages_and_catalogues_are_free() -> None:
    assert {p.licence for p in PACKAGES} | set(CATALOGUES.values()) <= set(credits.ALLOWED)


def test_attribution_authors_are_people_or_firms_by_name() -> None:
    named = [s for s in credits.read() if s.startswith("BlendSwap-CC-BY: ")]
    assert len(named) > 40
    assert not [s for s in named if s.endswith(": ")]


def test_every_picture_rule_names_a_pinned_package() -> None:
    assert {package for package, _, _ in textures.TABLE} <= {p.name for p in PACKAGES}


def test_no_people_pictures_or_brands_are_taken() -> None:
    dropped = {pattern for _, pattern, category in textures.TABLE if not category}
    for word in ("chars/", "portraits/", "logo", "can.png", "cereal.png", "soda.png"):
        assert any(word in pattern for pattern in dropped), word


@pytest.mark.skipif(not (_PACKS / "furniture.npz").exists(), reason="the packs are not made")
def test_the_packs_name_no_source_without_a_credit() -> None:
    library = load_library(_PACKS, people=1)
    sources = set(library.textures.sources)
    sources |= {s for pack in library.meshes.values() for s in pack.sources}
    assert sources <= set(credits.read())
    for pack in library.meshes.values():
        assert np.isfinite(pack.vertices).all()
