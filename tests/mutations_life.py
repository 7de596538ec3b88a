"""Ways to break what happens between years; see ``mutations.py``."""

LIFE = [
    ("calendar fade from the first year on", "assets/degradation.py", "calendar_fade_per_year * (year - 1)", "calendar_fade_per_year * year"),
    ("efficiency fades from the first year on", "assets/degradation.py", "round_trip_fade_per_year * (year - 1)", "round_trip_fade_per_year * year"),
    ("all of the lost efficiency on discharging", "assets/degradation.py", "charge_efficiency=battery.charge_efficiency * each,\n        discharge_efficiency=battery.discharge_efficiency * each,", "charge_efficiency=battery.charge_efficiency,\n        discharge_efficiency=battery.discharge_efficiency * left,"),
    ("wheeling at the losses of the first year", "studies/life.py", "wheeling = wheeling.at(site.battery.round_trip_efficiency)", "pass"),
    ("models of other efficiencies", "studies/life.py", "if site not in self._models:", "if not self._models:"),
    ("price scale forgotten", "studies/life.py", "return chosen.scale * (", "return ("),
    ("price trend from the first year on", "studies/life.py", "chosen.trend) ** (year - 1)", "chosen.trend) ** year"),
    ("fade by the cycles of the last year only", "studies/life.py", "full_equivalent_cycles for y in earlier)", "full_equivalent_cycles for y in earlier[-1:])"),
    ("added energy forgotten in later years", "studies/life.py", "(*battery.augmentation, *by_value)", "(*battery.augmentation, *by_value[-1:0])"),
    ("a worn-out plant runs on", "studies/begin_year.py", "if site.battery.is_worn_out(case.energy_mwh):", "if False:"),
    ("cost of added energy forgotten", "studies/begin_year.py", "_value_jpy(life, begun) - cost, added_mwh", "_value_jpy(life, begun), added_mwh"),
    ("one year too many in the annuity", "studies/begin_year.py", "look.fade_mwh, life.n_years - case.year + 1)", "look.fade_mwh, life.n_years - case.year + 2)"),
    ("undiscounted value", "assets/augmentation.py", "return float(years) if rate == 0.0 else (1.0 - (1.0 + rate) ** -years) / rate", "return float(years)"),
    ("hours of a contract are a question of value", "studies/begin_year.py", "set() if is_forced else {0.0, restored}", "{0.0, restored}"),
    ("least energy for this year only", "assets/augmentation.py", "floor + years * fade_mwh_per_year - energy_mwh", "floor - energy_mwh"),
    ("least energy without the fade by cycles", "assets/degradation.py", "battery.calendar_fade_per_year + battery.cycle_fade_per_cycle * cycles", "battery.calendar_fade_per_year"),
    ("looked at in every year", "studies/begin_year.py", "if case.year < last + choice.step_years and not is_short:", "if False:"),
    ("fixed cost forgotten in the value", "studies/begin_year.py", " - life.fixed_opex_jpy(begun.case.year)", ""),
    ("the end of life is no floor of a contract", "studies/begin_year.py", "return max(least, plant.hours()", "return max(0.0, plant.hours()"),
]  # fmt: skip
