"""Sources of rules of schemes abroad."""

TEXTS: dict[str, str] = {
    "no source read; nearest of the four payers of this program": "出典未確認（本プログラムの 4 種の負担者のうち最も近いもの）",
    "no source read on the final bearer; rented by the grid operator": "最終負担者の出典は未確認（系統運用者が借り受け）",
    "memory; set by the Commonwealth": "記憶による（連邦政府が設定）",
    "memory: fair equity return; editable placeholder": "公正な株主資本収益率（記憶による、変更可能な仮の値）",
    "memory: near the cost of debt; editable placeholder": "負債コストに近い値（記憶による、変更可能な仮の値）",
    "reading of aemoservices.com.au (firming product): a top-up, limited by the annuity cap": "aemoservices.com.au（ファーミング商品）の読解: 年金上限内の不足額補填",
    "reading of allens.com.au 2024-03 and ashurst.com 2023-08-15: a contract with the Commonwealth": "allens.com.au 2024-03 および ashurst.com 2023-08-15 の読解: 連邦政府との契約",
    "reading of ces-ltd.com and tyba.ai: bilateral contracts": "ces-ltd.com および tyba.ai の読解: 相対契約",
    "reading of cms-lawnow.com 2025-03 and whitecase.com: a floor": "cms-lawnow.com 2025-03 および whitecase.com の読解: 下限保証",
    "about 90 MW of 100 MW: ces-ltd.com": "100 MW のうち約 90 MW: ces-ltd.com",
    "aemoservices.com.au (firming product)": "aemoservices.com.au（ファーミング商品）",
    "law-firm notes": "法律事務所の解説",
    "draft of 2024: timera-energy.com 2024-04-22": "2024 年の案: timera-energy.com 2024-04-22",
    "minded-to decision 2026-06-26: footanstey.com": "暫定決定（2026-06-26）: footanstey.com",
    "Trolley project, City of Redding, July 2025": "Trolley 事業（米国レディング市、2025 年 7 月）",
}
