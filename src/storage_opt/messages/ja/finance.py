TEXTS: dict[str, str] = {
    "finance.note.tenor_cut": "借入の返済期間は {tenor} 年ですが、設備の運転期間は {years} 年のため、運転期間内に返済するものとしました。",
    "finance.note.no_capital": "finance に建設費等の資本費がないため、キャッシュフローは作成されません。finance.capex_jpy、capex_jpy_per_kw、capex_jpy_per_kwh または items を指定してください。",
}
