"""A second clearing, written from the text of the rules: it tries every set of bids at every price, in plain words and slowly.

Nothing of the package is used but the records in which bids and rules are given.
"""

import hashlib
from decimal import Decimal
from itertools import combinations

JAPANESE = {"jp", "jpn", "japan", "日本"}


def drawn(seed, bid):
    """Place in the drawing of lots: the first eight bytes of SHA-256 of ``seed:bid_id``; the smallest goes first."""
    return hashlib.sha256(f"{seed}:{bid.bid_id}".encode()).hexdigest()[:16], bid.bid_id


def kw(bids):
    return sum(bid.offered_kw for bid in bids)


def every_set(bids):
    return [set_ for n in range(len(bids) + 1) for set_ in combinations(bids, n)]


class Round:
    def __init__(self, bids, rules, seed):
        self.bids = [bid for bid in bids if bid.barred is None]
        self.rules, self.seed = rules, seed
        self.lot = {lot.name: lot for lot in rules.lots}
        self.base = {name: kw(b for b in self.bids if b.lot == name) for name in self.lot}  # of lot_award

    # --- the country rule -----------------------------------------------------------------------------------------

    def counted(self, bid):
        """Lot (or all lots) and country under which a bid is counted, or nothing."""
        share = self.rules.country_share
        if bid.lot is None or not self.lot[bid.lot].is_storage or bid.chemistry not in share:
            return None
        if bid.cell_country is None or bid.cell_country.strip().lower() in JAPANESE:
            return None
        return ("all" if self.rules.country_base == "all_lots" else bid.lot), bid.cell_country.strip().lower()

    def keeps_countries(self, bids):
        """Whether each foreign country is below its share, strictly."""
        counts = {}
        for bid in bids:
            if key := self.counted(bid):
                counts.setdefault(key, []).append(bid)
        for (place, _), own in counts.items():
            base = {
                "lot_cap": lambda place=place: self.lot[place].cap_kw,
                "lot_award": lambda place=place: self.base[place],
                "all_lots": lambda: sum(lot.cap_kw for lot in self.rules.lots if lot.is_storage),
            }[self.rules.country_base]()
            share = Decimal(str(self.rules.country_share[own[0].chemistry]))
            if not Decimal(kw(own)) < share * base:
                return False
        return True

    # --- one price ------------------------------------------------------------------------------------------------

    def at_one_price(self, equal, gap, may_cross, ties, allowed):
        """The bids taken of equal ones, and whether one that was allowed had to stay out for lack of room."""
        equal = sorted(equal, key=lambda bid: drawn(self.seed, bid))
        if ties == "random":
            taken = []
            for bid in equal:
                if gap is not None and kw(taken) >= gap:
                    break
                if not allowed([*taken, bid]):
                    continue
                if not may_cross and gap is not None and kw([*taken, bid]) > gap:
                    return taken, True
                taken.append(bid)
            return taken, False
        sets = [set_ for set_ in every_set(equal) if allowed(set_)]
        if gap is None:
            best = max(map(kw, sets))
        elif not may_cross:
            sets = [set_ for set_ in sets if kw(set_) <= gap]
            best = max(map(kw, sets))
        else:
            reaching = [kw(set_) for set_ in sets if kw(set_) >= gap]
            best = min(reaching) if reaching else max(map(kw, sets))
        optimal = [set_ for set_ in sets if kw(set_) == best]
        first = min(optimal, key=lambda set_: [bid not in set_ for bid in equal])
        left_out = [bid for bid in equal if bid not in first and allowed([*first, bid])]
        return list(first), bool(left_out) and not may_cross

    def walk(self, bids, order, size, before, may_cross, ties, allowed):
        """Up the prices until the size is reached; the bids taken, and whether it ended before the bids did."""
        taken = []
        for price in sorted({order(bid) for bid in bids}):
            if size is not None and before + kw(taken) >= size:
                return taken, True
            equal = [bid for bid in bids if order(bid) == price]
            gap = None if size is None else size - before - kw(taken)
            held = list(taken)
            new, stopped = self.at_one_price(
                equal, gap, may_cross, ties, lambda more, held=held: allowed([*held, *more])
            )
            taken += new
            if stopped:
                return taken, True
        return taken, False

    # --- the round ------------------------------------------------------------------------------------------------

    def stages(self):
        """Stage of every award, for the present bases."""
        rules, within, stage = self.rules, [], {}
        early = rules.country_stage == "within_lot_order"

        def rank(bid):
            first = bid.lot is not None and self.lot[bid.lot].priority_first and bid.has_priority
            return (0 if first else 1, bid.price_jpy_per_kw_year)

        def free(_):
            return True

        for lot in rules.lots:
            mine = [bid for bid in self.bids if bid.lot == lot.name]
            counted = list(within)
            allowed = (lambda more, c=counted: self.keeps_countries([*c, *more])) if early else free
            taken, _ = self.walk(mine, rank, lot.cap_kw, 0, rules.lot_crossing_included, rules.lot_ties, allowed)
            if lot.in_pool:
                within += taken
            else:
                stage |= {bid.bid_id: "separate" for bid in taken}
        pool = [bid for bid in self.bids if bid.lot is None] + within
        awarded, ended = self.walk(
            pool,
            lambda bid: bid.price_jpy_per_kw_year,
            rules.target_kw,
            0,
            rules.target_crossing_included,
            rules.target_ties,
            free if early else self.keeps_countries,
        )
        stage |= {bid.bid_id: "pool" if bid.lot is None else "lot" for bid in awarded}
        is_open = rules.target_kw is not None and kw(awarded) < rules.target_kw and not ended
        if rules.fill_stage and is_open:
            rest = [b for b in self.bids if b.lot and self.lot[b.lot].in_pool and b not in within]
            filled, _ = self.walk(
                rest,
                rank if rules.fill_priority_first else lambda bid: bid.price_jpy_per_kw_year,
                rules.target_kw,
                kw(awarded),
                rules.target_crossing_included,
                rules.target_ties,
                lambda more: self.keeps_countries([*awarded, *more]),
            )
            stage |= {bid.bid_id: "fill" for bid in filled}
        return stage

    def cleared(self):
        """Stage of every award; where the base is the award of the lot, with bases that fall until the awards bear them."""
        while True:
            stage = self.stages()
            award = {n: kw(b for b in self.bids if b.lot == n and b.bid_id in stage) for n in self.lot}
            kinds = set(self.rules.country_share)
            ruled = [n for n, lot in self.lot.items() if lot.is_storage and kinds & set(lot.kinds)]
            if self.rules.country_base != "lot_award" or all(award[n] >= self.base[n] for n in ruled):
                return stage
            self.base = {n: min(self.base[n], award[n]) for n in self.base}
