TEXTS: dict[str, str] = {
    "synthetic.bundled": "同梱の合成価格",
    "synthetic.year_missing": "{year} 年度の同梱価格はありません。あるのは {available} です。",
    "synthetic.year_missing.advice": "`fiscal_years` を変えるか、ご自身の価格ファイルを指定してください。",
    "synthetic.folder_missing": "manifest.json のある market_data フォルダーが見つかりません。",
    "synthetic.folder_missing.advice": "パッケージを入れ直すか、`python -m storage_opt.inputs.synthetic` を実行してください。",
    "synthetic.file_missing": "{file} はマニフェストにありますが、ファイルがありません。",
    "synthetic.file_missing.advice": "`python -m storage_opt.inputs.synthetic` で作り直してください。",
    "synthetic.bundled_balancing": "同梱の需給調整市場の合成データ",
    "synthetic.balancing_missing": "{year} 年度、適用ルール `{rules}` の需給調整市場データは同梱されていません。あるのは {available} です。",
    "synthetic.balancing_missing.advice": "この中から選ぶか、`storage-opt data synth` で作成してください。",
}
