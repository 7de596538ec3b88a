TEXTS: dict[str, str] = {
    "errors.input": "{kind}: {subject} に問題が {count} 件あります",
}
