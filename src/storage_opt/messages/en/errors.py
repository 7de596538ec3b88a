TEXTS: dict[str, str] = {
    "errors.input": "{kind}: {count} problem(s) in {subject}",
}
