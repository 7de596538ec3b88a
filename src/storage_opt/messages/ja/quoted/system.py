"""What the operating system and the reader of YAML say; ``{}`` stands for a part that they fill in."""

TEXTS: dict[str, str] = {
    # files (errno)
    "No such file or directory": "ファイルまたはフォルダーがありません",
    "Permission denied": "アクセス権がありません",
    "Is a directory": "フォルダーです",
    "directory": "フォルダーです",
    "Not a directory": "フォルダーではありません",
    "File name too long": "ファイル名が長すぎます",
    "Too many levels of symbolic links": "シンボリックリンクが循環しています",
    "Input/output error": "入出力エラー",
    "No space left on device": "ディスクの空き容量がありません",
    "Address already in use": "使用中です",
    # YAML
    "mapping values are not allowed here": "ここに「キー: 値」は書けません",
    "mapping keys are not allowed here": "ここにキーは書けません",
    "sequence entries are not allowed here": "ここにリストの項目（-）は書けません",
    "could not find expected ':'": "必要な「:」がありません",
    "found character {} that cannot start any token": "文字 {} で値を始めることはできません（タブは字下げに使えません）",
    "found unexpected end of stream": "途中でファイルが終わっています（閉じていない引用符）",
    "found unknown escape character {}": "未知のエスケープ文字 {} があります",
    "found undefined alias {}": "未定義の参照 {} があります",
    "expected <block end>, but found {}": "字下げが合わないか、余分な記述があります（{}）",
    "expected ',' or ']', but got {}": "リストに「,」または「]」が必要です（{}）",
    "expected ',' or '}', but got {}": "「,」または「}}」が必要です（{}）",
    "expected the node content, but found {}": "値が必要です（{}）",
    "expected a single document in the stream": "1 つのファイルに書ける文書は 1 つだけです",
}
