"""What becomes of a paper that loads a package: a frozen table for each engine.

The default session fills in with pdfLaTeX what `test_packages` compiles
anyway; with `--texlive`, as in `nox -s texlive`, every cell is tried.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from golden import FOLDER
from style.package_table import ALONE, GROUPS, Group
from style.papers import SETTLED, complaints
from style.test_packages import POSITIONS, absent, broken, positions, source_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import CompileTex
    from golden import GoldenText
    from style.package_table import Package
    from texlive import TeX

UNTRIED = "-"
FILES = {"few.bib": "@misc{one, author={A. One}, title={Title}, year=2020}\n", "other.aux": ""}
NOT_MEANT = frozenset({("xr-hyper", "after, hyperref before")})
"""What a package's manual warns of: whether it says so itself depends on its release."""
NEED_FILES = frozenset({"biblatex", "xr-hyper"})
HEAD = """\
What LaTeX says of a paper that loads and uses a package before or after the
style: "ok" is not a word; what else was said stands below. "-" was not tried.
"""


class Key(NamedTuple):
    """A cell of the table."""

    title: str
    position: str


def title_of(package: Package) -> str:
    """What the table calls a package."""
    return package.title or package.name


ROWS = [
    *(title_of(each) for group in GROUPS.values() for each in group.all),
    *(title_of(each) for each in ALONE.values()),
]


def tried_positions(package: Package, *, name: str = "", whole: bool) -> tuple[str, ...]:
    """The positions in which a package is tried; hyperref itself has two."""
    if package.name == "hyperref":
        return ("before", "after")
    if package.hyperref:
        return tuple(
            where
            for where in POSITIONS
            if POSITIONS[where][1] != "nowhere" and (package.name, where) not in NOT_MEANT
        )
    if whole:
        return tuple(POSITIONS)
    return positions(name) if name else ("before", "after")


def read_cells(text: str) -> dict[Key, str]:
    """The cells of a recorded table, each with all that was said."""
    grid, _, said = text.partition("\n\n\n")
    cells = {}
    for line in grid.splitlines():
        title, *found = re.split(r" {2,}", line)
        if title in ROWS and len(found) == len(POSITIONS):
            cells |= {Key(title, where): cell for where, cell in zip(POSITIONS, found, strict=True)}
    for block in said.split("\n\n"):
        title, *lines = block.strip().splitlines() or [""]
        for line in lines:
            positions, _, complaint = line.strip().partition(" | ")
            for position in positions.split("; "):
                key = Key(title, position)
                before = cells[key]
                cells[key] = f"{before} | {complaint}" if ": " in before else complaint
    return cells


def write_cells(cells: Mapping[Key, str]) -> str:
    """The table as text: what kind of thing was said, then what."""
    rows, blocks = [["package", *POSITIONS]], []
    for title in ROWS:
        found = {where: cells.get(Key(title, where), UNTRIED) for where in POSITIONS}
        rows.append([title, *map(kind_of, found.values())])
        said: dict[str, list[str]] = {}
        for position, cell in found.items():
            for complaint in cell.split(" | ") if ": " in cell else ():
                said.setdefault(complaint, []).append(position)
        lines = [f"    {'; '.join(where)} | {complaint}" for complaint, where in said.items()]
        blocks += ["\n".join([title, *lines])] if lines else []
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    grid = [
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return HEAD + "\n".join(["", *grid, "", "", *"\n\n".join(blocks).splitlines()]) + "\n"


def kind_of(cell: str) -> str:
    """ "ok", "error" if one complaint is an error, else "warning"."""
    if ": " not in cell:
        return cell
    return "error" if re.search(r"(^|\| )error: ", cell) else "warning"


def gist(complaint: str) -> str:
    """A complaint's beginning, without lines and pages: the rest differs between releases."""
    kind, source, message = (*complaint.split(": ", 2), "")[:3]
    message = re.sub(r" (on page \d+|on input line \d+|\(line \d+\))", "", message)
    return f"{kind}: {source}: {re.split(r'[.;:] |[.]$', message)[0].strip()}"


def result_of(packages: list[Package], group: Group, position: str, compile_it: CompileTex) -> str:
    """What a document with packages of a group says: "ok", or each complaint's gist."""
    files = FILES if any(each.name in NEED_FILES for each in packages) else {}
    compiled = compile_it(source_of(packages, group, position), files, max_runs=SETTLED)
    return " | ".join(dict.fromkeys(map(gist, complaints(compiled)))) or "ok"


def group_cells(
    name: str, recorded: Mapping[Key, str], compile_it: CompileTex, *, whole: bool
) -> dict[Key, str]:
    """The cells of a group: one document where all is well, else one for each package.

    What is recorded as not well is tried alone at once. What is broken without
    the style as well is as recorded.
    """
    group, cells, missing = GROUPS[name], {}, absent(compile_it)
    for position in tuple(POSITIONS) if whole else positions(name):
        tried = [
            each
            for each in group.all
            if each.name not in missing
            and position in tried_positions(each, name=name, whole=whole)
        ]
        quiet = [
            each for each in tried if recorded.get(Key(title_of(each), position), "ok") == "ok"
        ]
        together = bool(quiet) and result_of(quiet, group, position, compile_it) == "ok"
        for each in tried:
            key = Key(title_of(each), position)
            well = together and each in quiet
            cells[key] = "ok" if well else result_of([each], group, position, compile_it)
            if kind_of(cells[key]) == "error" and broken(each, cells[key], compile_it):
                cells[key] = recorded.get(key, UNTRIED)
    return cells


def table(engine_file: str, compile_it: CompileTex, *, whole: bool) -> str:
    """The table as it is now; what isn't tried or not installed is as recorded."""
    file = FOLDER / engine_file
    recorded = read_cells(file.read_text(encoding="utf-8")) if file.is_file() else {}
    cells = dict(recorded)
    for name in GROUPS:
        cells |= group_cells(name, recorded, compile_it, whole=whole)
    missing = absent(compile_it)
    for each in ALONE.values():
        if each.name not in missing:
            for position in tried_positions(each, whole=whole):
                found = result_of([each], Group((each,)), position, compile_it)
                cells[Key(title_of(each), position)] = found
    return write_cells(cells)


def test_packages_do_as_the_table_says(
    tex: TeX, compile_paper: CompileTex, golden_text: GoldenText
) -> None:
    file = f"packages/{tex.engine}.txt"
    golden_text(table(file, compile_paper, whole=tex.release is not None), file)
