"""Steps of a solution, as the solver notes them; ``{}`` stands for a part that it fills in."""

TEXTS: dict[str, str] = {
    "lp": "線形緩和問題（LP）",
    "mip": "整数計画問題（MILP）",
    "ties": "同値の計画からの選択",
    "polish": "計画の改善",
    "windows in order": "期間順の求解",
    "recursion: smallest bids repaired": "再帰計算（最低入札量は後から補正）",
    "recursion: smallest bids exact": "再帰計算（最低入札量を厳密に考慮）",
    "recursion: {} walks": "再帰計算（逐次計画 {} 回）",
    "problem {}: {}": "問題 {}: {}",
    "priced windows: {}, up to {} d, {} with flags": "区間の求解（{} 区間、最長 {} 日、うち充放電モード付き {}）",
    "priced windows: {}, up to {} d": "区間の求解（{} 区間、最長 {} 日）",
    "anchored days: {} windows, reach {}": "日ごとの再求解（{} 区間、幅 {}）",
}
