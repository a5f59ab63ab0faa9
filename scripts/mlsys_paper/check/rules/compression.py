"""Compressed spacing: headings, paragraphs, captions, words and letters closer than the style's."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from mlsys_paper.check.around_floats import float_gaps
from mlsys_paper.check.facts import body_font
from mlsys_paper.check.findings import Place, Problem, as_one
from mlsys_paper.check.rule import CouldNotCheck, Rule, always
from mlsys_paper.check.rules.coverage import ENOUGH
from mlsys_paper.check.scaling import scale_of
from mlsys_paper.check.squeeze import (
    Gap,
    begins_at_edge,
    gaps,
    heading_level,
    paragraph_gaps,
    samples,
    together,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mlsys_paper.check.paper import Paper
    from mlsys_paper.check.scaling import Scale
    from mlsys_paper.check.squeeze import Tightness
    from mlsys_paper.document.anatomy import Body

_DISTANCE = 1.0  # bp: correct papers show the style's distance to 0.1
_OFTEN = 0.6  # of the headings of a level, or of the paragraphs
_ONCE = 4.0  # bp: what a list or a theorem before a heading may shrink by is 3.2
_AFTER = 1.5  # bp: nothing after a heading shrinks
_FEWEST = 4  # paragraphs
_PAGE_SPACES = 150  # that tell how tightly a page is set
_WORDS = 2.1  # bp at 10 pt: TeX may shrink it to 1.9, but a quarter of a paper never was below 2.2
_WORDS_OPEN = 1.9  # bp, with fonts that shrink their spaces by a third
_SHRUNK = 1.85  # bp: as far as TeX shrinks the classic fonts' spaces
_SHRUNK_OPEN = 1.62  # bp: as far as TeX shrinks other fonts' spaces
_SURE = 3  # places that are no accident
_LETTERS = -0.05  # bp: kerning leaves the median at 0
_WIDTH = 0.985  # of Times: microtype moves the median by 0.01 at most
_NARROW = 0.975  # of Times: microtype narrows letters to 0.98
_IN_FIGURE = 1.46  # bp of white less than the style's space above a caption; none in correct papers
_LINE = 4.0  # bp of white that a caption's line has above its letters
_BELOW_CAPTION = 23.0  # bp to the next baseline; 23.7 where TeX shrinks most

_STYLE_FILES = (
    "To prepare your submission to MLSys 2024, please use the LaTeX style files provided "
    "at: mlsys2024style.zip."
)
_NO_VSPACE = (
    "Take out negative \\vspace, titlesec, \\parskip and whatever else changes the space around "
    "headings and paragraphs; shorten the text instead."
)


def _check(paper: Paper) -> Iterator[Problem]:
    body = paper.anatomy.body
    if body is None or body.lines < ENOUGH:
        return
    scale = scale_of(paper, body)
    if scale.whole is not None:
        yield Problem(
            f"The pages are scaled to {100 * scale.whole:.0f} %: type, distances of lines and "
            "width of the text are all smaller by that much. Sizes and margins are judged when the "
            "pages have their size.",
            "Make the PDF without scaling: no \\mag, no 'fit to page' when printing to PDF.",
        )
    paragraphs = paragraph_gaps(paper)
    shortage = _paragraph_shortage(paper, scale, [gap.distance for gap in paragraphs])
    if shortage:
        problem = _paragraphs(paper, scale, paragraphs, shortage)
        yield problem if len(paragraphs) >= _SURE else problem.advice
    yield from _headings(paper, scale, shortage)
    yield from _captions(paper, scale)
    yield from _letters(paper, body, scale)


# --- paragraphs and headings -------------------------------------------------


def _paragraph_distance(paper: Paper, scale: Scale) -> float:
    rest = scale.whole or 1.0
    return scale.lines * paper.format.body.leading + rest * paper.format.lengths["parskip"]


def _paragraph_shortage(paper: Paper, scale: Scale, distances: Sequence[float]) -> float:
    """How much closer most paragraphs are than the style sets them, 0 where they aren't."""
    wanted = _paragraph_distance(paper, scale)
    close = [wanted - distance for distance in distances if wanted - distance > _DISTANCE]
    often = len(close) >= max(_FEWEST, _OFTEN * len(distances))
    return median(close) if often else 0.0


def _paragraphs(paper: Paper, scale: Scale, paragraphs: Sequence[Gap], shortage: float) -> Problem:
    wanted = _paragraph_distance(paper, scale)
    close = [gap for gap in paragraphs if wanted - gap.distance > _DISTANCE]
    first = close[0]
    return Problem(
        f"The baselines of successive paragraphs are {wanted - shortage:.1f} bp apart instead of "
        f"{wanted:.1f} bp, in {len(close)} of {len(paragraphs)} places measured.",
        _NO_VSPACE,
        page=first.above.page,
        box=first.above.box.union(first.below.box),
    )


