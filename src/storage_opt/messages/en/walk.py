TEXTS: dict[str, str] = {
    "walk.no_solar": "foresight: rolling does not cover a solar plant: the walk has no forecast of its output. Take solar out, or use foresight: perfect.",
    "walk.no_runs_of_calls": "foresight: rolling does not cover markets.balancing.backing_slots above 1. Set it to 1, or use foresight: perfect.",
    "walk.no_reserve_while_charging": "foresight: rolling does not cover markets.balancing.reserve_while_charging. Set it to false, or use foresight: perfect.",
    "walk.no_called_prices": "foresight: rolling knows two prices of called energy: the spot price of the slot, or one price for all slots (markets.balancing.activation_price).",
    "walk.no_steps_in_blocks": "foresight: rolling does not cover spot bids with limits beside offers in blocks of several slots at the gate of the same day ({day}). Use quantity bids, or leave that product out.",
    "walk.no_intraday_prices": "foresight: rolling needs intraday prices to settle markets.intraday: the price files hold none. Add them, or take markets.intraday out.",
}
