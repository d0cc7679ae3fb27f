"""Places are given in the order in which they are asked for, and no more of them than there are."""

from __future__ import annotations

import threading
import time

from quaestor.web.turns import Turns


def test_who_asked_first_comes_first() -> None:
    turns, came = Turns(1), []

    def take(name: int) -> None:
        with turns:
            came.append(name)

    threads = [threading.Thread(target=take, args=(name,)) for name in range(8)]
    with turns:
        for thread in threads:
            thread.start()
            time.sleep(0.01)
        assert came == []
    for thread in threads:
        thread.join()
    assert came == list(range(8))


def test_no_more_have_a_place_than_there_are_and_an_error_gives_it_back() -> None:
    turns, lock, within, most = Turns(2), threading.Lock(), 0, 0

    def take() -> None:
        nonlocal within, most
        try:
            with turns:
                with lock:
                    within += 1
                    most = max(most, within)
                time.sleep(0.001)
                with lock:
                    within -= 1
                raise ValueError
        except ValueError:
            pass

    threads = [threading.Thread(target=take) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (within, most) == (0, 2)