class _Tight(NamedTuple):
    """A heading that is too close to the text before or after it."""

    level: str
    side: str
    gap: Gap
    wanted: float

    @property
    def shortage(self) -> float:
        return self.wanted - self.gap.distance


def _headings(paper: Paper, scale: Scale, paragraph_shortage: float) -> Iterator[Problem]:
    measured: dict[tuple[str, str], list[_Tight]] = {}
    for tight in _heading_gaps(paper, scale, paragraph_shortage):
        measured.setdefault((tight.level, tight.side), []).append(tight)
    for (level, side), all_ in measured.items():
        close = [tight for tight in all_ if tight.shortage > _DISTANCE]
        least = _ONCE if side == "before" else _AFTER
        if len(close) < max(2, _OFTEN * len(all_)):
            close = [tight for tight in close if tight.shortage > least]
        if not close:
            continue
        most = max(close, key=lambda tight: tight.shortage)
        gap = most.gap
        distance = median(tight.gap.distance for tight in close)
        noun = f"{level} headings" if len(close) > 1 else f"{level} heading"
        where = "text before" if side == "before" else "text after"
        problem = Problem(
            f"The baselines of {len(close)} {noun} are {distance:.1f} bp from "
            f"the {where} instead of {most.wanted:.1f} bp.",
            _NO_VSPACE,
            page=gap.above.page,
            box=gap.above.box.union(gap.below.box),
            also=tuple(
                Place(tight.gap.above.page, tight.gap.above.box.union(tight.gap.below.box))
                for tight in close
                if tight is not most
            ),
        )
        sure = len(close) >= _SURE and 2 * len(close) > len(all_)
        yield problem if sure else problem.advice


def _heading_gaps(paper: Paper, scale: Scale, paragraph_shortage: float) -> Iterator[_Tight]:
    form, body = paper.format, paper.anatomy.body
    size = body.size if body else form.body.size
    rest = scale.whole or 1.0
    parskip = rest * form.lengths["parskip"] - paragraph_shortage
    for text, gap in gaps(paper):
        if gap.above.role == "body":
            level = heading_level(gap.below, size)
            if level:
                lead = form.sizes["large"] if level == "section" else form.body
                wanted = scale.lines * lead.leading + parskip + rest * form.headings[level].before
                yield _Tight(level, "before", gap, wanted)
        elif gap.below.role == "body" and begins_at_edge(text, gap.below):
            level = heading_level(gap.above, size)
            if level:
                after = rest * form.headings[level].after
                wanted = scale.lines * form.body.leading + parskip + after
                yield _Tight(level, "after", gap, wanted)


# --- captions ----------------------------------------------------------------


def _captions(paper: Paper, scale: Scale) -> Iterator[Problem]:
    rest = scale.whole or 1.0
    skip = paper.format.lengths["abovecaptionskip"]
    above, below = [], []
    for gap in float_gaps(paper):
        first, last = gap.caption[0], gap.caption[-1]
        if gap.above is not None and gap.above < rest * (skip - _IN_FIGURE):
            above.append((gap.above, Place(first.page, first.box)))
        if gap.below is not None and gap.below < rest * _BELOW_CAPTION:
            below.append((gap.below, Place(last.page, last.box)))
    if above:
        least = max(min(gap for gap, _ in above), 0.0)
        yield _in_places(
            [place for _, place in above],
            f"{_figures(len(above), 'ends', 'end')} {_least(least, above)} above the caption; the "
            f"style sets it {skip + _LINE:.0f} bp above.",
            "Take out negative \\vspace and \\captionsetup{skip=...} before the caption.",
        ).advice
    if below:
        least = min(gap for gap, _ in below)
        yield _in_places(
            [place for _, place in below],
            f"The text below {_figures(len(below), 'begins', 'begins').lower()} "
            f"{_least(least, below)} below the caption's last line; in the style it is 24 bp at "
            "the least.",
            "Take out negative \\vspace after the caption, and what changes \\textfloatsep, "
            "\\intextsep or \\floatsep.",
        ).advice


def _figures(count: int, one: str, more: str) -> str:
    return f"A figure {one}" if count == 1 else f"{count} figures {more}"


def _least(least: float, among: Sequence[object]) -> str:
    return f"{least:.1f} bp" if len(among) == 1 else f"down to {least:.1f} bp"


def _in_places(places: Sequence[Place], message: str, remedy: str) -> Problem:
    first, *others = places
    return Problem(message, remedy, page=first.page, box=first.box, also=tuple(others))


# --- words and letters -------------------------------------------------------


