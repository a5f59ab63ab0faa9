"""What all HTML reports have in common: one file without scripts that refers to nothing outside.

Whatever a paper says is text in it: the templates escape all that they are given.
"""

from __future__ import annotations

import base64
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def rendered(template: str, **values: Any) -> str:
    """Return the page that a template makes of some values."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("mlsys_paper.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["base64"] = lambda png: base64.b64encode(png).decode()
    environment.filters["percent"] = lambda fraction: f"{100 * fraction:.2f}%"
    return environment
