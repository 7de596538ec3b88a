"""What can be done in a slot or in a block: the branches and their vertices, then their drains and rewards at given prices."""

from __future__ import annotations

import numpy as np

from storage_opt.solve.one_store.jit import compiled
from storage_opt.solve.one_store.layout import BLOCK, CHARGE, DISCHARGE
from storage_opt.solve.one_store.vertices import slabs_of


@compiled
def _add_branch(table, count, kind, low, high, rows, fixed, slope, m, y_low, y_high, near):
    """Append a branch; false where the table is too short."""
    b, s, a = count[0], count[1], count[2]
    s_end, a_end = slabs_of(
        len(low), low, high, rows, fixed, slope, m, y_low, y_high, near,
        table.slabs, table.at_low, table.at_high, table.slab_end, s, a,
    )  # fmt: skip
    if s_end < 0 or b == len(table.kind):
        return False
    if a_end > a:
        table.kind[b], table.branch_end[b] = kind, s_end
        count[0], count[1], count[2] = b + 1, s_end, a_end
    return True


@compiled
def _limits_of_offers(data, t, n, most, with_minimum, low, high):
    """Write the offers' bounds in the block ``t … t+n−1``; give back the products with a minimum bid as bits."""
    bids = 0
    for k in range(data.gain.shape[1]):
        least, largest = 0.0, np.inf
        for i in range(t, t + n):
            least = max(least, data.r_min[i, k])
            largest = min(largest, data.r_max[i, k])
        if largest <= 0.0 or least > largest:
            low[1 + k], high[1 + k] = 0.0, 0.0
        else:
            low[1 + k] = least if with_minimum else 0.0
            high[1 + k] = np.inf if largest >= most else largest
            if low[1 + k] > 0.0:
                bids |= 1 << k
    return bids


@compiled
def _pick(low, high, bids, subset, low_of, high_of):
    """Bounds when exactly the products of ``subset`` among those with a minimum bid are offered; give back the least total."""
    total = 0.0
    for k in range(len(low)):
        low_of[k], high_of[k] = low[k], high[k]
        if k > 0 and (bids >> (k - 1)) & 1 and not (subset >> (k - 1)) & 1:
            low_of[k], high_of[k] = 0.0, 0.0
        if k > 0:
            total += low_of[k]
    return total


@compiled
def build_slot(data, t, with_reserve, with_minimum, near, table, count):
    """Fill the table of slot ``t``: charge, then discharge, each with every set of offers; false where the table is too short.

    Rows: headroom ``± power + Σ r ≤ H``; backing at the end ``Σ β_k r_k ≤ y − floor``; backing at the start, from the energy before the
    slot, only where it does not follow from that at the end.
    """
    K = data.gain.shape[1]
    low, high, low_of, high_of = np.zeros(1 + K), np.zeros(1 + K), np.zeros(1 + K), np.zeros(1 + K)
    rows, fixed, slope = np.zeros((3, 1 + K)), np.zeros(3), np.zeros(3)
    count[:] = 0
    keep, floor = data.keep[t], data.floor[t]
    for kind in (CHARGE, DISCHARGE):
        sign = -1.0 if kind == CHARGE else 1.0
        limit = data.charge_limit[t] if kind == CHARGE else data.discharge_limit[t]
        most = data.headroom[t] + (limit if kind == CHARGE else 0.0)
        low[:], high[:] = 0.0, 0.0
        bids = 0
        if with_reserve and (kind == DISCHARGE or data.charges_with_reserve[t]):
            bids = _limits_of_offers(data, t, 1, most, with_minimum, low, high)
        high[0] = limit
        per_mw = data.slot_h * data.eta_c if kind == CHARGE else -data.slot_h / data.eta_d
        for subset in range(bids + 1):
            if subset & ~bids or _pick(low, high, bids, subset, low_of, high_of) > most:
                continue
            rows[:] = 0.0
            rows[0, 0] = sign
            fixed[0], slope[0] = data.headroom[t], 0.0
            needs_end, needs_start = False, False
            for k in range(K):
                if high_of[1 + k] > 0.0:
                    rows[0, 1 + k] = 1.0
                    rows[1, 1 + k] = data.backing_end[t, k]
                    needs_end |= data.backing_end[t, k] > 0.0
                    starts = data.backing_start[t, k]
                    needs_start |= starts > 0.0 if kind == CHARGE else starts > data.backing_end[t, k]
            m = 1
            if needs_end:
                fixed[m], slope[m] = -floor, 1.0
                m += 1
            if needs_start:
                rows[m, 0] = per_mw / keep
                for k in range(K):
                    if high_of[1 + k] > 0.0:
                        rows[m, 1 + k] = data.backing_start[t, k] - data.drain[t, k] / keep
                fixed[m], slope[m] = -floor, 1.0 / keep
                m += 1
            if not _add_branch(
                table, count, kind, low_of, high_of, rows, fixed, slope, m, floor, data.ceiling[t], near
            ):
                return False
    return True


@compiled
def build_block(data, t, n, with_minimum, near, table, count):
    """Fill the table of a block of ``n`` slots that holds reserve and does not charge; false where the table is too short.

    The vertices are those of the offers alone. Discharge of slot ``i`` is at most ``min(D_i, H_i − R)``; the range of ``R = Σ r`` is
    cut where that bends, so that it is linear on each part.
    """
    K = data.gain.shape[1]
    low, high, low_of, high_of = np.zeros(1 + K), np.zeros(1 + K), np.zeros(1 + K), np.zeros(1 + K)
    rows, fixed, slope = np.zeros((3, 1 + K)), np.zeros(3), np.zeros(3)
    count[:] = 0
    last = t + n - 1
    most = np.inf
    for i in range(t, t + n):
        most = min(most, data.headroom[i])
    bids = _limits_of_offers(data, t, n, most, with_minimum, low, high)
    offered = 0.0
    for k in range(K):
        offered = max(offered, high[1 + k])
    if offered <= 0.0 or most <= 0.0:
        return True
    cuts = np.empty(n + 2)
    cuts[0] = 0.0
    n_cuts = 1
    for i in range(t, t + n):
        bend = data.headroom[i] - data.discharge_limit[i]
        k = n_cuts
        while k > 0 and cuts[k - 1] > bend:
            k -= 1
        if 0.0 < bend < most and cuts[k - 1] < bend:
            for m in range(n_cuts, k, -1):
                cuts[m] = cuts[m - 1]
            cuts[k] = bend
            n_cuts += 1
    cuts[n_cuts] = most
    for subset in range(bids + 1):
        if subset & ~bids or _pick(low, high, bids, subset, low_of, high_of) > most:
            continue
        for c in range(n_cuts):
            m = 2
            for k in range(K):
                is_offered = high_of[1 + k] > 0.0
                rows[0, 1 + k] = 1.0 if is_offered else 0.0
                rows[1, 1 + k] = data.backing_end[last, k] if is_offered else 0.0
                rows[2, 1 + k] = -1.0 if is_offered else 0.0
            fixed[0], fixed[1], slope[1] = cuts[c + 1], -data.floor[last], 1.0
            if cuts[c] > 0.0:
                fixed[2] = -cuts[c]
                m = 3
            y_low, y_high = data.floor[last], data.ceiling[last]
            if not _add_branch(table, count, BLOCK, low_of, high_of, rows, fixed, slope, m, y_low, y_high, near):
                return False
    return True
