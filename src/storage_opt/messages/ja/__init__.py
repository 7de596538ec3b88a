ROOMS = (
    *("errors", "prices", "published", "project", "rules", "solve", "cli", "reports"),
    *("synthetic", "data", "data_synth", "balancing", "solar", "eligibility", "ranking", "schemes", "schemes_abroad"),
)
