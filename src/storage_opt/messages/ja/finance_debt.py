TEXTS: dict[str, str] = {
    "finance_debt.measure.project_irr": "プロジェクトIRR（税引後）",
    "finance_debt.measure.project_irr_pre_tax": "プロジェクトIRR（税引前）",
    "finance_debt.measure.equity_irr": "自己資本IRR",
    "finance_debt.irr_none": "{measure}: 値なし。キャッシュフローの正味現在価値を0にする割引率（-100 %超）が存在しません。",
    "finance_debt.irr_several": "{measure}: 値なし。キャッシュフローの符号が2回以上変わり、正味現在価値の符号が変わる割引率を一つに決められません。",
    "finance_debt.irr_several_at": "{measure}: 値なし。キャッシュフローの正味現在価値を0にする割引率が複数あります（{rates}）。",
    "finance_debt.gearing_limits": "借入額は元利返済金カバー率（DSCR）ではなく、借入比率の上限 {gearing:.1%} で決まっています。",
    "finance_debt.no_loan": "借入なし。キャッシュフロー、支出額または借入比率の条件から借入ができません。",
    "finance_debt.interest_added": "運転 {years} 年目は元利返済額が利息に満たず、不足分は元本に加算されます。残高は当初借入額を超えません。",
    "finance_debt.growth_limits": "借入額は運転初期のキャッシュフロー不足で決まっています。未払利息による残高の増加は当初借入額までとし、返済期間の終わりより前に完済します。",
    "finance_debt.not_covered": "運転 {years} 年目はキャッシュフローが元利返済額に足りません（元利返済金カバー率（DSCR）1未満）。不足分は自己資本で補います。",
}
