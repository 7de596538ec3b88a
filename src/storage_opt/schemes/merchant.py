"""No contract: the owner keeps what the markets pay."""

from __future__ import annotations

from dataclasses import dataclass

from storage_opt.records.contract import ContractYear, Dispatcher, Payment
from storage_opt.schemes.base import OfferDuty, OperatingYear, Plant


@dataclass(frozen=True)
class Merchant:
    """The scheme of a plant without scheme; beside others it adds nothing.

    Examples
    --------
    >>> plant = Plant("tokyo", 50.0, 50.0, 324.0, 0.93, 2028, 20, None)
    >>> Merchant().year(plant, OperatingYear(1, 2028, 324.0)).sharing.is_identity
    True
    """

    kind: str = "merchant"
    dispatcher: Dispatcher = "owner"
    offer_duty: OfferDuty = "none"

    def upfront(self, plant: Plant) -> tuple[Payment, ...]:
        """Nothing."""
        del plant
        return ()

    def year(self, plant: Plant, now: OperatingYear) -> ContractYear:
        """Nothing; the margin is kept."""
        del plant, now
        return ContractYear(self.kind, "taxpayers")
