"""A running pass ends when it is told to; failures and Ctrl-C go on to the caller."""

import threading

import pytest
from store_cases import random_problem

from storage_opt.solve.one_store import StoppedError, solve_store
from storage_opt.solve.one_store.stop import Stop, beside

PROBLEM = random_problem(5, slots=48 * 30, products=3, minimum=True, plain=True)


def test_a_pass_that_was_told_before_it_began_does_nothing():
    stop = Stop()
    stop.tell()
    with pytest.raises(StoppedError):
        solve_store(PROBLEM, "exact", (), stop)


def test_compiled_code_hears_the_word_while_it_runs():
    """A month is solved again and again in a thread of its own until it hears; without hearing it would never end."""
    solve_store(PROBLEM, "repaired")  # compiled, so that what is waited for below is the pass
    stop, ended = Stop(), threading.Event()

    def work():
        with pytest.raises(StoppedError):
            while True:
                solve_store(PROBLEM, "exact", (), stop)
        ended.set()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    stop.tell()
    assert ended.wait(60)
    thread.join()


def test_time_that_is_up_ends_the_work():
    heard = threading.Event()

    def work(stop):
        while not stop.flag[0]:
            heard.wait(0.01)
        heard.set()

    with pytest.raises(StoppedError):
        beside(work, lambda: True)
    assert heard.is_set()


def test_a_result_and_a_failure_come_back():
    assert beside(lambda _: 3, lambda: False) == 3

    def fails(_):
        raise KeyError("what went wrong")

    with pytest.raises(KeyError, match="what went wrong"):
        beside(fails, lambda: False)


def test_an_interruption_of_the_caller_ends_the_work():
    heard = threading.Event()

    def work(stop):
        while not stop.flag[0]:
            heard.wait(0.01)
        heard.set()

    def interrupted():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        beside(work, interrupted)
    assert heard.is_set()
