"""Arrays and HiGHS. Knows nothing of batteries: columns, rows, days, links, bounds."""
