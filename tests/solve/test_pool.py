"""Side by side: order, failure, Ctrl-C."""

import threading
import time

import pytest
from short import short_problem

from storage_opt.solve.highs import Deadline, LiveSolver
from storage_opt.solve.pool import side_by_side


def test_results_come_in_the_order_of_the_jobs():
    def work(k):
        time.sleep(0.002 * (5 - k))
        return k * k

    assert side_by_side(work, range(5), 3, Deadline()) == [0, 1, 4, 9, 16]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, RuntimeError])
def test_a_failure_ends_the_solves_that_run_beside_it(failure):
    """One thread solves a MILP without end; when the other fails it is called off, and the failure goes on to the caller."""
    problem, deadline = short_problem(3, 7, n_products=3), Deadline()
    is_running = threading.Event()
    answers = []

    def work(job):
        if job == 0:
            live = LiveSolver(problem, as_lp=False, deadline=deadline)
            live.set("mip_rel_gap", 0.0)
            is_running.set()
            answers.append(live.solve().status)
        else:
            is_running.wait()
            raise failure

    with pytest.raises(failure):
        side_by_side(work, [0, 1], 2, deadline)
    assert answers in (["stopped"], ["time_limit"])
    assert deadline.is_over


def test_an_earlier_deadline_is_called_off_with_its_parent():
    whole = Deadline(100.0)
    earlier = whole.keeping(40.0)
    assert earlier.left_s == pytest.approx(60.0, abs=5.0)
    whole.call_off()
    assert earlier.is_over
