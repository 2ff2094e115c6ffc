"""How the run goes, always to be seen: rate, latency, age of the geometry, engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from camfilter_ui.texts import tr_core

if TYPE_CHECKING:
    from camfilter.live import Statistics

_SAID_MS = 6000
_DEVICES = {"cpu": "CPU", "cuda": "CUDA", "directml": "DirectML", "coreml": "CoreML"}
TITLES = {
    "builtin": "Embedded nets",
    "moge": "MoGe 2",
    "sam3d": "SAM 3D Objects",
}


class StatusStrip(QWidget):
    """A row of figures, and of what was last said in passing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rate = self._figure(self.tr("Pictures a second that come out"))
        self.latency = self._figure(
            self.tr("From the moment a picture is taken until it is delivered, median")
        )
        self.age = self._figure(self.tr("How old the geometry is that a picture shows, median"))
        self.said = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._fading = QTimer(self, singleShot=True, interval=_SAID_MS)
        self._fading.timeout.connect(self.said.clear)
        self.engine = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.engine.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.engine.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(14)
        for label in (self.rate, self.latency, self.age):
            row.addWidget(label)
        row.addWidget(self.said)
        row.addWidget(self.engine, 1)

    def say(self, text: str) -> None:
        """Show a few words for a few seconds."""
        self.said.setText(text)
        self._fading.start()

    def show_statistics(self, statistics: Statistics | None) -> None:
        """Show the figures of the last two seconds."""
        if statistics is None:
            return
        pulse = statistics.recent()
        self.rate.setText(self.tr("{fps:.0f} fps").format(fps=pulse.fps))
        latency = self.tr("latency {ms:.0f} ms").format(ms=pulse.latency_ms)
        self.latency.setText(latency)
        self.age.setText(self.tr("geometry {ms:.0f} ms old").format(ms=pulse.geometry_age_ms))
        self._show_engine(statistics)

    def _show_engine(self, statistics: Statistics) -> None:
        if statistics.engine_loading or not statistics.engine:
            self.engine.setText(self.tr("loading the engine …"))
            return
        title = tr_core(TITLES.get(statistics.engine, statistics.engine))
        device = _DEVICES.get(statistics.device, statistics.device)
        text = self.tr("{engine} on {device}").format(engine=title, device=device)
        self.engine.setText(text)
        self.engine.setToolTip(f"{text}\n{tr_core(statistics.engine_reason)}")

    def _figure(self, meaning: str) -> QLabel:
        label = QLabel(textFormat=Qt.TextFormat.PlainText)
        label.setToolTip(meaning)
        label.setAccessibleDescription(meaning)
        return label
