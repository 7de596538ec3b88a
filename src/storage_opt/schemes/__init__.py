"""What is promised to an authority: contracts, grants, capacity, as dated data and pure functions."""
