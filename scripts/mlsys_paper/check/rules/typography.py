"""Type: the family, size and leading of the body, and what is set too small."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from typing import TYPE_CHECKING

from mlsys_paper.check.facts import body_font
from mlsys_paper.check.findings import Place, Problem
from mlsys_paper.check.rule import CouldNotCheck, Rule, always
from mlsys_paper.check.rules.coverage import ENOUGH
from mlsys_paper.check.scaling import is_scaled
from mlsys_paper.check.small_print import caption_sizes, part_sizes, tiny_text
from mlsys_paper.check.squeeze import heading_level
from mlsys_paper.check.stretches import foreign_lines, small_stretches, text_pairs
from mlsys_paper.document.fonts import family, is_typewriter
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.check.stretches import Pair
    from mlsys_paper.document.anatomy import Body
    from mlsys_paper.document.lines import TextLine

_SIZE = 0.1  # bp: sizes are rounded to 0.01, scaling by a percent changes them by 0.1
_LEADING = 0.1  # bp: as measured on every correct paper, 11.95 or 11.96
_TIGHT = 0.15  # bp: TeX never sets lines closer than the leading
_STRETCH = 20
"""Lines in all that are more than an example, a quotation or an oversight."""
_FEW_SMALL = 6
"""Lines in all; fewer may be an oversight."""
_ABSTRACT = 3
"""Lines that make an abstract."""
_TIGHT_LINES = 4
"""Lines of a page; fewer that stand close may be anything."""

_STYLE_FILES = (
    "To prepare your submission to MLSys 2024, please use the LaTeX style files provided "
    "at: mlsys2024style.zip."
)
_TYPE = (
    "Take out what changes the body's type (\\linespread, \\baselinestretch, setspace, a class "
    "option, \\fontsize, \\small, \\renewcommand\\normalsize)."
)


def _body(paper: Paper) -> Body | None:
    """The body text, None where there is too little to judge."""
    body = paper.anatomy.body
    return body if body is not None and body.lines >= ENOUGH else None


def _around(lines: Sequence[TextLine]) -> Box:
    return reduce(Box.union, (line.box for line in lines))


def _places(lines: Iterable[TextLine]) -> tuple[Place, ...]:
    """The lines' places, one for each column of a page."""
    columns: dict[tuple[int, int], list[TextLine]] = {}
    for line in lines:
        columns.setdefault((line.page, line.column), []).append(line)
    return tuple(Place(page, _around(here)) for (page, _), here in sorted(columns.items()))


def _at(lines: Iterable[TextLine], message: str, remedy: str) -> Problem:
    first, *others = _places(lines)
    return Problem(message, remedy, page=first.page, box=first.box, also=tuple(others))


def _font(paper: Paper) -> Iterator[Problem]:
    body = _body(paper)
    if body is None:
        return
    if not family(body.font):
        raise CouldNotCheck("the font of the body text has no name")
    remedy = (
        "Take out packages and commands that change the text's font (\\usepackage{lmodern}, "
        "\\setmainfont, \\renewcommand{\\rmdefault}): the style sets Times by itself."
    )
    name = body_font(body.font)
    # Programs and prompts fill appendices; they are no running text.
    if name != "Times" and not (paper.stage == "appendix" and is_typewriter(body.font)):
        first = next(paper.anatomy.lines("body"), None)
        yield Problem(
            f"The body text is set in {name} instead of Times.",
            remedy,
            page=first.page if first else None,
            box=first.box if first else None,
        )
    for other, lines in foreign_lines(paper).items():
        if len(lines) >= _STRETCH and body_font(other) != "Times":
            yield _at(
                lines, f"{len(lines)} lines of the main text are set in {other}, not Times.", remedy
            ).advice


def _body_size(paper: Paper) -> Iterator[Problem]:
    wanted = paper.format.body
    body = paper.anatomy.body
    if body is None or is_scaled(paper):
        return
    points = f"{wanted.size:.2f} bp wanted ({wanted.size_pt:g} pt)"
    if body.lines >= ENOUGH and abs(body.size - wanted.size) > _SIZE:
        yield Problem(f"The body text is set in {body.size:.2f} bp; {points}.", _TYPE)
    limit = min(body.size, wanted.size) - _SIZE
    small = [line for stretch in small_stretches(paper, limit) for line in stretch]
    if len(small) >= _FEW_SMALL:
        size = Counter(line.size for line in small).most_common(1)[0][0]
        message = f"{len(small)} lines of running text are set in {size:.2f} bp; {points}."
        problem = _at(small, message, _TYPE)
        yield problem if _fill_a_section(paper, small) else problem.advice
    front = [
        line for line in paper.parts.lines("front") if len(line.text) > 60 and line.role == "front"
    ]
    abstract = [line for line in front if line.size < limit]
    # A short one is told by there being no other long lines.
    enough = 2 if len(abstract) == len(front) else _ABSTRACT
    if len(abstract) >= enough and family(abstract[0].font) == family(body.font):
        message = (
            f"{len(abstract)} lines of the abstract are set in {abstract[0].size:.2f} bp; {points}."
        )
        problem = _at(abstract, message, _TYPE)
        yield problem if len(abstract) >= _ABSTRACT else problem.advice


