"""What went wrong, without what was in memory when it did."""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from camfilter.errors import CamfilterError


@dataclass(frozen=True, slots=True)
class Fault:
    """An error in words; it holds on to no tensor, as the exception's traceback would.

    `trace` is empty for what camfilter foresaw, and else says where it happened.
    """

    text: str
    trace: str
    out_of_memory: bool

    @classmethod
    def of(cls, error: BaseException) -> Fault:
        """What `error` means to a user."""
        out_of_memory = is_out_of_memory(error)
        if isinstance(error, CamfilterError):
            return cls(f"{error.message}; {error.remedy}", "", out_of_memory)
        trace = "" if out_of_memory else "".join(traceback.format_exception(error)).rstrip()
        return cls(f"{type(error).__name__}: {error}", trace, out_of_memory)


def is_out_of_memory(error: BaseException | None) -> bool:
    """Whether `error` came of an allocation that failed, on any kind of device."""
    while error is not None:
        if isinstance(error, MemoryError) or "out of memory" in str(error).lower():
            return True
        error = error.__cause__ or error.__context__
    return False
