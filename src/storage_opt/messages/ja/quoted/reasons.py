"""Why a method does not apply or finds no plan, as the solver says it; ``{}`` stands for a part that it fills in."""

TEXTS: dict[str, str] = {
    # no plan
    "no price keeps the budget of cycles": "サイクル数の上限を守る計画がありません",
    "no plan within the budget was found at any price": "上限を守る計画が見つかりません",
    "no energy leads to the final one within the limits": "制約の範囲で最終の蓄電量に至る経路がありません",
    "no action leads on from slot {}": "コマ {} から先に続く運用がありません",
    "the final energy lies outside its limits": "最終の蓄電量が範囲の外にあります",
    "a scenario has no plan from the start to a final energy": "最終の蓄電量に至る計画のないシナリオがあります",
    "no final energy within the limits": "範囲内の最終の蓄電量がありません",
    # not covered
    "own load beside price-quantity bids": "価格指定の入札と併用する所内負荷",
    "markets besides spot": "スポット市場以外の市場",
    "a yearly budget of cycles": "年間のサイクル上限",
    "unknown to the recursion: {}": "再帰計算で扱えない要素があります（{}）",
    "{}: not the mode that the recursion knows": "{}: 再帰計算で扱えない充放電モードです",
    "{}: {} coefficients, {} of them known": "{}: 係数 {} 個のうち再帰計算で扱えるのは {} 個です",
    "{} differs by slot": "{} がコマによって異なります",
    "{}: not the energy of the slot": "{}: そのコマの蓄電量ではありません",
    "{}: not above the lowest allowed energy": "{}: 蓄電量の下限を上回っていません",
    "headroom: an offer does not take its own power": "headroom: 応札がその出力を占めていません",
    "an offer without headroom": "出力の余裕を伴わない応札があります",
    "{}: not an offer and its flag": "{}: 応札とその有無の組ではありません",
    "offers with blocks of different length": "ブロックの長さが異なる応札があります",
    "reserve while charging in a block of several slots": "複数コマのブロックでの充電中の調整力",
    "backing that falls inside a block of several slots": "複数コマのブロックの途中で必要となる蓄電量",
    "a range of energy that changes inside a block of several slots": "複数コマのブロックの途中で変わる蓄電量の範囲",
    "more energy before a block of several slots than it may hold": "複数コマのブロックの前の蓄電量が上限を超えます",
}
