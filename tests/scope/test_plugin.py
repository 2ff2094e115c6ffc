from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pluggy

import camfilter_scope.plugin
from camfilter_scope.nodes import NODES
from camfilter_scope.pipeline import PIPELINES

ROOT = Path(__file__).parents[2]
OLD_HOST = """
import sys
import importlib.util as util
found = util.find_spec
util.find_spec = lambda name, *more: None if name == "scope.core.nodes" else found(name, *more)
import camfilter_scope.plugin as plugin
registered = []
plugin.register_nodes(registered.append)
assert registered == [], registered
assert "camfilter_scope.nodes" not in sys.modules
plugin.register_pipelines(registered.append)
assert len(registered) == 3
"""
LIGHT = """
import sys
import camfilter_scope.plugin
heavy = {"onnxruntime", "camfilter.engines.builtin.session", "camfilter.engines.moge.engine",
         "camfilter.engines.sam3d.engine", "NDIlib", "pyvirtualcam", "av", "huggingface_hub"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""


class Spec:
    @pluggy.HookspecMarker("scope")
    def register_pipelines(self, register):
        """As the host declares it."""

    @pluggy.HookspecMarker("scope")
    def register_nodes(self, register):
        """As the host declares it."""


def test_the_host_gets_the_pipelines_and_the_nodes():
    manager, registered = pluggy.PluginManager("scope"), []
    manager.add_hookspecs(Spec)
    manager.register(camfilter_scope.plugin)
    manager.hook.register_pipelines(register=registered.append)
    assert registered == list(PIPELINES)
    manager.hook.register_nodes(register=registered.append)
    assert registered == [*PIPELINES, *NODES]


def test_there_is_exactly_one_entry_point():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["scope"] == {"camfilter_scope": "camfilter_scope.plugin"}


def test_nothing_is_required_that_the_host_pins():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {entry.split(">")[0].split("=")[0].split("<")[0] for entry in project["dependencies"]}
    pinned = {"torch", "torchvision", "transformers", "diffusers", "triton", "peft", "accelerate"}
    assert not names & pinned
    hub = next(entry for entry in project["dependencies"] if entry.startswith("huggingface_hub"))
    assert "<" not in hub
    assert float(hub.split(">=")[1]) <= 0.36


def run(script):
    path = [str(ROOT / "tests/scope/host_double"), str(ROOT / "scope_plugin"), str(ROOT)]
    program = f"import sys; sys.path[:0] = {path!r}\n{script}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_on_hosts_without_nodes_there_are_none():
    run(OLD_HOST)


def test_importing_the_plugin_loads_no_model_code_and_no_device():
    run(LIGHT)
