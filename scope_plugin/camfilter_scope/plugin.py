"""What the host loads: registers the pipelines and, where it knows such things, the nodes.

The pipelines are imported here and not in the hooks: a failure is then shown in the host's list of
plugins, and in a hook it would keep all later plugins out.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from camfilter_scope.host import hookimpl
from camfilter_scope.pipeline import PIPELINES

if TYPE_CHECKING:
    from collections.abc import Callable

NODES: tuple[type[Any], ...] = ()
if find_spec("scope.core.nodes") is not None:
    from camfilter_scope.nodes import NODES


@hookimpl
def register_pipelines(register: Callable[[type[Any]], None]) -> None:
    """Give the host one pipeline for each way to start."""
    for pipeline in PIPELINES:
        register(pipeline)


@hookimpl
def register_nodes(register: Callable[[type[Any]], None]) -> None:
    """Give hosts from 0.2.4 on the outputs."""
    for node in NODES:
        register(node)
