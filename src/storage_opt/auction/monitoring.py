"""Price monitoring: what is cut from a bid price after the award."""

from __future__ import annotations

from storage_opt.records.auction import Bid, Monitoring


def cut_jpy_per_kw_year(bid: Bid, monitoring: Monitoring | None) -> float:
    """Cut of a bid price.

    Item by item, the part above ``factor`` times its reference; nothing where the costs are backed by a tender.

    Parameters
    ----------
    bid : Bid
        With its cost items.
    monitoring : Monitoring or None
        ``None``: nothing is cut.

    Returns
    -------
    float
        Not more than the bid price. [JPY/kW/year]

    Examples
    --------
    >>> bid = Bid("a", None, 1000, 50_000.0, parts_jpy_per_kw_year={"construction": 30_000.0, "repair": 5_000.0})
    >>> cut_jpy_per_kw_year(bid, Monitoring(2.0, {"construction": 12_000.0, "repair": 4_000.0}))
    6000.0

    References
    ----------
    Rules ``ltda_price.monitoring_factor`` and ``ltda_award.monitoring_cut_reorders``.
    """
    if monitoring is None or bid.is_tendered:
        return 0.0
    reference = monitoring.reference_jpy_per_kw_year
    above = [
        part - monitoring.factor * reference[item]
        for item, part in bid.parts_jpy_per_kw_year.items()
        if item in reference
    ]
    return min(bid.price_jpy_per_kw_year, sum(cut for cut in above if cut > 0.0))
