"""The model is the one whose pictures lie beside this file."""

import pytest
from pictures import FOLDER, draw

from storage_opt.model import horizon
from storage_opt.timeline import SLOTS_PER_DAY

DRAWN = draw()


def test_there_is_a_picture_of_everything_and_of_nothing_else():
    assert sorted(path.name for path in FOLDER.glob("*.lp")) == sorted(DRAWN)
    assert horizon.SLOTS_PER_DAY == SLOTS_PER_DAY


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_the_model_looks_like_its_picture(name):
    assert DRAWN[name] == (FOLDER / name).read_text(encoding="utf-8"), "drawn anew by: python tests/math/pictures.py"
