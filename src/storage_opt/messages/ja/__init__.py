ROOMS = (
    *("errors", "prices", "published", "project", "rules", "solve", "cli", "reports", "contracts"),
    *("synthetic", "data", "data_synth", "balancing", "solar", "eligibility", "ranking", "schemes", "schemes_abroad"),
    *(
        "study",
        "comparison",
        "study_answers",
        "draws",
        "finance_charges",
        "finance_tax",
        "finance_debt",
        "finance",
        "bid",
        "finance_sheets",
        "auction",
        "round",
        "round_page",
    ),
)
