r"""Stamp the version, its date and the project's address into the files that state them.

pyproject.toml holds the version and the address. The style's \ProvidesPackage
and the change log repeat the version; the author guide and the README for
authors repeat the address.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from maintain.release import CHECKOUT, EXAMPLE, FOLDER, STYLE, replace_file
from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

PROJECT = "pyproject.toml"
CHANGES = "CHANGELOG.md"
CITATION = "CITATION.cff"
STYLE_FILE = f"{FOLDER}/{STYLE}.sty"
GUIDE = f"{EXAMPLE}/authorguide.sty"
README = f"{FOLDER}/README.md"
VERSION = re.compile(r"20\d\d\.\d+")
FAULTS = "Report a fault in the style or in a tool to the program chairs."


def stamped(files: Mapping[str, str], version: str, day: date) -> dict[str, str]:
    """Return the files that state version, date or address, with these stamped in.

    Args:
        files: name in the checkout to text, of the six files named above.
        version: the conference's year and a number.
        day: when the version is released.

    Raises:
        PaperError: the version has another form, or a file lacks the place for it.
    """
    if not VERSION.fullmatch(version):
        raise PaperError(
            f"{version} is not a version", "Give the conference's year and a number: 2024.2."
        )
    address = stated_address(files[PROJECT])
    places = {
        PROJECT: (r'^version = ".*"$', f'version = "{version}"'),
        STYLE_FILE: (
            r"(\\ProvidesPackage\{[^}]*\}\s*\[)\S+ v\S+",
            rf"\g<1>{day:%Y/%m/%d} v{version}",
        ),
        GUIDE: (
            r"^(\\newcommand\*\\projectaddress)\{.*\}$",
            rf"\g<1>{{{address}}}",
        ),
        CITATION: (
            r'^version: ".*"\ndate-released: ".*"$',
            f'version: "{version}"\ndate-released: "{day:%Y-%m-%d}"',
        ),
        README: (
            r"(?<=<!-- address -->\n)(?:.*\n)*?(?=<!-- end of address -->)",
            f"{where_to_report(address)}\n",
        ),
    }
    result = {name: put(files[name], name, *place) for name, place in places.items()}
    result[CHANGES] = with_version(files[CHANGES], version, day)
    return result


def put(text: str, name: str, place: str, content: str) -> str:
    """Return a text with the one place that a pattern matches filled anew.

    Raises:
        PaperError: the pattern does not match exactly once.
    """
    text, found = re.subn(place, content, text, flags=re.MULTILINE)
    if found != 1:
        raise PaperError(
            f"{name}: {found} places look like {place}, and one is needed",
            "Restore the line from version control.",
        )
    return text


def stated_address(project: str) -> str:
    """Return the address in pyproject.toml, empty while there is none."""
    address = tomllib.loads(project)["tool"]["mlsys"]["address"]
    if not re.fullmatch(r"(?:https://[\w./~-]+)?", address):
        raise PaperError(
            f"{PROJECT}: {address!r} is not an address",
            "Give one that begins with https:// and needs no escaping, or leave it empty.",
        )
    return str(address)


def where_to_report(address: str) -> str:
    """Return the README's sentence about downloads and faults."""
    if not address:
        return FAULTS
    return f"The style and its tools are at <{address}>; report faults there."


def with_version(changes: str, version: str, day: date) -> str:
    """Return the change log with the unreleased changes under a version.

    A log without unreleased changes has to begin with this version; its date is set.

    Raises:
        PaperError: it begins with another version.
    """
    heading = f"## [{version}] - {day.isoformat()}"
    if re.search(r"^## Unreleased$", changes, re.MULTILINE):
        return put(changes, CHANGES, r"^## Unreleased$", heading)
    latest = re.search(r"^## \[(.*)\] - .*$", changes, re.MULTILINE)
    if latest is None or latest[1] != version:
        raise PaperError(
            f"{CHANGES} says nothing about {version}",
            "Write what has changed below a heading `## Unreleased'.",
        )
    return changes[: latest.start()] + heading + changes[latest.end() :]


def main(arguments: list[str] | None = None, *, root: Path = CHECKOUT) -> int:
    """Stamp a checkout; return the exit status."""
    parser = argparse.ArgumentParser(prog="nox -s stamp --", description=__doc__)
    parser.add_argument("version", help="the conference's year and a number, such as 2024.2")
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        default=datetime.now(UTC).date(),
        help="of the release, as YYYY-MM-DD (today)",
    )
    options = parser.parse_args(arguments)
    try:
        names = (PROJECT, CHANGES, STYLE_FILE, GUIDE, README, CITATION)
        files = {name: (root / name).read_text(encoding="utf-8") for name in names}
        for name, text in stamped(files, options.version, options.date).items():
            if text != files[name]:
                replace_file(root / name, text.encode("utf-8"))
                print(name)
    except PaperError as error:
        sys.stderr.write(f"stamp: {error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(f"stamp: {error.filename}: {error.strerror}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
