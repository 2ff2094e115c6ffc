from __future__ import annotations

from camfilter.live.control import Control, Event
from camfilter.settings import FilterSettings


def test_the_same_words_are_said_once_in_a_while() -> None:
    told: list[Event] = []
    control = Control(FilterSettings(), told.append)
    for _ in range(5):
        control.tell("source", "the camera is gone", "plug it in")
    assert len(told) == 1


def test_the_end_of_a_problem_is_always_said() -> None:
    told: list[Event] = []
    control = Control(FilterSettings(), told.append)
    control.tell("engine", "builtin on cpu")
    control.tell("engine", "no weights", "fetch them")
    control.tell("engine", "builtin on cpu")
    control.tell("source", "the camera is gone", "plug it in")
    assert [event.message for event in told] == [
        "builtin on cpu",
        "no weights",
        "builtin on cpu",
        "the camera is gone",
    ]
