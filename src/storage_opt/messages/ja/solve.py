TEXTS: dict[str, str] = {
    "solve.no_plan": "{year} 年目: 制限時間内に運用計画が見つかりませんでした。solve.time_limit_s を延ばすか、省略してください。",
    "solve.infeasible": "{year} 年目: すべての制約を満たす運用計画がありません。次のいずれか一つを外せば計画が存在します:\n{limits}\n"
    "   少なくとも一つを変更してください。",
    "solve.limit.storage.charge_mw": "充電の上限（battery.charge_power_mw、availability、connection.import_limit_mw、no_charge）",
    "solve.limit.storage.discharge_mw": "放電の上限（battery.power_mw、availability、connection.export_limit_mw）",
    "solve.limit.storage.soe_mwh": "蓄電量の範囲（battery.soe_min_mwh、劣化後の battery.energy_mwh）",
    "solve.limit.storage.limit_cycles_of_day": "1 日あたりのサイクル上限（battery.max_cycles_per_day）",
    "solve.limit.limit_cycles_of_year": "年間のサイクル上限（battery.max_cycles_per_year）",
    "solve.limit.storage.mode_charge": "同一コマでの充放電の禁止（充電側）",
    "solve.limit.storage.mode_discharge": "同一コマでの充放電の禁止（放電側）",
    "solve.limit.spot.traded_mw": "取引電力の上限",
    "solve.limit.spot.link_sold": "取引電力と売電の関係",
    "solve.limit.spot.link_bought": "取引電力と買電の関係",
    "solve.limit.ends": "年度の始めと終わりの蓄電量（battery.soe_initial_mwh、soe_final_mwh）",
    "solve.limit.integers": "同一コマでの充放電の禁止",
}
