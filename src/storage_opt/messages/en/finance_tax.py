TEXTS: dict[str, str] = {
    "tax.no_value": "finance.tax.company is {company}. Rule {rule} has no value for it on 1 April {year}. Kinds of company with an effective rate then: {known}.",
    "tax.no_value.do": "Choose one of them, begin in a later fiscal year, or state {key}.",
    "tax.note.rate_kept": "Corporate tax: the effective rate {rate}, the last one known (from {since}), is kept for all later years.",
    "tax.note.no_levy": "Corporate tax: no business tax on revenue is counted for company {company:key.company}. Standalone storage counts as power generation, so it may be due: state finance.tax.revenue_levy (0 where it is not).",
    "tax.note.no_compression": "Corporate tax: by rule tax.grant_compression_allowed a grant may not reduce the depreciable base; it is counted as income.",
    "tax.note.declining_derived": "Depreciation over {years} years: no official rates for this useful life were found. Declining balance at {rate} (2 over the life), "
    "then equal parts once they are greater (revised rate {revised}, guarantee rate {guarantee}): our reading of the method, not the official table.",
    "tax.note.straight_line_derived": "Depreciation over {years} years: no official rate for this useful life was found. Straight line at {rate} "
    "(1 over the life, rounded up to three places): our reading of the method, not the official table.",
    "tax.note.valuation_derived": "Property tax over {years} years of useful life: no published reduction rate was found. {rate} is taken, by the formula that the published ones follow (1 − 0.1^(1/N)).",
}
