ROOMS = ("errors", "prices", "project", "solve", "cli", "reports", "synthetic", "published", "data")
