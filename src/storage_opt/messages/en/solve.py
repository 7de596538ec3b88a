TEXTS: dict[str, str] = {
    "solve.no_plan": "Year {year}: no plan was found in the time given. Raise solve.time_limit_s, or leave it out.",
    "solve.infeasible": "Year {year}: no plan satisfies all limits. Dropping any one of these would allow one:\n{limits}\n"
    "   Change at least one of them.",
    "solve.limit.storage.charge_mw": "limit on charging (battery.charge_power_mw, availability, connection.import_limit_mw, no_charge)",
    "solve.limit.storage.discharge_mw": "limit on discharging (battery.power_mw, availability, connection.export_limit_mw)",
    "solve.limit.storage.soe_mwh": "range of the state of energy (battery.soe_min_mwh, battery.energy_mwh after ageing)",
    "solve.limit.storage.limit_cycles_of_day": "daily cycle budget (battery.max_cycles_per_day)",
    "solve.limit.limit_cycles_of_year": "yearly cycle budget (battery.max_cycles_per_year)",
    "solve.limit.storage.mode_charge": "charge or discharge, not both in one slot (while charging)",
    "solve.limit.storage.mode_discharge": "charge or discharge, not both in one slot (while discharging)",
    "solve.limit.spot.traded_mw": "largest power traded",
    "solve.limit.spot.link_sold": "traded power covers what is sold",
    "solve.limit.spot.link_bought": "traded power covers what is bought",
    "solve.limit.ends": "state of energy at the start and the end of the year (battery.soe_initial_mwh, soe_final_mwh)",
    "solve.limit.integers": "charge or discharge, not both in one slot",
}
