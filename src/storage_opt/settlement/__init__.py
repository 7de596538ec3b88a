"""What was earned at actual prices, and whether the plan was one the battery can run. NumPy only."""
