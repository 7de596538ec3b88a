"""Cash flow, tax, depreciation, debt, and the measures by which a project is judged. Knows nothing of files, models or solvers."""
