TEXTS: dict[str, str] = {
    "finance_debt.measure.project_irr": "Project IRR after tax",
    "finance_debt.measure.project_irr_pre_tax": "Project IRR before tax",
    "finance_debt.measure.equity_irr": "Equity IRR",
    "finance_debt.irr_none": "{measure}: no value, as no rate above -100 % brings the net present value of the flows to zero.",
    "finance_debt.irr_several": "{measure}: no value, as there is no single rate at which the net present value changes sign (the flows change sign more than once).",
    "finance_debt.irr_several_at": "{measure}: no value, as several rates bring the net present value of the flows to zero: {rates}.",
    "finance_debt.gearing_limits": "The debt is limited by the gearing of {gearing:.1%}, not by its cover ratios.",
    "finance_debt.no_loan": "No debt: cash flow, spending or gearing allows none.",
    "finance_debt.interest_added": "In operating years {years} the debt service is less than the interest; the rest is added to the debt, which stays at most at the loan.",
    "finance_debt.growth_limits": "The debt is limited by weak cash in early years: unpaid interest may not raise it above the loan, and it is repaid before the end of its tenor.",
    "finance_debt.not_covered": "In operating years {years} the cash flow does not cover the debt service (DSCR below 1); equity pays the difference.",
}
