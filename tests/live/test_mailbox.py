from __future__ import annotations

import threading
from contextlib import suppress

import pytest

from camfilter.live.mailbox import ClosedError, Mailbox, first_of


def test_the_newest_item_replaces_the_older_and_the_loss_is_counted() -> None:
    box: Mailbox[int] = Mailbox()
    for item in (1, 2, 3):
        assert box.put(item)
    assert box.get() == 3
    assert box.dropped == 2


def test_an_empty_mailbox_gives_none_after_the_timeout() -> None:
    assert Mailbox[int]().get(0.0) is None


def test_a_closed_mailbox_takes_nothing_but_gives_what_it_holds() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.close()
    assert not box.put(2)
    assert box.get() == 1
    with pytest.raises(ClosedError):
        box.get()


def test_a_waiting_mailbox_loses_nothing() -> None:
    box: Mailbox[int] = Mailbox(waits=True)
    producer = threading.Thread(target=lambda: [box.put(i) for i in range(200)] and box.close())
    producer.start()
    got: list[int | None] = []
    with suppress(ClosedError):
        while True:
            got.append(box.get())
    producer.join()
    assert got == list(range(200))
    assert box.dropped == 0


def test_closing_frees_a_put_that_waits() -> None:
    box: Mailbox[int] = Mailbox(waits=True)
    box.put(1)
    answers: list[bool] = []
    producer = threading.Thread(target=lambda: answers.append(box.put(2)))
    producer.start()
    box.close()
    producer.join(5)
    assert answers == [False]
    assert box.get() == 1


def test_the_first_mailbox_in_the_list_comes_first() -> None:
    changed = threading.Condition()
    first, second = Mailbox[str](changed=changed), Mailbox[str](changed=changed)
    second.put("b")
    first.put("a")
    assert first_of([first, second]) == (0, "a")
    assert first_of([first, second]) == (1, "b")
    assert first_of([first, second], 0.0) is None


def test_several_mailboxes_end_when_all_are_closed() -> None:
    changed = threading.Condition()
    first, second = Mailbox[str](changed=changed), Mailbox[str](changed=changed)
    first.close()
    second.put("b")
    second.close()
    assert first_of([first, second]) == (1, "b")
    with pytest.raises(ClosedError):
        first_of([first, second])
