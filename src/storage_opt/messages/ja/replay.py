"""``storage-opt replay``."""

TEXTS: dict[str, str] = {
    "replay.help": "出力フォルダーの実行記録から run または bid を再計算し、すべての数値を照合します。",
    "replay.folder": "run または bid の出力フォルダー。",
    "replay.files": "実行記録にある価格ファイルなどの相対パスの基準となるフォルダー。",
    "replay.json": "差異を JSON で出力し、ほかは表示しません。",
    "replay.none": "なし",
    "replay.cause.version": "パッケージが異なります: {name} {before} → 現在 {after}。",
    "replay.cause.platform": "計算環境が異なります: {before} → 現在 {after}。",
    "replay.cause.prices": "価格ファイルが異なります: {name}（SHA-256 {before:.12} → 現在 {after:.12}）。",
    "replay.cause.rule_file": "制度値ファイルが異なります: {name}（SHA-256 {before:.12} → 現在 {after:.12}）。",
    "replay.cause.rule": "制度値が異なります: {name} = {before} → 現在 {after}。",
    "replay.cause.time_limit": "求解に時間制限があります（{name} = {before}）。制限に達した場合、結果は計算機の速度に左右されます。",
    "replay.figure": "{name}: {before} → 現在 {after}",
    "replay.more": "ほか {count} 件の数値",
    "replay.differs": "{count} 件の数値が異なります。前提の違いは上記のとおりです。",
    "replay.unexplained": "入力、制度値、パッケージが同じにもかかわらず {count} 件の数値が異なります。ご報告ください。",
    "replay.same": "一致しました: 目的関数値 {before:,.0f} 円、再計算 {after:,.0f} 円。{years} 年分のすべての金額が百万分の一以内で一致しています。",
    "replay.same_finance": "一致しました: 目的関数値 {before:,.0f} 円、再計算 {after:,.0f} 円。{years} 年分のすべての金額が百万分の一以内で、キャッシュフローの各項目が円単位で一致しています。",
}
