"""Pages are filled from ``templates/``; what they share stands in ``page.html``."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template


@cache
def template(name: str) -> Template:
    """Read a template; a word that nobody gives it is an error, and everything that it shows is escaped."""
    environment = Environment(
        loader=PackageLoader("storage_opt.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    return environment.get_template(name)
