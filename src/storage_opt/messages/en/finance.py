TEXTS: dict[str, str] = {
    "finance.note.tenor_cut": "The loan was to run for {tenor} operating years, but the plant is operated for {years}; it is repaid within them.",
    "finance.note.no_capital": "The finance block states no capital cost, so there is no cash flow. Give finance.capex_jpy, capex_jpy_per_kw, capex_jpy_per_kwh or items.",
}
