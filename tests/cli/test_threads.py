"""One thread for the algebra library, unless the environment says otherwise."""

import os
import subprocess
import sys

import pytest

TELL = (
    "import os, sys; from storage_opt import cli; assert 'numpy' not in sys.modules;"
    "sys.exit = lambda code: None;"
    "cli.main(['rules', 'list', '--json']); print(); print(os.environ['OPENBLAS_NUM_THREADS'])"
)


@pytest.mark.parametrize(("given", "expected"), [(None, "1"), ("2", "2")])
def test_commands_take_one_thread_for_algebra(given, expected):
    environment = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    if given is not None:
        environment["OPENBLAS_NUM_THREADS"] = given
    told = subprocess.run([sys.executable, "-c", TELL], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == expected
