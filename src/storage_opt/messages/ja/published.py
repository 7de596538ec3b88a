TEXTS: dict[str, str] = {
    # JEPX
    "published.volume_unit": "{file}: 約定量合計の単位を認識できません。見つかった列: {found}。(kWh) または (MWh/h) が必要です。",
    "published.volume_unit.advice": "取引所のファイルの見出し行をそのまま使ってください。",
    "published.mean_outside": (
        "{file}: 平均価格が安値と高値の範囲にないコマが {count:,} 件あります: {places}。安値 ≤ 平均 ≤ 高値である必要があります。"
    ),
    "published.mean_outside.advice": "列がずれたか入れ替わっています。もう一度ダウンロードしてください。",
    "published.system_implausible": (
        "{file}: システムプライスがエリアプライスと整合しません。エリア平均との相関係数 {correlation:.3f}、エリアの範囲内にある割合 "
        "{inside:.1f}%。正しいファイルと同様に {least_correlation:.2f} 以上、{least_inside:.0f}% 以上である必要があります。"
    ),
    "published.system_implausible.advice": (
        "列の順序が崩れたかずれています。取引所のファイルを使ってください。承知の上で使う場合は、data import の --accept-implausible、"
        "または prices.accept_implausible: true を指定してください。"
    ),
    "published.area_implausible": (
        "{file}: ほかのエリアと整合しないエリアプライスがあります: {places}。正しいファイルと同様に、"
        "{least:.0f}% 以上のコマで別のエリアと同値である必要があります。"
    ),
    "published.area_implausible.advice": (
        "列がずれたか順序が崩れています。取引所のファイルを使ってください。承知の上で使う場合は、data import の --accept-implausible、"
        "または prices.accept_implausible: true を指定してください。"
    ),
    "published.area_moved": "{area} は別のエリアと同値のコマが {share:.1f}%、{lag} コマ戻すと {best:.1f}%",
    "published.area_alone": "{area} は別のエリアと同値のコマが {share:.1f}%",
    # EPRX
    "published.eprx_head": (
        "{file}: H 行の下が EPRX 取引結果の形式ではありません（{found}）。P 行（区分、対象年月、商品区分、ブロック数）と TT 行（列名）が必要です。"
    ),
    "published.eprx_head.advice": "もう一度ダウンロードしてください。先頭の 3 行も必要です。",
    "published.eprx_field": "{file}: {row} 行目の {field} が {found} です。次のいずれかである必要があります: {expected}。",
    "published.eprx_field.advice": "取引所のファイルの先頭行をそのまま使ってください。",
    "published.eprx_columns": "{file}: {row} 行目に列 {missing} がありません。見つかった列: {found}。TT、取引情報、各エリア、合計が必要です。",
    "published.eprx_columns.advice": "取引所のファイルをそのまま使ってください。",
    "published.bad_key": "{file}: {field} がブロックを表さない行が {count:,} 行あります: {places}。20250401B01 のような YYYYMMDDBnn が必要です。",
    "published.bad_key.advice": "もう一度ダウンロードしてください。",
    "published.bad_block_8": "{file}: {field} が 1 日 8 ブロックの範囲にない行が {count:,} 行あります: {places}。B01〜B08 である必要があります。",
    "published.bad_block_8.advice": "2 行目のブロック数を確認するか、もう一度ダウンロードしてください。",
    "published.bad_block_48": "{file}: {field} が 1 日 48 ブロックの範囲にない行が {count:,} 行あります: {places}。B01〜B48 である必要があります。",
    "published.bad_block_48.advice": "2 行目のブロック数を確認するか、もう一度ダウンロードしてください。",
    "published.other_month": "{file}: {field} が 2 行目の対象年月にない行が {count:,} 行あります: {places}。対象年月の日付である必要があります。",
    "published.other_month.advice": "2 行目の対象年月を確認するか、もう一度ダウンロードしてください。",
    "published.line_again": "{row} 行目: {key} {item}（{other} 行目と重複）",
    "published.line_doubled": "{file}: 重複している行が {count:,} 件あります: {places}。各ブロックの項目は 1 回だけである必要があります。",
    "published.line_doubled.advice": "重複を削除してください。同じ月のファイルを足し合わせてはいけません。",
    "published.block_lacks": "{key}: {items}",
    "published.line_missing": (
        "{file}: 項目の欠けたブロックが {count:,} 件あります: {places}。募集量、応札量、落札量、件数、最高・最低・平均価格が必要です"
        "（requirement, offer, award, count, max, min, mean）。"
    ),
    "published.line_missing.advice": "もう一度ダウンロードしてください。",
    "published.no_items": "{file}: {section} に既知の項目の行がありません。見つかった項目: {items}。落札量合計、平均落札価格などが必要です。",
    "published.no_items.advice": "もう一度ダウンロードしてください。",
    "published.block": "{slot} {column}",
    "published.price_without_award": (
        "{file}: 落札量がないのに価格があるブロックが {count:,} 件あります: {places}。ともに 0 か、ともに値がある必要があります。"
    ),
    "published.price_without_award.advice": "行がずれたか入れ替わっています。もう一度ダウンロードしてください。",
    "published.mean_award_outside": (
        "{file}: 平均価格が最低と最高の範囲にないブロックが {count:,} 件あります: {places}。最低 ≤ 平均 ≤ 最高である必要があります。"
    ),
    "published.mean_award_outside.advice": "行がずれたか入れ替わっています。もう一度ダウンロードしてください。",
    "published.total_differs": "{file}: 各エリアの落札量の和が合計と一致しないブロックが {count:,} 件あります: {places}。一致する必要があります。",
    "published.total_differs.advice": "列がずれたか書き換えられています。もう一度ダウンロードしてください。",
    # エリア需給実績
    "published.supply_columns": "{file}: {row} 行目に列 {missing} がありません。見つかった列: {found}。公表ファイルの 20 列または 22 列が必要です。",
    "published.supply_columns.advice": "一般送配電事業者のファイルをそのまま使ってください。",
    "published.supply_unit": "{file}: 見出しの上に MW 平均の単位がありません（{found}）。単位 [MW平均値] が必要です。",
    "published.supply_unit.advice": "公表ファイルの 1 行目を残してください。ほかの単位は読み込みません。",
    "published.bad_time": "{file}: {field} が 30 分単位の時刻でない行が {count:,} 行あります: {places}。0:00〜24:00 である必要があります。",
    "published.bad_time.advice": "一般送配電事業者の書式に合わせて時刻を記入してください。",
    "published.label_unclear": (
        "{file}: TIME が {first} で始まり {last} で終わるため、コマの開始と終了のどちらを表すか判断できません。"
        "0:00〜23:30、または 0:30〜24:00（0:00）である必要があります。"
    ),
    "published.label_unclear.advice": "最初と最後の日を 1 日分そろえてください。",
    "published.no_demand": "{file}: {field} が正でない行が {count:,} 行あります: {places}。エリアの需要（{unit}）が必要です。",
    "published.no_demand.advice": "もう一度ダウンロードしてください。空欄にできるのは末尾の将来のコマだけです。",
    # インバランス料金
    "published.imbalance_width": "{file}: 不足インバランス料金のないデータ行が {count:,} 行あります: {places}。{field} 個のセルが必要です。",
    "published.imbalance_width.advice": "途中で切れた行がないか確認するか、もう一度ダウンロードしてください。",
    "published.surplus_differs": (
        "{file}: {area} の余剰と不足のインバランス料金が異なるコマが {count:,} 件あります: {places}。列は位置で読むため、同値である必要があります。"
    ),
    "published.surplus_differs.advice": "形式が変わったか列がずれています。原因が分かるまで使わないでください。",
}
