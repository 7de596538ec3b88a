TEXTS: dict[str, str] = {
    "finance.grid.charge.generator": "発電側課金（kW 課金）",
    "finance.grid.charge.wheeling": "託送基本料金",
    "finance.grid.no_price": "{charge}: {found} の単価は判明していません。判明しているもの: {known}",
    "finance.grid.no_price_yet": "{charge}: {year} 年度全体の単価は判明していません。判明している最初の単価は {first} からです。",
    "finance.grid.no_price.do": "{key} に 1 kW・1 か月当たりの単価（円、税抜）を指定してください。",
    "finance.grid.not_yet": "{charge}は {since} に始まったため、それより前（{first}〜{last} 年度）は課金されないものとしています。",
    "finance.grid.carried_on": "{charge}: {since} 適用の単価より後の単価は判明していないため、{first}〜{last} 年度にも同じ単価を使用しています。",
    "finance.grid.demand_inferred": "発電側課金: 需要側の接続送電サービス契約電力を充電電力 {demand:,.0f} kW とし、同時最大受電電力 {export:,.0f} kW から差し引いた {billed:,.0f} kW を"
    "課金対象としています。充電と放電の電力が等しい蓄電池の課金がゼロになることは算定式からの推定で、確認されていません。一般送配電事業者に確認してください。",
    "finance.grid.exempt": "受電電力 {export:g} kW は {below:g} kW を下回るため、発電側課金の対象外としています。",
    "finance.bid.reading": "応札価格の公式な算定式は確認できていません。コストに基づく価格は、他市場収入をゼロとし、均等化した資本費、固定費の平均、均等化した固定資産税の合計を"
    "契約容量で割ったものです。",
    "finance.bid.short_life": "制度適用期間 {years} 年のうち年間費用があるのは {known} 年分です。その期間で均等化した額を全期間に使用しています。",
    "finance.bid.true_up": "応札価格に含まれる系統接続費は、実績額が下回った場合に限り、事後に減額されます。",
    "finance.bid.contingency": "応札価格の予備費が建設費 {construction:,.0f} 円に対して {amount:,.0f} 円です。第 {round} 回の応札価格に算入できる上限（建設費の {most:.0%}）以下が必要です。",
    "finance.bid.contingency.do": "建設費に対する割合を {most:g} 以下にするか、予備費を外してください。",
    "finance.bid.return": "応札価格の事業報酬率（税引前）が {found:.2%} です。第 {round} 回で認められる上限 {most:.2%} 以下が必要です。",
    "finance.bid.return.do": "wacc を下げるか、省略してください。",
    "finance.bid.over_cost": "価格 {price:,.0f} 円/kW/年（契約容量当たり）は、コストに基づく応札価格 {cost:,.0f} 円/kW/年（資本費 {capital:,.0f}、固定費 {fixed_om:,.0f}、"
    "固定資産税 {property_tax:,.0f}、事業報酬率 {rate:.2%}、{years} 年）を上回っています。応札価格に算入できるのはこれらの費用だけで、超える部分は価格監視で減額される可能性があります。",
    "finance.bid.over_ceiling": "価格 {price:,.0f} 円/kW/年（契約容量当たり）は、第 {round} 回の上限価格 {ceiling:,.0f} 円/kW/年を上回っています。",
    "finance.bid.no_ceiling": "第 {round} 回の上限価格は判明していないため、上限価格との比較は行っていません。",
}
