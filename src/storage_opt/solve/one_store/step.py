"""One step of the recursion: all images, the envelope over them, rounding on record."""

from __future__ import annotations

from storage_opt.solve.one_store.images import end_of_stretch, image
from storage_opt.solve.one_store.jit import compiled
from storage_opt.solve.one_store.pieces import envelope, line_at
from storage_opt.solve.one_store.rounding import drop_points, raise_close_points


@compiled
def _copy_clipped(hull, a0, a1, low, high, keep, near, offset, pool, out):
    """Copy the part of a hull that comes from energies ``low`` to ``high`` before the slot to a pool; give back its end.

    Abscissae are divided by ``keep``, ``offset`` is added to values. A hull that misses an end by rounding only (``near``) is a point on
    it: what can be done with a full store alone must not be lost to the last digit.
    """
    left, right = low * keep, high * keep
    n = out
    for i in range(a0, a1):
        at, value = hull.x[i], hull.v[i]
        if at < left:
            if i + 1 < a1 and hull.x[i + 1] > left:
                value = line_at(at, value, hull.x[i + 1], hull.v[i + 1], left)
            elif i + 1 < a1 or at < left - near:
                continue
            at = left
        elif at > right:
            if i > a0 and hull.x[i - 1] < right:
                value = line_at(hull.x[i - 1], hull.v[i - 1], at, value, right)
            elif i > a0 or at > right + near:
                break
            at = right
        pool.x[n] = low if at == left else (high if at == right else at / keep)
        pool.v[n] = value + offset
        pool.starts[n] = 1 if n == out else 0
        n += 1
    return n


@compiled
def collect_images(
    x, v, starts, first, end, table, priced, low, high, keep, near, offset, hull, pool, ends, n_functions, out
):
    """Write the image of every stretch under every branch to ``pool``.

    Parameters
    ----------
    x, v, starts : ndarray
        Value after the slot (or block), points ``first:end``.
    low, high : float
        Range of the energy before it. [MWh]
    keep : float
        Share of the energy before it that is left without any action.
    near : float
        Energies that differ by less are one. [MWh]
    offset : float
        Added to the values. [JPY]
    ends : ndarray of int
        Receives the end of each function.

    Returns
    -------
    tuple of (int, int)
        Functions and points written; ``(−1, −1)`` when a pool is too short.
    """
    for b in range(len(table.kind)):
        begin = table.branch_end[b - 1] if b > 0 else 0
        i = first
        while i < end:
            stop = end_of_stretch(x, v, starts, i, end)
            if (
                x[i] + priced.reach[b, 0] <= high * keep + near
                and x[stop - 1] + priced.reach[b, 1] >= low * keep - near
            ):
                vertices = priced.slab_end[table.branch_end[b] - 1] - (priced.slab_end[begin - 1] if begin > 0 else 0)
                if 8 * (vertices + 1) * (stop - i + 2) > len(hull.x):
                    return -1, -1
                a0, a1 = image(x, v, i, stop, table.slabs, begin, table.branch_end[b], priced, hull)
                if out + a1 - a0 + 2 > len(pool.x) or n_functions == len(ends):
                    return -1, -1
                n = _copy_clipped(hull, a0, a1, low, high, keep, near, offset, pool, out)
                if n > out:
                    ends[n_functions] = n
                    n_functions += 1
                    out = n
            i = stop - 1 if stop < end and starts[stop] == 0 else stop
    return n_functions, out


@compiled
def largest_of(pool, spare, ends, n_functions):
    """Envelope of all functions in ``pool``, by pairs of neighbours.

    Returns
    -------
    tuple of (bool, int)
        Whether the result lies in ``spare`` instead of ``pool``; its end. The end is −1 when a pool is too short.
    """
    in_spare = False
    while n_functions > 1:
        source, target = (spare, pool) if in_spare else (pool, spare)
        out, begin, done = 0, 0, 0
        for f in range(0, n_functions, 2):
            if f + 1 < n_functions:
                if out + 4 * (ends[f + 1] - begin) + 8 > len(target.x):
                    return False, -1
                out = envelope(
                    source.x, source.v, source.starts, begin, ends[f], ends[f], ends[f + 1], target.x, target.v, target.starts, out
                )  # fmt: skip
                begin = ends[f + 1]
            else:
                for i in range(begin, ends[f]):
                    target.x[out], target.v[out], target.starts[out] = source.x[i], source.v[i], source.starts[i]
                    out += 1
                begin = ends[f]
            ends[done] = out
            done += 1
        n_functions = done
        in_spare = not in_spare
    return in_spare, ends[0]


@compiled
def round_off(pool, spare, end, tolerance):
    """Round the function in ``pool``, by way of ``spare``, in place.

    Returns
    -------
    tuple of (int, float)
        Its new end (−1 when ``spare`` is too short) and its largest fall. [JPY]
    """
    if 4 * end + 8 > len(spare.x):
        return -1, 0.0
    n = raise_close_points(
        pool.x, pool.v, pool.starts, 0, end, tolerance.near_mwh, tolerance.near_jpy, spare.x, spare.v, spare.starts, 0
    )  # fmt: skip
    return drop_points(spare.x, spare.v, spare.starts, 0, n, tolerance.rounding_jpy, pool.x, pool.v, pool.starts, 0)
