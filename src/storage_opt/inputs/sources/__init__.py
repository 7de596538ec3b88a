"""Publishers' files, one module per layout; only that module knows its column names, numbering and unit."""