def _letters(paper: Paper, body: Body, scale: Scale) -> Iterator[Problem]:
    pages = samples(paper)
    found = together(pages.values()).tightness
    if found is None:
        return
    if any(font.name == body.font and not font.embedded for font in paper.structure.fonts):
        raise CouldNotCheck(
            f"the body font {body.font} is not embedded, and the letters of another in its place "
            "don't tell how far apart they were set"
        )
    enough = {
        number: sample.tightness
        for number, sample in pages.items()
        if len(sample.words) >= _PAGE_SPACES
    }
    tight = {number: here for number, here in enough.items() if here is not None}
    yield from _words(body, scale, found, tight)
    natural = body_font(body.font) == "Times"
    whole = list(_letter_problems(found, natural=natural))
    if any(problem.grave for problem in whole):
        yield from whole
        return
    by_page: dict[str, list[Problem]] = {}
    for number, here in tight.items():
        for problem in _letter_problems(here, natural=natural, page=number):
            by_page.setdefault(problem.remedy, []).append(problem)
    for problems in by_page.values():
        yield as_one(problems, problems[0].message).advice
    if not by_page:
        yield from whole


def _words(
    body: Body, scale: Scale, found: Tightness, pages: Mapping[int, Tightness]
) -> Iterator[Problem]:
    """The space between words: of the paper, or of pages that TeX would never set so tightly."""
    remedy = (
        "Take out what changes the space between words (\\spaceskip, \\fontdimen, "
        "\\xspaceskip, microtype's spacing or tracking)."
    )
    # The fonts that XeTeX and LuaTeX load shrink their spaces further than those of pdfTeX.
    shrunk = _SHRUNK if body.font.startswith("Nimbus") else _SHRUNK_OPEN
    usual = _WORDS if body.font.startswith("Nimbus") else _WORDS_OPEN
    close = [number for number, here in pages.items() if here.words < scale.type * usual]
    everywhere = len(close) == len(pages) > 1
    if found.words < scale.type * usual and (
        everywhere or len(close) >= _SURE or found.words < scale.type * shrunk
    ):
        problem = Problem(
            f"A quarter of the spaces between words are {found.words:.2f} bp or less; with the "
            "style it is 2.5 bp, and hardly ever below 2.2 bp.",
            remedy,
        )
        yield problem if 2 * len(close) > len(pages) else problem.advice
        return
    close = [number for number, here in pages.items() if here.words < scale.type * shrunk]
    if close:
        least = min(pages[number].words for number in close)
        yield _in_places(
            [Place(number) for number in close],
            f"A quarter of the spaces between words on a page are {least:.2f} bp or less; TeX "
            "sets 2.5 bp, and shrinks few of them so far.",
            remedy,
        ).advice


def _letter_problems(
    found: Tightness, *, natural: bool, page: int | None = None
) -> Iterator[Problem]:
    if found.letters < _LETTERS:
        yield Problem(
            f"Letters are set {-found.letters:.2f} bp closer than the font has them.",
            "Take out letter spacing (microtype's tracking and \\textls, soul, fontspec's "
            "LetterSpace).",
            page=page,
        )
    if not natural:
        return
    remedy = "Leave microtype's stretch and shrink alone, and take out \\scalebox around text."
    if found.width < _WIDTH:
        yield Problem(
            f"Letters are {100 * found.width:.0f} % as wide as those of Times: the text is "
            "narrowed.",
            remedy,
            page=page,
        )
    elif page is None and found.narrow < _NARROW:
        yield Problem(
            f"A tenth of the letters are narrowed to {100 * found.narrow:.0f} % of their width or "
            "less; microtype by itself narrows them to 98 %.",
            remedy,
        ).advice


RULES: tuple[Rule, ...] = (
    Rule(
        id="compressed-spacing",
        of_style=True,
        severity=always("error"),
        basis="call",
        sentence=_STYLE_FILES,
        decides=(
            "Distances of baselines are compared with the style's, which do not shrink: from the "
            "last line of a paragraph to the next paragraph, where most are closer by more than "
            f"{_DISTANCE:g} bp; before and after numbered headings, where most of a level are "
            f"closer by {_DISTANCE:g} bp or one is by {_ONCE:g} bp before it or {_AFTER:g} bp "
            f"after it; fewer than {_SURE} places are a warning. Over all body text, a quarter of "
            f"the spaces between words must be wider than {_WORDS:g} bp ({_WORDS_OPEN:g} bp with "
            "the fonts of XeTeX, which shrink further); most letters must stand as far apart as "
            "the font has them and be as wide as those of Times. What single pages have is a "
            "warning. Type, leading and width smaller "
            "by one factor are a scaled page; that is said once, here, not by the rules on sizes "
            "and margins. Too little space around captions, and letters narrowed further than "
            "microtype does by itself, are warnings."
        ),
        check=_check,
    ),
)
