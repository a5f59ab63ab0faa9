"""What all HTML reports have in common: one file that asks for nothing outside.

Whatever a paper says is text in it: the templates escape all that they are given.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup


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
    environment.globals["script"] = _script
    environment.globals["digest"] = _digest
    return environment


def _script(name: str) -> Markup:
    """A script of this package, which stands in the page itself."""
    loader = PackageLoader("mlsys_paper.reports")
    source, _, _ = loader.get_source(_environment(), name)
    return Markup(source)  # noqa: S704  (nothing that a paper says is in it)


def _digest(name: str) -> str:
    """What the page's policy calls that script: no other one runs."""
    sum_ = hashlib.sha256(str(_script(name)).encode()).digest()
    return f"sha256-{base64.b64encode(sum_).decode()}"
