TEXTS: dict[str, str] = {
    "synthetic.bundled": "the bundled synthetic prices",
    "synthetic.year_missing": "no bundled prices for fiscal year {year}; there are {available}.",
    "synthetic.year_missing.advice": "Choose other `fiscal_years`, or give a price file of your own.",
    "synthetic.folder_missing": "the folder market_data with manifest.json was not found.",
    "synthetic.folder_missing.advice": "Install the package again, or run `python -m storage_opt.inputs.synthetic`.",
    "synthetic.file_missing": "{file} is listed in the manifest but not there.",
    "synthetic.file_missing.advice": "Run `python -m storage_opt.inputs.synthetic` to rebuild it.",
    "synthetic.bundled_balancing": "the bundled synthetic balancing results",
    "synthetic.balancing_missing": "no bundled balancing results for fiscal year {year} under the rules `{rules}`; there are {available}.",
    "synthetic.balancing_missing.advice": "Choose one of these, or generate others with `storage-opt data synth`.",
}
