TEXTS: dict[str, str] = {
    "walk.no_solar": "foresight: rolling は太陽光発電の併設に対応していません（発電出力の予測がないため）。solar を外すか、foresight: perfect を指定してください。",
    "walk.no_runs_of_calls": "foresight: rolling は markets.balancing.backing_slots が 2 以上の場合に対応していません。1 にするか、foresight: perfect を指定してください。",
    "walk.no_reserve_while_charging": "foresight: rolling は markets.balancing.reserve_while_charging に対応していません。false にするか、foresight: perfect を指定してください。",
    "walk.no_called_prices": "foresight: rolling で使える調整力 kWh 単価は、コマのスポット価格か、全コマ共通の単価（markets.balancing.activation_price）のいずれかです。",
    "walk.no_steps_in_blocks": "foresight: rolling では、複数コマのブロックで応札する商品を同じ日に応札する場合（{day}）、指値のスポット入札に対応していません。数量入札にするか、その商品を外してください。",
    "walk.no_intraday_prices": "foresight: rolling で markets.intraday を精算するには時間前取引の価格が必要ですが、価格ファイルにありません。価格を追加するか、markets.intraday を外してください。",
}
