"""What all HTML reports have in common: one file without scripts that refers to nothing outside.

Whatever a paper says is text in it.
"""

from __future__ import annotations

import base64
from html import escape
from importlib.resources import files

_HEAD = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
"""
CLOSING = "</main>\n</body>\n</html>\n"


def opening(title: str, *sheets: str) -> str:
    """The start of a report, with the common style sheet and further ones of this package."""
    folder = files("mlsys_paper.reports")
    style = "".join(
        folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", *sheets)
    )
    return _HEAD.format(title=escape(title), style=style)


def image(png: bytes, alt: str) -> str:
    """A picture in the file itself."""
    data = base64.b64encode(png).decode()
    return f'<img alt="{escape(alt)}" src="data:image/png;base64,{data}">'
