"""One entry of the ledger from arrays by slot."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from storage_opt.records.ledger import Entries

SMALLEST_MWH = 1e-9
"""Less than this in a slot is the solver's rounding, not a trade. [MWh]"""


def booked(stream: str, direction: str, mwh: NDArray[np.float64], price: NDArray[np.float64], sign: float) -> Entries:
    """Book ``sign · mwh · price`` in every slot with more than rounding.

    Parameters
    ----------
    stream, direction : str
        As in ``records.ledger.Entries``.
    mwh, price : ndarray, shape (n_slots,)
        Energy and its price. [MWh], [JPY/MWh]
    sign : float
        +1: received by the owner; -1: paid.
    """
    slot = np.flatnonzero(mwh > SMALLEST_MWH)
    return Entries(stream, direction, slot, mwh[slot], price[slot], sign * mwh[slot] * price[slot])
