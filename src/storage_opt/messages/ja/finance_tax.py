TEXTS: dict[str, str] = {
    "tax.no_value": "finance.tax.company に {company} が指定されていますが、{year} 年 4 月 1 日時点で制度値 {rule} にこの区分の値がありません。同日に法人実効税率がある区分: {known}",
    "tax.no_value.do": "いずれかの区分を選ぶか、開始年度を遅らせるか、{key} を指定してください。",
    "tax.note.rate_kept": "法人税等: 法人実効税率は、判明している最後の値 {rate}（{since} から）を以降の全年度に適用しています。",
    "tax.note.no_levy": "法人税等: 法人区分「{company:key.company}」では法人事業税の収入割を計上していません。系統用蓄電池は発電事業に位置付けられるため、課税される可能性があります。finance.tax.revenue_levy を指定してください（課税されない場合は 0）。",
    "tax.note.no_compression": "法人税等: 制度値 tax.grant_compression_allowed により補助金の圧縮記帳は認められないため、補助金を益金に算入しています。",
    "tax.note.declining_derived": "減価償却: 耐用年数 {years} 年の法定の償却率は確認できていません。200% 定率法の償却率を {rate}（2÷耐用年数）とし、均等償却額が上回る年度から均等償却に切り替えています"
    "（改定償却率 {revised}、保証率 {guarantee}）。償却率表の値ではなく、モデル上の解釈です。",
    "tax.note.straight_line_derived": "減価償却: 耐用年数 {years} 年の法定の償却率は確認できていません。定額法の償却率を {rate}（1÷耐用年数、小数点以下 3 位に切上げ）としています。"
    "償却率表の値ではなく、モデル上の解釈です。",
    "tax.note.valuation_derived": "固定資産税（償却資産）: 耐用年数 {years} 年の減価率は確認できていません。公表値と同じ算式（1 − 0.1^(1/N)）による {rate} を使用しています。",
}
