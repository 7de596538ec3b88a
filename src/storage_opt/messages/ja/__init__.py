ROOMS = (
    *("errors", "prices", "project", "rules", "solve", "cli", "reports"),
    *("synthetic", "data_synth", "balancing"),
)
