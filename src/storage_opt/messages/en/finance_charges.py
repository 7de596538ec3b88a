TEXTS: dict[str, str] = {
    "finance.grid.charge.generator": "generator-side charge (kW part)",
    "finance.grid.charge.wheeling": "basic wheeling charge",
    "finance.grid.no_price": "{charge}: no price is known for {found}. Known: {known}.",
    "finance.grid.no_price_yet": "{charge}: no price is known for all of FY{year}; the first known one holds from {first}.",
    "finance.grid.no_price.do": "State {key}, in JPY per kW and month without consumption tax.",
    "finance.grid.not_yet": "The {charge} began on {since}: nothing is charged before that (FY{first} to FY{last}).",
    "finance.grid.carried_on": "No price of the {charge} later than that of {since} is known; it is taken for FY{first} to FY{last} as well.",
    "finance.grid.demand_inferred": "Generator-side charge: the contract demand of the load side is taken as the charging power, {demand:,.0f} kW, and deducted from "
    "{export:,.0f} kW of receiving power: {billed:,.0f} kW are billed. That a battery which charges as fast as it discharges then pays nothing follows from "
    "the formula and was not confirmed; ask the grid operator.",
    "finance.grid.exempt": "No generator-side charge: {export:g} kW of receiving power lie below {below:g} kW.",
    "finance.bid.reading": "The official equation of the bid price was not seen. Cost-based price: level capital charge, average fixed costs and levelised property tax, "
    "per contracted kW, with no revenue of other markets.",
    "finance.bid.short_life": "Yearly costs are known for {known} of the {years} years of support; their level over those years is taken for all.",
    "finance.bid.true_up": "Grid connection cost in the price is corrected by the final bill, and only downwards.",
    "finance.bid.contingency": "contingency of the bid is {amount:,.0f} JPY on a construction cost of {construction:,.0f} JPY. Expected at most {most:.0%} of it, the most that a bid of round {round} may hold.",
    "finance.bid.contingency.do": "Lower it to {most:g} of construction cost, or leave it out.",
    "finance.bid.return": "pre-tax return of the bid is {found:.2%}. Expected at most {most:.2%}, the highest that round {round} allows.",
    "finance.bid.return.do": "Lower wacc, or leave it out.",
    "finance.bid.over_cost": "The price of {price:,.0f} JPY per contracted kW and year is above the cost-based price of {cost:,.0f} JPY (capital charge {capital:,.0f}, fixed costs "
    "{fixed_om:,.0f}, property tax {property_tax:,.0f}; pre-tax return {rate:.2%}, {years} years). A bid may hold these costs only; price monitoring may cut the rest.",
    "finance.bid.over_ceiling": "The price of {price:,.0f} JPY per contracted kW and year is above the price ceiling of round {round}, {ceiling:,.0f} JPY.",
    "finance.bid.no_ceiling": "No price ceiling of round {round} is known; the price was not checked against it.",
}
