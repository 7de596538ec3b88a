"""A project's money as a modeller would lay it out in a workbook: plain loops, written from the reference page, without the package.

Only records are read. Nothing of ``storage_opt.finance`` is imported, so that an agreement with it means something.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

REDUCTION = {6: 0.319, 8: 0.250, 15: 0.142, 17: 0.127, 20: 0.109}
"""Published yearly reduction of the assessed value by useful life."""
DECLINING_17 = (0.118, 0.125, 0.04038)
STRAIGHT_LINE = {6: 0.167, 8: 0.125, 15: 0.067, 17: 0.059, 20: 0.05}


@dataclass
class Sheet:
    """Rows by group and name, each a dict by year end."""

    times: list
    rows: dict = field(default_factory=dict)
    unlevered_tax: dict = field(default_factory=dict)
    measures: dict = field(default_factory=dict)
    debt: dict = field(default_factory=dict)

    def add(self, group, name, time, amount):
        self.rows.setdefault((group, name), dict.fromkeys(self.times, 0.0))[time] += amount

    def sum(self, time, *groups):
        return sum(row[time] for (group, _), row in self.rows.items() if group in groups)


def bisect(function, low, high):
    """Root of a function of one sign at ``low`` and the other at ``high``."""
    at_low = function(low)
    for _ in range(200):
        middle = (low + high) / 2
        value = function(middle)
        if (value > 0) == (at_low > 0):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def rate_of(flows):
    """The internal rate of flows that change their sign once, else ``"unknown"``."""
    largest = max(abs(f) for f in flows)
    signs = [f > 0 for f in flows if abs(f) > 1e-10 * largest]
    if sum(a != b for a, b in pairwise(signs)) != 1:
        return "unknown"

    def value(rate):
        total = 0.0
        for k, flow in enumerate(flows):
            total += flow / (1 + rate) ** k
        return total

    return bisect(value, -0.999, 1e4)


def shares_of_depreciation(tax):
    life = tax.useful_life_years
    left, shares = 1.0, []
    equal = None
    for year in range(1, life + 1):
        if tax.depreciation == "straight_line":
            share = STRAIGHT_LINE[life]
        else:
            rate, revised, guarantee = DECLINING_17
            if equal is None and left * rate < guarantee:
                equal = left * revised
            share = left * rate if equal is None else equal
        if year == life or share > left:
            share = left
        shares.append(share)
        left -= share
    return shares


def tax_on(incomes, tax):
    """Corporate tax of consecutive incomes; losses are kept in one drawer for each year of loss."""
    if tax.losses == "immediate":
        return [tax.rate * income for income in incomes]
    drawers = {}
    taxes = []
    for year, income in enumerate(incomes):
        if income < 0:
            drawers[year] = -income
            taxes.append(0.0)
            continue
        may_use = income * tax.loss_share
        taxable = income
        for of in sorted(drawers):
            if year - of > tax.loss_years:
                continue
            used = drawers[of] if drawers[of] < may_use else may_use
            drawers[of] -= used
            may_use -= used
            taxable -= used
        taxes.append(tax.rate * taxable)
    return taxes


def lay_out(t, years, grant, kw_out, kw_in, efficiency):
    """Lay out the lines, then the loan, then the measures."""
    n, start = len(years), years[0].fiscal_year
    base = start if t.base_fiscal_year is None else t.base_fiscal_year
    first = min([0] + [1 - len(item.spending) for item in t.capital] + [time for time, _ in t.grant.milestones])
    s = Sheet(list(range(first, n + 1)))
    operation = list(range(1, n + 1))

    def level(fiscal_year, rate):
        factor = 1.0
        for _ in range(base, fiscal_year):
            factor *= 1 + rate
        for _ in range(fiscal_year, base):
            factor /= 1 + rate
        return factor

    def own(rate):
        return t.inflation if rate is None else rate

    # --- capital, grant
    depreciable = 0.0
    for item in t.capital:
        for back, share in enumerate(reversed(item.spending)):
            price = 1.0 if item.inflation is None else level(start - back - 1, item.inflation)
            s.add("capex", item.name, -back, -item.amount_jpy * share * price)
            if item.is_depreciable:
                depreciable += item.amount_jpy * share * price
    received = dict.fromkeys(s.times, 0.0)
    for time, share in t.grant.milestones:
        if time <= n:
            received[time] += grant * share
            s.add("grant", "grant", time, grant * share)
    granted = sum(received.values())
    # --- operation
    left_of_grant = granted
    held_before = 0.0
    for y in years:
        k, fy = y.year, y.fiscal_year
        for name, amount in y.market_jpy.items():
            s.add("market", name, k, amount)
        for name, amount in y.scheme_jpy.items():
            s.add("scheme", name, k, amount)
        margin = sum(y.market_jpy.values())
        taken_in = margin + sum(y.scheme_jpy.values())
        if granted:
            beyond = taken_in - t.grant.profit_return_above_jpy
            due = t.grant.profit_return_share * beyond if beyond > 0 else 0.0
            due = due if due < left_of_grant else left_of_grant
            left_of_grant -= due
            s.add("grant", "profit_return", k, -due)
        for line in t.costs:
            if k >= line.first_year and (line.last_year is None or k <= line.last_year):
                s.add("fixed_cost", line.name, k, -line.amount_jpy_per_year * level(fy, own(line.inflation)))
        fee = t.aggregator.jpy_per_year * level(fy, t.inflation)
        fee += t.aggregator.share_of_margin * margin if margin > 0 else 0.0
        s.add("fixed_cost", "aggregator_fee", k, -fee)
        g = t.grid_charges
        billed = max(kw_out - (kw_in if g.contract_demand_kw is None else g.contract_demand_kw), 0.0)
        if g.generator:
            s.add(
                "fixed_cost",
                "generator_charge",
                k,
                -billed * 12 * g.generator_jpy_per_kw_month * level(fy, t.inflation),
            )
        if g.wheeling_basic:
            lost = 1 - efficiency if g.loss_rate is None else g.loss_rate
            demand = g.contract_demand_kw if g.contract_demand_kw else kw_in
            charge = lost * demand * 12 * g.wheeling_jpy_per_kw_month * level(fy, t.inflation)
            s.add("fixed_cost", "wheeling_basic", k, -charge)
        if y.augmentation_jpy:
            s.add(
                "augmentation",
                "augmentation",
                k - 1,
                -y.augmentation_jpy * level(fy, own(t.augmentation_inflation)),
            )
        if t.working_capital_days:
            held = 0.0 if k == n else max(taken_in, 0.0) * t.working_capital_days / 365
            s.add("working_capital", "working_capital", k, held_before - held)
            held_before = held
    if t.decommissioning_jpy:
        s.add("decommissioning", "decommissioning", n, -t.decommissioning_jpy * level(start + n - 1, t.inflation))
    restricted = t.tax.useful_life_years if t.grant.restricted_years is None else t.grant.restricted_years
    if granted and t.grant.disposal == "pro_rata" and n < restricted:
        repaid = granted * (restricted - n) / restricted
        s.add("grant", "grant_repayment", n, -min(repaid, left_of_grant))
    # --- assets: cost, cost on the books, first year
    compressed = min(granted, depreciable) if t.tax.grant_compression else 0.0
    assets = [(depreciable, depreciable - compressed, 1)]
    assets += [
        (-s.rows["augmentation", "augmentation"][y.year - 1],) * 2 + (y.year,) for y in years if y.augmentation_jpy
    ]
    shares = shares_of_depreciation(t.tax)
    written_off = dict.fromkeys(operation, 0.0)
    for _, book, begins in assets:
        value = book
        for k in range(begins, n + 1):
            part = book * shares[k - begins] if k - begins < len(shares) else 0.0
            if k == n:
                part = value
            written_off[k] += part
            value -= part
    reduction = REDUCTION[t.tax.useful_life_years]
    for cost, book, begins in assets:
        worth = cost if t.tax.property_base_before_grant in (None, True) else book
        factor = 1 - reduction / 2
        for k in range(begins, n + 1):
            s.add("fixed_cost", "property_tax", k, -t.tax.property_tax_rate * worth * max(factor, 0.05))
            factor *= 1 - reduction
    # --- what is income, what is deducted
    part_taxed = (granted - compressed) / granted if granted else 0.0
    before_taxes = {}
    for k in operation:
        taxed = received[k] + (sum(a for time, a in received.items() if time <= 0) if k == 1 else 0.0)
        in_ = s.sum(k, "market", "scheme") + part_taxed * taxed
        out = -s.sum(k, "fixed_cost", "decommissioning") - s.sum(k, "grant") + received[k]
        before_taxes[k] = in_ - out - written_off[k]
    for y in years:
        k = y.year
        taken_in = s.sum(k, "market", "scheme")
        levy = t.tax.revenue_levy * max(taken_in, 0.0)
        levy += t.tax.value_added_rate * max(before_taxes[k], 0.0) + t.tax.capital_rate * t.tax.capital_jpy
        s.add("fixed_cost", "business_tax", k, -levy)
        before_taxes[k] -= levy
    for k, tax in zip(operation, tax_on([before_taxes[k] for k in operation], t.tax), strict=True):
        s.unlevered_tax[k] = tax
    _lend(s, t, years, before_taxes)
    _measure(s, t, years)
    return s


def _lend(s, t, years, before_taxes):
    """Repeat interest → tax → cash → service → loan → interest until nothing moves."""
    n, d = len(years), t.debt
    operation = list(range(1, n + 1))
    interest, fee = dict.fromkeys(s.times, 0.0), 0.0
    construction = [time for time in s.times if time <= 0]
    kept = ("grant", "market", "scheme", "fixed_cost", "augmentation", "decommissioning", "working_capital")
    tenor = 0 if d is None else min(d.tenor_years, n)

    def taxes():
        deducted = []
        for k in operation:
            spread = (fee + sum(interest[time] for time in construction)) / tenor if k <= tenor else 0.0
            deducted.append(before_taxes[k] - interest[k] - spread)
        return dict(zip(operation, tax_on(deducted, t.tax), strict=True))

    def write_tax(tax):
        for k in operation:
            s.add("tax", "corporate_tax", k, -tax[k])

    if d is None:
        tax = taxes()
        write_tax(tax)
        s.debt = {"cfads": {k: s.sum(k, *kept) - tax[k] for k in operation}, "loan": 0.0}
        return
    spent = {time: max(0.0, -s.sum(time, "capex", "augmentation") - s.sum(time, "grant")) for time in construction}
    opens = next((time for time in construction if spent[time] > 0), 0)

    def built(share, loan, reserve):
        """Uses and interest of construction where debt pays a share of each use."""
        owed, uses, borne = 0.0, {}, {}
        for time in construction:
            borne[time] = d.interest_rate * owed
            uses[time] = spent[time] + borne[time]
            uses[time] += d.upfront_fee * loan if time == opens else 0.0
            uses[time] += reserve if time == 0 else 0.0
            owed += share * uses[time]
        return uses, borne

    def held_for(service, time):
        """Service of the months that follow a year end, month by month."""
        months = 0.0
        for k in sorted(service):
            if k > time:
                share = min(12.0, d.reserve_months - 12 * (k - time - 1))
                months += max(share, 0.0) * service[k] / 12
        return months

    def worth(service):
        return sum(amount / (1 + d.interest_rate) ** k for k, amount in service.items())

    for _ in range(400):
        tax = taxes()
        cfads = {k: s.sum(k, *kept) - tax[k] for k in operation}
        if d.repayment == "annuity":
            service = dict.fromkeys(range(1, tenor + 1), 1e9)
        else:
            target = {}
            for y in years[:tenor]:
                cash = max(cfads[y.year], 0.0)
                fixed = min(max(y.contracted_jpy, 0.0), cash)
                target[y.year] = fixed / d.dscr_contracted + (cash - fixed) / d.dscr_merchant
            service = _never_above_its_start(target, d.interest_rate, worth(target))
        full = worth(service)
        if full > 0:
            held = held_for(service, 0)
            short = [
                sum(built(d.gearing_max, x * full, x * held)[0].values()) * d.gearing_max - x * full for x in (0, 1)
            ]
            most = full * short[0] / (short[0] - short[1])  # the line through both is 0 here
            if d.repayment == "annuity" or most < full:
                service = {k: amount * most / full for k, amount in service.items()}
        loan = worth(service)
        reserve = held_for(service, 0)
        share = 0.0
        if loan > 1e-6:
            share = bisect(
                lambda x, debt=loan, held=reserve: x * sum(built(x, debt, held)[0].values()) - debt, 0.0, 1.0
            )
        uses, borne = built(share, loan, reserve)
        owed, then = loan, dict(borne)
        for k in range(1, tenor + 1):
            then[k] = d.interest_rate * owed
            owed += then[k] - service[k]
        moved = max(abs(then.get(time, 0.0) - interest[time]) for time in s.times) + abs(d.upfront_fee * loan - fee)
        interest, fee = {time: then.get(time, 0.0) for time in s.times}, d.upfront_fee * loan
        if moved < 1e-7:
            break
    else:
        raise AssertionError("the sheet does not settle")
    write_tax(tax)
    held = 0.0
    for time in s.times:
        if time <= 0:
            s.add("debt", "loan_drawn", time, share * uses[time])
            s.add("debt", "loan_fee", time, -fee if time == opens else 0.0)
            now = reserve if time == 0 else 0.0
        else:
            now = held_for(service, time)
            s.add("debt", "principal", time, interest[time] - service.get(time, 0.0))
            s.add("debt", "reserve_interest", time, d.reserve_interest * held)
        s.add("debt", "interest", time, -interest[time])
        s.add("debt", "reserve_account", time, held - now)
        held = now
    ratios = [cfads[k] / service[k] for k in service if service[k] > 0]
    s.debt = {
        "cfads": cfads,
        "loan": loan,
        "gearing": share,
        "dscr": ratios,
        "llcr": worth({k: cfads[k] for k in service}) / loan if loan > 1e-6 else None,
    }


def _never_above_its_start(target, rate, loan):
    """Service of the largest loan, repaid by the targets as they come, that never owes more than at the start."""

    def paid(loan):
        owed, service = loan, {}
        for k, most in target.items():
            service[k] = min(most, owed * (1 + rate))
            owed = owed * (1 + rate) - service[k]
            if owed > loan * (1 + 1e-13):
                return None
        return service

    if rate == 0 or paid(loan) is not None:
        return target
    low, high = 0.0, loan
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if paid(middle) is not None else (low, middle)
    return paid(low)


def _measure(s, t, years):
    groups = {group for group, _ in s.rows}
    plain = groups - {"tax", "debt"}
    before = {time: s.sum(time, *plain) for time in s.times}
    project = {time: before[time] - s.unlevered_tax.get(time, 0.0) for time in s.times}
    equity = {time: s.sum(time, *groups) for time in s.times}

    def worth(flows, rate):
        return sum(flow / (1 + rate) ** time for time, flow in flows.items())

    costs = {time: -s.sum(time, "capex", "fixed_cost", "augmentation", "decommissioning") for time in s.times}
    for y in years:
        costs[y.year] += y.charging_cost_jpy - sum(
            a for name, a in y.market_jpy.items() if name.endswith("_fee") or name == "wheeling"
        )
    energy = worth({y.year: y.discharged_mwh * 1000 for y in years}, t.discount_rate)
    cumulated, total, payback = {}, 0.0, None
    for time in s.times:
        total += project[time]
        cumulated[time] = total
    below = [time for time in s.times if cumulated[time] < 0]
    if not below:
        payback = float(s.times[0])
    elif below[-1] != s.times[-1]:
        payback = below[-1] - cumulated[below[-1]] / project[below[-1] + 1]
    dscr = s.debt.get("dscr")
    s.measures = {
        "capex_jpy": -sum(s.sum(time, "capex") for time in s.times),
        "grant_jpy": sum(s.rows.get(("grant", "grant"), {}).values()),
        "project_irr": rate_of(list(project.values())),
        "project_irr_pre_tax": rate_of(list(before.values())),
        "equity_irr": rate_of(list(equity.values())),
        "npv_jpy": worth(project, t.discount_rate),
        "equity_npv_jpy": worth(equity, t.equity_discount_rate),
        "payback_years": payback,
        "min_dscr": min(dscr) if dscr else None,
        "mean_dscr": sum(dscr) / len(dscr) if dscr else None,
        "llcr": s.debt.get("llcr"),
        "debt_jpy": s.debt["loan"],
        "gearing": s.debt.get("gearing", 0.0),
        "lcos_jpy_per_kwh": worth(costs, t.discount_rate) / energy if energy > 0 else None,
    }
