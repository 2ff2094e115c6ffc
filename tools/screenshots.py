"""Pictures of the app for its guide: `python tools/screenshots.py FOLDER [NAME ...]`.

Needs a screen; `xvfb-run -s '-screen 0 3840x2160x24' python tools/screenshots.py docs/images` makes
one that nobody sees. The demo plays through the embedded net.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

os.environ["CAMFILTER_CONFIG_DIR"] = tempfile.mkdtemp()
# Pictures are to show the app, not what this computer lacks.
os.environ["CAMFILTER_CACHE_DIR"] = tempfile.mkdtemp()

from PySide6.QtCore import QObject, QTimer

from camfilter_ui.app import App, application
from camfilter_ui.app_settings import Theme, ViewMode

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_QUALITY: Final = 92
_PICTURES: Final = 45
"""So many are shown before one is kept: the range has settled and people have moved."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture: how large, in which colours, and what is opened or set first."""

    size: tuple[int, int]
    theme: Theme = Theme.LIGHT
    values: dict[str, Any] = field(default_factory=dict)
    view: ViewMode = ViewMode.OUTPUT
    opened: str = ""


SCENES: Final = {
    "app-light": Scene((1280, 800)),
    "app-dark": Scene((1280, 800), Theme.DARK, {"output": "normals"}, ViewMode.SPLIT),
    "app-small": Scene((640, 480), Theme.DARK),
    "app-large": Scene((1920, 1080), Theme.LIGHT, {"depth_colormap": "turbo"}, ViewMode.BESIDE),
    "app-4k": Scene((1920, 1080), Theme.DARK),
    "app-models": Scene((1280, 800), Theme.LIGHT, opened="models"),
    "app-check": Scene((1280, 800), Theme.DARK, opened="check"),
}


class Photographer(QObject):
    """Shows one scene after the other and keeps a picture of each."""

    def __init__(self, app: App, folder: Path, scenes: dict[str, Scene]) -> None:
        super().__init__()
        self._app, self._folder = app, folder
        self._scenes = list(scenes.items())
        self._left = 0
        self._then: Callable[[], None] | None = None
        app.window.preview.painted.connect(self._on_painted)

    def start(self) -> None:
        """Make the first picture."""
        self._next()

    def _next(self) -> None:
        if not self._scenes:
            self._app.close()
            return
        name, scene = self._scenes.pop(0)
        window = self._app.window
        window.resize(*scene.size)
        self._app.themes.use(scene.theme)
        self._app.model.reset_all()
        self._app.model.apply(scene.values, "scene")
        views = window.actions_.views.actions()
        next(action for action in views if action.data() == str(scene.view)).trigger()
        if scene.opened:
            getattr(window.actions_, scene.opened).trigger()
        self._left = _PICTURES
        self._then = lambda: self._keep(name, scene)

    def _keep(self, name: str, scene: Scene) -> None:
        seen: QWidget = self._app.window
        if scene.opened:
            seen = self._app.controller.windows.opened(scene.opened)
        seen.grab().save(str(self._folder / f"{name}.jpg"), quality=_QUALITY)
        if scene.opened:
            seen.close()
        self._next()

    def _on_painted(self) -> None:
        self._left -= 1
        if self._left == 0 and self._then is not None:
            QTimer.singleShot(0, self._then)


def main() -> None:
    """Make the pictures that are named, or all."""
    folder, names = Path(sys.argv[1]), sys.argv[2:] or list(SCENES)
    folder.mkdir(parents=True, exist_ok=True)
    qt = application(["camfilter"])
    app = App(qt)
    app.state.change(first_steps_seen=True, source="demo")
    photographer = Photographer(app, folder, {name: SCENES[name] for name in names})
    app.run()
    photographer.start()
    qt.exec()
    app.finish()


if __name__ == "__main__":
    main()
