"""What becomes of a paper that loads a package: a frozen table for each engine.

The default session fills in with pdfLaTeX what `test_packages` compiles
anyway, and tries the options of natbib, xcolor and geometry once, those that
share a document together. With `--texlive`, as in `nox -s texlive`, every cell
is tried, and alone where it isn't well. The rows of biblatex, of xr-hyper and
of hyperref's options are for such a session alone: `test_packages` looks at
these packages more closely.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from golden import FOLDER
from style.package_table import GROUPS, OTHER_GROUPS, OTHERS, SHARED_GROUPS, Group
from style.papers import complaints
from style.test_packages import POSITIONS, absent, broken, loading, positions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from conftest import CompileTex
    from golden import GoldenText
    from style.package_table import Package
    from texlive import TeX

pytestmark = pytest.mark.thorough

UNTRIED = "-"
NOT_MEANT = frozenset({("xr-hyper", "after, hyperref before")})
"""What a package's manual warns of: whether it says so itself depends on its release."""
OF_THE_INSTALLATION = re.compile(r"Unknown language 'latin'")
"""What depends on which languages are installed: lipsum asks for Latin's hyphenation."""
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
    *(title_of(each) for each in OTHERS.values()),
]


def makes_sense(package: Package, position: str) -> bool:
    """Whether a package is tried in a position: some need hyperref, which itself has two."""
    if package.name == "hyperref":
        return position in ("before", "after")
    with_hyperref = POSITIONS[position][1] != "nowhere"
    return (package.name, position) not in NOT_MEANT and (with_hyperref or not package.hyperref)


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
    compiled = loading(packages, group, position, compile_it)
    meant = [each for each in complaints(compiled) if not OF_THE_INSTALLATION.search(each)]
    return " | ".join(dict.fromkeys(map(gist, meant))) or "ok"


def complaints_of(cell: str) -> set[str]:
    """What a cell says beyond "ok"."""
    return set(cell.split(" | ")) - {"ok"}


def goes_with_others(cell: str, *, whole: bool) -> bool:
    """Whether a package is first tried in one document with the others of its group.

    When the whole table is tried, only what is recorded as well is, so that
    no package's complaint can be taken for another's.
    """
    return cell == "ok" or not (whole or cell == UNTRIED)


def cell_alone(
    package: Package,
    group: Group,
    position: str,
    recorded: Mapping[Key, str],
    compile_it: CompileTex,
) -> str:
    """What a package's own document says; as recorded what is broken without the style as well."""
    found = result_of([package], group, position, compile_it)
    if kind_of(found) == "error" and broken(package, found, compile_it):
        return recorded.get(Key(title_of(package), position), UNTRIED)
    return found


def document_cells(
    tried: list[Package],
    group: Group,
    position: str,
    recorded: Mapping[Key, str],
    compile_it: CompileTex,
    *,
    whole: bool,
) -> dict[Key, str]:
    """The cells of packages that may share a document.

    They are as recorded where their document says just what is recorded of
    them; else each is tried alone.
    """
    expected = {each: recorded.get(Key(title_of(each), position), "ok") for each in tried}
    joint = [each for each, cell in expected.items() if goes_with_others(cell, whole=whole)]
    foreseen = set().union(*(complaints_of(expected[each]) for each in joint))
    if joint and complaints_of(result_of(joint, group, position, compile_it)) != foreseen:
        joint = []
    return {
        Key(title_of(each), position): expected[each]
        if each in joint
        else cell_alone(each, group, position, recorded, compile_it)
        for each in tried
    }


def places(*, whole: bool) -> Iterator[tuple[Group, str]]:
    """Each group with each position in which it is tried."""
    if whole:
        yield from itertools.product((*GROUPS.values(), *OTHER_GROUPS), POSITIONS)
        return
    for name, group in GROUPS.items():
        for position in positions(name):
            yield group, position
    yield from zip(SHARED_GROUPS, itertools.cycle(("before", "after")))


def table(engine_file: str, compile_it: CompileTex, *, whole: bool) -> str:
    """The table as it is now; what isn't tried or not installed is as recorded."""
    file = FOLDER / engine_file
    recorded = read_cells(file.read_text(encoding="utf-8")) if file.is_file() else {}
    cells, missing = dict(recorded), absent(compile_it)
    for group, position in places(whole=whole):
        tried = [
            each for each in group.all if each.name not in missing and makes_sense(each, position)
        ]
        cells |= document_cells(tried, group, position, recorded, compile_it, whole=whole)
    return write_cells(cells)


def test_packages_do_as_the_table_says(
    tex: TeX, compile_paper: CompileTex, golden_text: GoldenText
) -> None:
    file = f"packages/{tex.engine}.txt"
    golden_text(table(file, compile_paper, whole=tex.release is not None), file)
