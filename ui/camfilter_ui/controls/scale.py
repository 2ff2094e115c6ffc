"""Which values a slider stops at."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from camfilter.settings import Parameter

_DECADES_RATIO: Final = 100.0
_LOG_STEPS: Final = 600
_FEWEST_STEPS: Final = 40
_MOST_WHOLE: Final = 100_000
"""Whole numbers of a wider span are names, such as seeds: no slider is any use for them."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `minimum` to `maximum` on whole positions from 0 to `steps`.

    They lie in equal steps, or in equal ratios if `logarithmic`.
    """

    minimum: float
    maximum: float
    steps: int
    logarithmic: bool = False

    @classmethod
    def of(cls, parameter: Parameter) -> Scale | None:
        """The scale that suits the bounds of a number; None if it has no use for a slider."""
        least, most = parameter.minimum, parameter.maximum
        if least is None or most is None or most <= least:
            return None
        if parameter.kind == "int":
            if most - least > _MOST_WHOLE:
                return None
            return cls(least, most, round((most - least) / _whole_step(parameter)))
        if least > 0 and most / least >= _DECADES_RATIO:
            return cls(least, most, _LOG_STEPS, logarithmic=True)
        return cls(least, most, round((most - least) / decimal_step(most - least)))

    def value(self, position: int) -> float:
        """The value at `position`, rounded to what people call such a number."""
        share = position / self.steps
        if self.logarithmic:
            exact = self.minimum * (self.maximum / self.minimum) ** share
            return min(max(rounded(exact), self.minimum), self.maximum)
        return round(self.minimum + share * (self.maximum - self.minimum), 6)

    def position(self, value: float) -> int:
        """The position nearest to `value`."""
        within = min(max(value, self.minimum), self.maximum)
        if self.logarithmic:
            share = math.log(within / self.minimum) / math.log(self.maximum / self.minimum)
        else:
            share = (within - self.minimum) / (self.maximum - self.minimum)
        return round(share * self.steps)


def decimal_step(span: float) -> float:
    """The largest power of ten that has a hundred steps, nearly, in `span`."""
    return float(10.0 ** math.floor(math.log10(span / 90)))


def rounded(value: float, digits: int = 3) -> float:
    """`value` with so many significant digits."""
    return float(f"{value:.{digits}g}")


def _whole_step(parameter: Parameter) -> int:
    """The largest power of two that meets the bounds and the default and leaves enough steps."""
    least, most = int(parameter.minimum or 0), int(parameter.maximum or 0)
    step = 1
    while (
        all(number % (2 * step) == 0 for number in (least, most, int(parameter.default)))
        and (most - least) / (2 * step) >= _FEWEST_STEPS
    ):
        step *= 2
    return step
