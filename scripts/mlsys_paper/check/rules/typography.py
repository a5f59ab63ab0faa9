"""Type: the family, size and leading of the body, and what is set too small."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import groupby
from typing import TYPE_CHECKING

from mlsys_paper.check.facts import body_font
from mlsys_paper.check.findings import Problem
from mlsys_paper.check.places import pages_named
from mlsys_paper.check.rule import CouldNotCheck, Rule, always
from mlsys_paper.check.scaling import is_scaled
from mlsys_paper.check.small_print import part_sizes, tiny_text
from mlsys_paper.check.stretches import SHORTEST, foreign_lines, small_stretches, text_pairs
from mlsys_paper.document.fonts import family
from mlsys_paper.pdf.model import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.document.anatomy import Body
    from mlsys_paper.document.lines import TextLine

_SIZE = 0.1  # bp: sizes are rounded to 0.01, scaling by a percent changes them by 0.1
_LEADING = 0.1  # bp: as measured on every correct paper, 11.95 or 11.96
_TIGHT = 0.15  # bp: TeX never sets lines closer than the leading
_STRETCH = 20
"""Lines in all that are more than an example, a quotation or an oversight."""

_STYLE_FILES = (
    "To prepare your submission to MLSys 2024, please use the LaTeX style files provided "
    "at: mlsys2024style.zip."
)
_TYPE = (
    "Take out what changes the body's type (\\linespread, \\baselinestretch, setspace, a class "
    "option, \\fontsize, \\small, \\renewcommand\\normalsize)."
)


def _body(paper: Paper) -> Body:
    body = paper.anatomy.body
    if body is None:
        raise CouldNotCheck("the file shows no text that could be measured")
    return body


def _around(lines: Sequence[TextLine]) -> Box:
    return reduce(Box.union, (line.box for line in lines))


def _font(paper: Paper) -> Iterator[Problem]:
    body = _body(paper)
    if not family(body.font):
        raise CouldNotCheck("the font of the body text has no name")
    remedy = (
        "Take out packages and commands that change the text's font (\\usepackage{lmodern}, "
        "\\setmainfont, \\renewcommand{\\rmdefault}): the style sets Times by itself."
    )
    name = body_font(body.font)
    if name != "Times":
        first = next(paper.anatomy.lines("body"), None)
        yield Problem(
            f"The body text is set in {name} instead of Times.",
            remedy,
            page=first.page if first else None,
            box=first.box if first else None,
        )
    for other, lines in foreign_lines(paper).items():
        if len(lines) >= _STRETCH and body_font(other) != "Times":
            yield Problem(
                f"{len(lines)} lines of the main text on "
                f"{pages_named(line.page for line in lines)} are set in {other} instead of Times.",
                remedy,
                page=lines[0].page,
                box=lines[0].box,
            )


def _body_size(paper: Paper) -> Iterator[Problem]:
    body, wanted = _body(paper), paper.format.body
    if is_scaled(paper):
        return
    if abs(body.size - wanted.size) > _SIZE:
        yield Problem(
            f"The body text is set in {body.size:.2f} bp instead of {wanted.size:.2f} bp "
            f"({wanted.size_pt:g} pt).",
            _TYPE,
        )
    limit = min(body.size, wanted.size) - _SIZE
    stretches = list(small_stretches(paper, limit))
    if sum(map(len, stretches)) < _STRETCH:
        stretches = []
    for stretch in stretches:
        first = stretch[0]
        yield Problem(
            f"{len(stretch)} lines of running text are set in {first.size:.2f} bp instead of "
            f"{wanted.size:.2f} bp ({wanted.size_pt:g} pt).",
            _TYPE,
            page=first.page,
            box=_around(stretch),
        )
    front = [
        line for line in paper.parts.lines("front") if len(line.text) > 60 and line.role == "front"
    ]
    abstract = [line for line in front if line.size < limit]
    # A short one is told by there being no other long lines.
    enough = 2 if len(abstract) == len(front) else SHORTEST - 1
    if len(abstract) >= enough and family(abstract[0].font) == family(body.font):
        yield Problem(
            f"{len(abstract)} lines of the abstract are set in {abstract[0].size:.2f} bp instead "
            f"of {wanted.size:.2f} bp ({wanted.size_pt:g} pt).",
            _TYPE,
            page=abstract[0].page,
            box=_around(abstract),
        )


def _leading(paper: Paper) -> Iterator[Problem]:
    body, wanted = _body(paper), paper.format.body.leading
    if not body.leading:
        raise CouldNotCheck("no two lines of body text follow each other")
    if is_scaled(paper):
        return
    points = paper.format.body.leading_pt
    whole = abs(body.leading - wanted) > _LEADING
    if whole:
        yield Problem(
            f"The lines of the body text are {body.leading:.2f} bp apart instead of "
            f"{wanted:.2f} bp ({points:g} pt).",
            _TYPE,
        )
    limit = min(wanted, body.leading) - _TIGHT
    tight = [pair for pair in text_pairs(paper) if pair.distance < limit]
    for page, group in groupby(tight, key=lambda pair: pair.above.page):
        here = list(group)
        if len(here) >= SHORTEST:
            least = Counter(round(pair.distance, 1) for pair in here).most_common(1)[0][0]
            yield Problem(
                f"{len(here)} lines of body text follow the line above at {least:.1f} bp instead "
                f"of {wanted:.2f} bp ({points:g} pt).",
                _TYPE,
                page=page,
                grave=len(tight) >= _STRETCH,
                box=_around(
                    [pair.below for pair in here if pair.above.column == here[0].above.column]
                ),
            )


def _small_text(paper: Paper) -> Iterator[Problem]:
    _body(paper)
    for name, size, wanted, lines in part_sizes(paper):
        if size < wanted - _SIZE:
            pages = sorted({line.page for line in lines})
            yield Problem(
                f"The {name} on {pages_named(pages)} are set in {size:.2f} bp instead of "
                f"{wanted:.2f} bp.",
                f"Take out what makes the {name} smaller than the style does (\\bibfont, "
                "\\footnotesize, \\captionsetup, \\small before the bibliography).",
                page=pages[0],
                box=lines[0].box,
            )
    least = paper.format.sizes["tiny"]
    for page, lines in tiny_text(paper, least.size - _SIZE):
        smallest = min(line.size for line in lines)
        yield Problem(
            f"{len(lines)} lines of the page are set in type of {smallest:.1f} bp; nothing but the "
            f"labels of figures may be smaller than {least.size:.2f} bp ({least.size_pt:g} pt).",
            "Set it larger: don't shrink tables with \\resizebox or \\scalebox, give them the "
            "width of the page (table*) or leave columns out.",
            page=page,
            box=_around(lines),
        )


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
            "in another family are reported too."
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
            f"{_SIZE:g} bp. {_STRETCH} or more lines of the main text in smaller type that fill "
            "their column are reported too; captions, footnotes, tables, algorithms, listings "
            "and text in frames are not running text."
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
            f"{_LEADING:g} bp. {SHORTEST} or more lines on a page that follow more closely are "
            "reported too, as a warning where the paper has fewer than "
            f"{_STRETCH} of them: TeX sets lines further apart for tall formulas, never closer."
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
            "References must be set in 10 pt, footnotes and captions in 9 pt, by most of their "
            "letters. Lines of text and of tables must not be smaller than 6 pt; labels within "
            "figures, exponents and marks are left out."
        ),
        check=_small_text,
    ),
)
