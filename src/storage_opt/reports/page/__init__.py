"""The parts of ``report.html``: texts chosen, numbers written; ``templates/report.html`` puts them in place."""
