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
    team.meet(torch.device("cpu"))
    net = torch.nn.Linear(2, 1, bias=False)
    torch.nn.init.constant_(net.weight, float(rank + 1))
    team.share([net.weight.data])
    net(torch.tensor([[1.0, 10.0]]) * (rank + 1)).sum().backward()
    team.mean_gradients(list(net.parameters()))
    left = team.agreed(float(rank), torch.device("cpu"))
    torch.save((net.weight.data, net.weight.grad, left, team.leads), f"{folder}/{rank}.pth")
    team.part()


def test_two_processes_agree(tmp_path):
    multiprocessing.spawn(work, (free_port(), str(tmp_path)), nprocs=2)
    first, second = (torch.load(tmp_path / f"{rank}.pth") for rank in (0, 1))
    assert first[0].tolist() == second[0].tolist() == [[1.0, 1.0]]
    assert first[1].tolist() == second[1].tolist() == [[1.5, 15.0]]
    assert first[2] == second[2] == 0.0
    assert (first[3], second[3]) == (True, False)


def test_one_alone_needs_nobody():
    team = Team()
    team.meet(torch.device("cpu"))
    parameter = torch.nn.Parameter(torch.ones(2))
    parameter.grad = torch.full((2,), 3.0)
    team.share([parameter.data])
    team.mean_gradients([parameter])
    assert parameter.grad.tolist() == [3.0, 3.0]
    assert team.agreed(0.25, torch.device("cpu")) == 0.25
