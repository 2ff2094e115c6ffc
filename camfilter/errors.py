"""What can go wrong, in words a user can act on."""

from __future__ import annotations


class CamfilterError(Exception):
    """A failure that says what happened and what to do about it, in one sentence each."""

    exit_status = 1

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions are else made anew of the message alone, or of what a subclass does not take.
        return _as_it_was, (type(self), self.message, self.remedy)


class UsageError(CamfilterError):
    """A value or an option that cannot be meant."""

    exit_status = 2


class ConfigError(CamfilterError):
    """A settings or preset file that cannot be read as one."""

    exit_status = 2


class SourceError(CamfilterError):
    """Pictures cannot be had from a source."""


class SourceLostError(SourceError):
    """A live source that worked has stopped; opening it again may bring it back."""


class SinkError(CamfilterError):
    """A picture cannot be delivered to a sink."""


class EngineError(CamfilterError):
    """Geometry cannot be inferred."""


class DeviceMemoryError(EngineError):
    """The device has too little memory for the engine at its present size."""


class EngineLostError(EngineError):
    """An engine that worked is no longer there; opening it again may bring it back."""


def _as_it_was(kind: type[CamfilterError], message: str, remedy: str) -> CamfilterError:
    error = kind.__new__(kind)
    CamfilterError.__init__(error, message, remedy)
    return error
