TEXTS: dict[str, str] = {
    "forecast.unknown": "予測手法 {found} は未知です。次のいずれかを指定してください: {known}。",
    "forecast.no_sklearn": "学習による予測には scikit-learn が必要です。pip install 'storage-opt[forecast]' で導入してください。",
    # 過去の価格
    "forecast.short_history": (
        "{forecaster}: 入札締切までに公表済みの価格が {found:,} 日分しかありません（エリア {area}、{first}〜{last}）。{needed:,} 日分以上が必要です。"
    ),
    "forecast.short_history.advice": "より早い日から始まる価格を与えるか、予測の開始日を遅らせてください。",
    "forecast.few_errors": (
        "{forecaster}: 公表済みの価格が {found:,} 日分（エリア {area}、{first}〜{last}）のため、誤差を抽出できる過去の予測が {blocks} 回分しかありません。"
        "{needed} 回分以上が必要です。"
    ),
    "forecast.few_errors.advice": "より早い日から始まる価格を与えるか、シナリオの開始日を遅らせるか、予測日数を減らしてください。",
    "forecast.not_fitted": (
        "{forecaster}: エリア {area} の価格（{first}〜{last}）で学習する前に予測が求められました。先にそのエリアで学習する必要があります。"
    ),
    "forecast.not_fitted.advice": "入札締切までに公表済みの価格で学習させてください。",
    "forecast.area_missing": (
        "{forecaster}: エリア {area} の予測の学習に使ったエリア {missing} の価格（{first}〜{last}）がありません。学習時と同じエリアが必要です。"
    ),
    "forecast.area_missing.advice": "{missing} の価格を追加するか、それを使わずに学習し直してください。",
    # 利用者の予測
    "forecast.unreadable": "{file}: 予測ファイルを読めません（{found:system}）。CSV または Parquet ファイルが必要です。",
    "forecast.unreadable.advice": "パスを確認してください。",
    "forecast.columns": (
        "{file}: 列 {missing} がないか重複しています。見つかった列: {found}。slot_start と spot_jpy_per_kwh が 1 列ずつ必要で、"
        "issued_at と area は 1 列までです。"
    ),
    "forecast.columns.advice": "コマの開始時刻を slot_start、予測価格（円/kWh）を spot_jpy_per_kwh、予測の発表時刻を issued_at としてください。",
    "forecast.no_area": "{file}: エリア {area} の予測がありません。含まれるエリア: {areas}。",
    "forecast.no_area.advice": "これらのエリアから選ぶか、該当する行を追加してください。",
    "forecast.area_needed": "{file}: 複数エリア（{areas}）の予測がありますが、エリアが指定されていません。1 つ指定する必要があります。",
    "forecast.area_needed.advice": "エリアを指定してください。",
    "forecast.bad_issue": (
        "{file}: 列 {field} に読めない発表時刻が {count:,} 件あります: {places}。2023-04-01T09:00 のような、分単位の ISO 8601 が必要です。"
    ),
    "forecast.bad_issue.advice": "その行の予測が得られた時刻を記入してください。時間帯の指定がなければ日本時間とみなします。",
    "forecast.off_grid": "{file}: 列 {field} に 30 分の区切りにない時刻が {count:,} 件あります: {places}。30 分ごとの行が必要です。",
    "forecast.off_grid.advice": "毎時 00 分と 30 分に始まるコマごとに 1 行としてください。",
    "forecast.doubled": (
        "{file}: 発表時刻が同じで、すでに予測のあるコマ（{field}）の行が {count:,} 行あります: {places}。コマと発表時刻の組ごとに 1 行である必要があります。"
    ),
    "forecast.doubled.advice": "不要な行を削除するか、列 issued_at に発表時刻を記入してください。",
    "forecast.missing": (
        "{forecaster}: 入札締切 {gate} までに発表された予測が、{slots:,} コマのうち {count:,} コマ（エリア {area}）にありません: {places}。"
        "すべてのコマに必要です。"
    ),
    "forecast.missing.advice": (
        "該当する行を追加してください。列 issued_at がない行は、受渡日前日の 10 時に初めて得られるものとみなします。"
        "翌日より先の予測には発表時刻が必要です。"
    ),
    "forecast.other_area": (
        "{forecaster}: 予測ファイルはエリア {stated} について読み込まれましたが、与えられた価格はエリア {area}（{first}〜{last}）のものです。"
        "同じエリアである必要があります。"
    ),
    "forecast.other_area.advice": "予測ファイルをエリア {area} について読み込んでください。",
}
