from __future__ import annotations

import json

from camfilter.bench.look import bench_look


def test_reports_each_size_and_output():
    report = bench_look(turns=2, sizes=[(36, 64), (72, 128)])
    assert set(report["sizes"]) == {"64x36", "128x72"}
    entry = report["sizes"]["128x72"]
    for output in ("depth", "normals", "both"):
        assert entry[output]["total_ms"] > 0
        assert {"steady", "range", "upsample", "colour"} <= set(entry[output]["stages_ms"])
    assert entry["times_plain"] > 0
    json.dumps(report)