def _fill_a_section(paper: Paper, small: Sequence[TextLine]) -> bool:
    """Whether most of a section, or of the paper, is among the small lines."""
    among = {id(line) for line in small}
    body = paper.anatomy.body
    size = body.size if body else 0.0
    sections: list[list[TextLine]] = [[]]
    for line in paper.parts.lines("main"):
        if heading_level(line, size) == "section":
            sections.append([])
        elif line.role == "body" or id(line) in among:
            sections[-1].append(line)
    return any(
        (count := sum(id(line) in among for line in section)) >= _STRETCH
        and 2 * count > len(section)
        for section in sections
    )


def _leading(paper: Paper) -> Iterator[Problem]:
    body, wanted = _body(paper), paper.format.body.leading
    if body is None or not body.leading or is_scaled(paper):
        return
    points = f"{wanted:.2f} bp wanted ({paper.format.body.leading_pt:g} pt)"
    if abs(body.leading - wanted) > _LEADING:
        yield Problem(
            f"The lines of the body text are {body.leading:.2f} bp apart; {points}.", _TYPE
        )
    limit = min(wanted, body.leading) - _TIGHT
    pages: dict[int, list[Pair]] = {}
    for pair in text_pairs(paper):
        if pair.distance < limit:
            pages.setdefault(pair.above.page, []).append(pair)
    tight = [pair for here in pages.values() if len(here) >= _TIGHT_LINES for pair in here]
    if tight:
        least = Counter(round(pair.distance, 1) for pair in tight).most_common(1)[0][0]
        yield _at(
            [pair.below for pair in tight],
            f"{len(tight)} lines of body text follow the line above at {least:.1f} bp; {points}.",
            _TYPE,
        ).advice


def _small_text(paper: Paper) -> Iterator[Problem]:
    for name, size, wanted, lines in part_sizes(paper):
        if size < wanted - _SIZE:
            problem = _at(
                lines,
                f"The {name} are set in {size:.2f} bp; {wanted:.2f} bp wanted.",
                f"Take out what makes the {name} smaller than the style does (\\bibfont, "
                "\\footnotesize, \\small before the bibliography).",
            )
            grave = name == "references" and len(lines) >= _STRETCH
            yield problem if grave else problem.advice
    captions = [part for part in caption_sizes(paper) if part.size < part.wanted - _SIZE]
    if captions:
        least = min(captions, key=lambda part: part.size)
        label = least.lines[0].text.split(":")[0][:40].strip()
        yield _at(
            [line for part in captions for line in part.lines],
            (f"{len(captions)} captions are" if len(captions) > 1 else f'The caption "{label}" is')
            + f" set in {least.size:.2f} bp; {least.wanted:.2f} bp wanted.",
            "Take out what makes captions smaller (\\captionsetup, a size command in \\caption).",
        ).advice
    wanted_pt = paper.format.sizes["tiny"]
    tiny = [line for _, lines in tiny_text(paper, wanted_pt.size - _SIZE) for line in lines]
    if tiny:
        smallest = min(line.size for line in tiny)
        yield _at(
            tiny,
            f"{len(tiny)} lines are set in type of {smallest:.1f} bp at the least; nothing but the "
            f"labels of figures may be smaller than {wanted_pt.size:.2f} bp "
            f"({wanted_pt.size_pt:g} pt).",
            "Set it larger: don't shrink tables with \\resizebox or \\scalebox, give them the "
            "width of the page (table*) or leave columns out.",
        ).advice


RULES: tuple[Rule, ...] = (
    Rule(
        id="body-font",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=_STYLE_FILES,
        decides=(
            "Most letters of the body text must be Times: the PostScript font and its clones, by "
            f"the fonts' names. {_STRETCH} or more lines of the main text that fill their column "
            "in another family are a warning."
        ),
        check=_font,
    ),
    Rule(
        id="body-size",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=_STYLE_FILES,
        decides=(
            "The size of most letters of long lines must be 10 pt (9.96 bp), to "
            f"{_SIZE:g} bp. {_FEW_SMALL} or more justified lines of the main text in smaller type "
            f"are a warning, and an error where they are most of a section of {_STRETCH} lines; "
            "captions, footnotes, tables, algorithms, listings and text in frames are not running "
            "text."
        ),
        check=_body_size,
    ),
    Rule(
        id="leading",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=_STYLE_FILES,
        decides=(
            "The most frequent distance of lines of body text must be 12 pt (11.96 bp), to "
            f"{_LEADING:g} bp. {_TIGHT_LINES} or more lines on a page that follow more closely are "
            "a warning: TeX sets lines further apart for tall formulas, never closer."
        ),
        check=_leading,
    ),
    Rule(
        id="small-text",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=_STYLE_FILES,
        decides=(
            "References must be set in 10 pt, by most of their letters. Footnotes and each caption "
            "in less than 9 pt are a warning, and so are lines of text and of tables in less than "
            "6 pt; labels within figures, exponents and marks are left out."
        ),
        check=_small_text,
    ),
)
