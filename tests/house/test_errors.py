"""Errors travel between processes whole."""

from __future__ import annotations

import pickle

import pytest

from storage_opt.errors import Fault, InfeasibleError, ProjectError, UsageError
from storage_opt.messages import say

FAULT = Fault(say("project.missing_key", where="battery"), say("project.missing_key.do", key="battery"))


@pytest.mark.parametrize(
    "error",
    [
        ProjectError("a.yaml", [FAULT]),
        UsageError(say("rules.topics", topics="ltda")),
        InfeasibleError(say("solve.no_plan", year=3)),
    ],
)
def test_an_error_comes_out_of_another_process_as_it_was(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.text(), again.exit_code) == (type(error), error.text(), error.exit_code)
