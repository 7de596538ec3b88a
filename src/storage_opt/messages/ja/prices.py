TEXTS: dict[str, str] = {
    # 以下の文の部品
    "prices.join": "{head}、{tail}",
    "prices.more": "{places}、ほか {more:,} 件",
    "prices.place": "{row} 行目（{slot}）: {found}",
    "prices.place_run": "{row}〜{last_row} 行目（{slot} から {last} まで、{slots:,} コマ）: {found}",
    "prices.place_without_slot": "{row} 行目: {found}",
    "prices.follows": "{row_above} 行目（{slot_above}）の次が {row} 行目（{slot}）",
    "prices.step_since": "{row} 行目（{slot}）から {step} 分",
    "prices.step_of": "{file} は {step} 分",
    "prices.twice": "{slot}（{file} の {row} 行目と {other_file} の {other_row} 行目）",
    "prices.twice_run": (
        "{slot} から {last} まで（{slots:,} コマ、{file} の {row} 行目以降と {other_file} の {other_row} 行目以降）"
    ),
    "prices.rows_of": "{file} の {first}〜{last} 行目",
    "prices.run": "{first} から {last} まで（{slots:,} コマ）",
    "prices.periods_of_day": "{text}",
    "prices.empty_cell": "空欄",
    "prices.none": "なし",
    "prices.series_area": "エリア {area}",
    "prices.series_all": "全エリア",
    "prices.series_unnamed": "エリア名のない系列",
    # 指定の内容
    "prices.no_source": "価格ファイルが指定されていません。ファイルまたはフォルダーが 1 つ以上必要です。",
    "prices.no_source.advice": "--prices、またはプロジェクトの prices.source で指定してください。",
    "prices.no_years": "年度の指定が空です。2023 のような年度が 1 つ以上必要です。",
    "prices.no_years.advice": "ファイルの全期間を使う場合は、年度の指定を省いてください。",
    "prices.years_doubled": "同じ年度が重複して指定されています: {years}。各年度は 1 回だけ指定できます。",
    "prices.years_doubled.advice": "重複を削除してください。価格年度は事業期間にわたって自動的に繰り返されます。",
    "prices.area_needed": (
        "{file}: 複数エリア（{areas}）の価格がありますが、エリアが指定されていません。1 つ指定する必要があります。"
    ),
    "prices.area_needed.advice": "--area、またはプロジェクトの area で 1 つ選んでください。",
    "prices.area_missing": "{file}: エリア {area} の価格がありません。含まれるエリア: {areas}。",
    "prices.area_missing.advice": "これらのエリアから選ぶか、{area} を含むファイルを追加してください。",
    # ファイル
    "prices.not_found": "{file}: ファイルが見つかりません。CSV・Parquet ファイル、またはそれらのフォルダーを指定してください。",
    "prices.not_found.advice": "パスを確認してください。相対パスはコマンドを実行するフォルダーが基準です。",
    "prices.unreadable": "{file}: ファイルを読めません（{found:system}）。読み取り可能な CSV または Parquet ファイルが必要です。",
    "prices.unreadable.advice": "アクセス権とディスクを確認して、もう一度実行してください。",
    "prices.empty_folder": "{file}: フォルダーに価格ファイルがありません。拡張子が {suffixes} のファイルが必要です。",
    "prices.empty_folder.advice": "ファイルはこのフォルダーの直下に置いてください。下位フォルダーは検索しません。",
    "prices.empty_file": "{file}: ファイルが空です（{size:,} バイト、文字なし）。見出し行と、1 コマ 1 行のデータが必要です。",
    "prices.empty_file.advice": "ダウンロードが途中で止まった可能性があります。もう一度ダウンロードしてください。",
    "prices.binary": (
        "{file}: テキストでも Parquet でもありません（先頭: {found}）。UTF-8 または Shift_JIS の CSV か、Parquet が必要です。"
    ),
    "prices.binary.advice": "Excel ブックは CSV で保存し、圧縮ファイルは展開するか、もう一度ダウンロードしてください。",
    "prices.encoding": (
        "{file}: 文字コードが UTF-8 でも Shift_JIS（cp932）でもありません（{row} 行目のバイト: {found}）。"
        "どちらかである必要があります。"
    ),
    "prices.encoding.advice": "「CSV UTF-8」で保存し直すか、もう一度ダウンロードしてください。",
    "prices.not_csv": "{file}: {row} 行目をセルに分割できません（{found}）。カンマ区切りである必要があります。",
    "prices.not_csv.advice": "閉じていない引用符がないか確認するか、もう一度ダウンロードしてください。",
    "prices.parquet": "{file}: Parquet ファイルを読めません: {found}。完全な Parquet ファイルが必要です。",
    "prices.parquet.advice": "書き出しやコピーが途中で止まった可能性があります。やり直してください。",
    "prices.no_rows": "{file}: 見出し行だけでデータがありません。1 コマ 1 行のデータが必要です。",
    "prices.no_rows.advice": "もう一度ダウンロードするか、このファイルを指定から外してください。",
    "prices.header": (
        "{file}: 見出し行を認識できません。見つかった列: {found}。"
        "{canonical}（本プログラムの価格表）、{jepx}（JEPX スポット市場取引結果）、{intraday}（JEPX 時間前市場取引結果）、"
        "{eprx}（EPRX 取引結果）、{supply}（エリア需給実績）、{imbalance}（インバランス料金）のいずれかのカンマ区切りが必要です。"
    ),
    "prices.header.advice": "いずれかの形式のファイルを指定し、列名が異なる場合は合わせてください。",
    "prices.column_missing": "{file}: 列 {field} がありません。見つかった列: {found}。{field} が必要です。",
    "prices.column_missing.advice": "列 {field} を追加してください。",
    "prices.column_similar": "{file}: 列 {field} がありません。見つかった列: {found}。{near} のことですか。",
    "prices.column_similar.advice": "内容と単位が同じであれば、{near} を {field} に改名してください。",
    "prices.column_doubled": "{file}: 列 {field} が見出しに複数あります: {found}。1 つだけにする必要があります。",
    "prices.column_doubled.advice": "不要な列を削除するか、改名してください。",
    # セル
    "prices.width": (
        "{file}: 見出しの列数 {field} とセル数が合わない行が {count:,} 行"
        "あります: {places}。{field} 個のセルが必要です。"
    ),
    "prices.width.advice": "途中で切れた行や、数値の中のカンマがないか確認するか、もう一度ダウンロードしてください。",
    "prices.bad_day": (
        "{file}: {field} が日付でない行が {count:,} 行あります: {places}。2023/04/01 のような YYYY/MM/DD が必要です。"
    ),
    "prices.bad_day.advice": "取引所の書式に合わせて日付を記入してください。",
    "prices.bad_code": "{file}: {field} がコマ番号でない行が {count:,} 行あります: {places}。1 から 48 までの整数が必要です。",
    "prices.bad_code.advice": "コマ 1 は 00:00、コマ 48 は 23:30 に始まります。もう一度ダウンロードしてください。",
    "prices.bad_start": (
        "{file}: {field} が時刻でない行が {count:,} 行あります: {places}。"
        "2023-04-01T00:30 や 2023-03-31T15:30Z のような、分単位の ISO 8601 が必要です。"
    ),
    "prices.bad_start.advice": "コマの開始時刻を記入してください。時間帯の指定がなければ日本時間とみなします。",
    "prices.bad_area": (
        "{file}: {field} がエリア名でない行が {count:,} 行あります: {places}。"
        "hokkaido, tohoku, tokyo, chubu, hokuriku, kansai, chugoku, shikoku, kyushu のいずれかが必要です。"
    ),
    "prices.bad_area.advice": "エリア名を訂正してください。沖縄には取引所の価格がありません。",
    "prices.price_text": "{file}: {field} が数値でない行が {count:,} 行あります: {places}。{unit} の数値が必要です。",
    "prices.price_text.advice": "該当日をもう一度ダウンロードするか、セルを訂正してください。",
    "prices.price_empty": "{file}: {field} が空欄の行が {count:,} 行あります: {places}。{unit} の数値が必要です。",
    "prices.price_empty.advice": (
        "該当日をもう一度ダウンロードしてください。価格が公表されていない場合は、別の年度を選ぶか、"
        "該当コマを補う規則（prices.gaps または --gaps: previous_day, previous_week, system）を指定してください。"
    ),
    "prices.price_not_finite": (
        "{file}: {field} が有限の数値でない行が {count:,} 行あります: {places}。{unit} の数値が必要です。"
    ),
    "prices.price_not_finite.advice": "値が失われた原因を調べ、価格を記入してください。",
    "prices.price_below_floor": (
        "{file}: {field} が取引所の最低価格を下回る行が {count:,} 行あります: {places}。"
        "0.01 円/kWh 以上が必要です。0.00 は価格が成立しなかったことを表します。"
    ),
    "prices.price_below_floor.advice": (
        "別の年度を選ぶか、該当コマを補う規則（prices.gaps または --gaps: previous_day, previous_week, system）を指定してください。"
        "ご自身の価格表（slot_start, spot_jpy_per_kwh）ではゼロや負の価格も使えます。"
    ),
    "prices.price_negative": (
        "{file}: {field} が取引所の最低価格を下回る行が {count:,} 行あります: {places}。"
        "0.01 円/kWh 以上が必要です。取引所の価格は負になりません。"
    ),
    "prices.price_negative.advice": "符号を訂正するか、もう一度ダウンロードしてください。",
    # 並び順、コマの長さ、日と年度の完全性
    "prices.order": "{file}: 行が時刻順でない箇所が {count:,} か所あります: {places}。時刻の昇順である必要があります。",
    "prices.order.advice": "行を時刻順に並べ替え、誤って移動した行がないか確認してください。",
    "prices.step_mixed": "{file}: コマの長さが混在しています: {places}。全体で同じ長さである必要があります。",
    "prices.step_mixed.advice": "すべての行を 30 分にそろえるか、同じ長さの行だけにしてください。",
    "prices.step_differs": "ファイルによってコマの長さが異なります: {places}。全ファイルで同じ長さである必要があります。",
    "prices.step_differs.advice": "すべてのファイルを 30 分にそろえるか、同じ長さのファイルだけを指定してください。",
    "prices.step_other": "{file}: コマの長さが {step} 分です。30 分である必要があります。",
    "prices.step_other.advice": (
        "--resample {needed} を付けてください（mean: 細かい価格を平均、repeat: 粗い価格を繰り返し）。"
    ),
    "prices.step_uneven": "{file}: コマの長さが {step} 分です。30 分、または 30 分の約数か倍数である必要があります。",
    "prices.step_uneven.advice": "正確に変換できないため、あらかじめ 30 分の価格にしてください。",
    "prices.off_grid": (
        "{file}: {step} 分間隔から外れた行が {count:,} 行あります: {places}。"
        "どの行も、先頭から {step} 分の倍数で、30 分の区切りに合う必要があります。"
    ),
    "prices.off_grid.advice": "時刻を訂正してください。コマは開始時刻で表し、1 日は 00:00 に始まります。",
    "prices.doubled": "重複しているコマが {count:,} 件あります: {places}。1 コマにつき 1 行である必要があります。",
    "prices.doubled.advice": "重複した行の一方を削除するか、同じファイルを 1 回だけ指定してください。",
    "prices.day_incomplete": (
        "{file}: {day} は 1 日分そろっていません（{first}〜{last} の {count:,} コマ）。{expected:,} コマが必要です。"
    ),
    "prices.day_incomplete.advice": "{rows}を削除するか、足りないコマを追加してください。",
    "prices.missing": (
        "{file}: {count:,} コマが欠けています: {periods}（{series}）。"
        "該当する {days:,} 日間に {expected:,} コマが必要ですが、{found:,} コマしかありません。"
    ),
    "prices.missing.advice": "該当日をもう一度ダウンロードするか、その期間を含むファイルを追加してください。",
    "prices.year_none": "{year} 年度の価格がありません（{series}）。全期間がそろっている年度: {full}。",
    "prices.year_none.advice": "その年度（4 月 1 日〜3 月 31 日）のファイルを追加するか、別の年度を選んでください。",
    "prices.year_incomplete": (
        "{file}: {year} 年度がそろっていません。{count:,} コマが欠けています: {periods}（{series}）。"
        "該当する {days:,} 日間に {expected:,} コマが必要ですが、{found:,} コマしかありません。"
        "全期間がそろっている年度: {full}。"
    ),
    "prices.year_incomplete.advice": "その期間を含むファイルを追加するか、別の年度を選んでください。",
    # 任意の列
    "prices.unit.jpy_per_kwh": "円/kWh",
    "prices.unit.jpy_per_kw_slot": "円/kW・30分",
    "prices.unit.share": "0 から 1 までの割合",
    "prices.unit.mw": "MW",
    "prices.unit.count": "件数",
    "prices.negative": "{file}: {field} が負の行が {count:,} 行あります: {places}。0 以上（{unit}）である必要があります。",
    "prices.negative.advice": "符号を訂正するか、もう一度ダウンロードしてください。",
    "prices.not_share": "{file}: {field} が割合でない行が {count:,} 行あります: {places}。0 から 1 までの数値が必要です。",
    "prices.not_share.advice": "25% は 0.25 と記入してください。",
    "prices.product_unknown": "{file}: 列 {field} の商品名を認識できません。語尾の前に {products} のいずれかが必要です。",
    "prices.product_unknown.advice": "列名を訂正するか、列を削除してください。",
    "prices.acceptance_alone": "{file}: 列 {field} に対応する {needed} がありません。両方を含めるか、両方を除く必要があります。",
    "prices.acceptance_alone.advice": "商品の価格を追加してください。価格のない割合は使えません。",
    "prices.half_present": (
        "{file}: スポット価格のある {total:,} コマのうち {count:,} コマで、列 {column} に値がありません: {periods}（{series}）。"
        "すべてのコマに値が必要です。"
    ),
    "prices.half_present.advice": (
        "その期間を含むファイルを追加するか、別の年度を選ぶか、列を外してください。"
        "ΔkW 価格を空欄にできるのは、その商品の acceptance が 0 のコマだけです。"
    ),
    "prices.no_spot": "{file}: どのファイルにもスポット価格がありません。同じ期間のスポット価格を含むファイルが必要です。",
    "prices.no_spot.advice": "スポット市場のファイル（JEPX、または spot_jpy_per_kwh を含む価格表）を追加してください。",
    "prices.not_prices": "{file}: {layout}と認識しましたが、エリアの価格は含まれません。価格ファイルが必要です。",
    "prices.not_prices.advice": "ここでは指定から外してください。storage-opt data import と data check では読み込めます。",
    "prices.fill_nothing": (
        "{column}（{series}）: 規則 {rule} では {count:,} コマの価格が得られません: {periods}。各コマに代わりの価格が必要です。"
    ),
    "prices.fill_nothing.advice": "別の規則（previous_day, previous_week, system）を選ぶか、その価格を含むファイルを追加してください。",
    "prices.not_in_manifest": (
        "{folder}: {names} がフォルダーにありますが、manifest.json に記載がありません。取り込んだデータだけである必要があります。"
    ),
    "prices.not_in_manifest.advice": "これらのファイルを storage-opt data import で取り込むか、別の場所に移してください。",
    "prices.manifest_broken": "{folder}: {name} が manifest.json の記載と一致しません（{found}）。取り込んだときのままである必要があります。",
    "prices.manifest_broken.advice": "そのデータをもう一度取り込んでください。",
}
