"""Processes that train together hold the same weights, though each has pictures of its own."""

from __future__ import annotations

import os
import socket

import pytest

torch = pytest.importorskip("torch")

from torch import multiprocessing  # noqa: E402

from training.parallel import Team  # noqa: E402


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def work(rank: int, port: int, folder: str) -> None:
    os.environ |= {
        "RANK": str(rank),
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
    }
    torch.set_num_threads(1)
    team = Team()
    team.meet()
    net = torch.nn.Linear(2, 1, bias=False)
    torch.nn.init.constant_(net.weight, float(rank + 1))
    team.share([net.weight.data])
    shared = net.weight.data.clone()
    net.weight.data += torch.tensor([[1.0, 10.0]]) * rank
    team.mean([net.weight.data])
    left = team.agreed(float(rank))
    torch.save((shared, net.weight.data, left, team.leads), f"{folder}/{rank}.pth")
    team.part()


def test_two_processes_agree(tmp_path):
    multiprocessing.spawn(work, (free_port(), str(tmp_path)), nprocs=2)
    first, second = (torch.load(tmp_path / f"{rank}.pth") for rank in (0, 1))
    assert first[0].tolist() == second[0].tolist() == [[1.0, 1.0]]
    assert first[1].tolist() == second[1].tolist() == [[1.5, 6.0]]
    assert first[2] == second[2] == 0.0
    assert (first[3], second[3]) == (True, False)


def test_one_alone_needs_nobody():
    team = Team()
    team.meet()
    weights = torch.full((2,), 3.0)
    team.share([weights])
    team.mean([weights])
    assert weights.tolist() == [3.0, 3.0]
    assert team.agreed(0.25) == 0.25
