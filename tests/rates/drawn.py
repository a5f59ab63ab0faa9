"""Correct papers drawn at random: the same for the same seed."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from rates import floats
from rates.appendices import appendix
from rates.blocks import ALGORITHM2E, BLOCKS, LINKS
from rates.draft import THIS_YEAR, Draft
from rates.plots import PROGRAMS
from rates.prose import SECTIONS, bibliography, heading, name, paragraph, sentence, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlsys_paper.check.findings import Stage
    from rates.blocks import Block

# What authors load, whether or not they use it.
_BEFORE = (
    *(r"\usepackage{microtype}", r"\usepackage[utf8]{inputenc}", r"\usepackage{times}"),
    *(r"\usepackage[T1]{fontenc}", r"\usepackage{xspace}", r"\usepackage{amsmath,amsfonts}"),
    *(r"\usepackage{bm,mathtools}", r"\usepackage{multirow,array}", r"\usepackage{siunitx}"),
    *(r"\usepackage[hyphens]{url}", r"\usepackage{lipsum}", r"\usepackage{pifont}"),
)
_AFTER = (
    *(r"\usepackage{balance}", r"\usepackage{flushend}", r"\usepackage{enumitem}"),
    *(r"\usepackage[textsize=tiny]{todonotes}", r"\usepackage{comment}"),
    r"\newcommand{\eg}{e.g.\@\xspace}\providecommand{\xspace}{}",
)
_HYPERREF = (
    LINKS,
    r"\usepackage[hidelinks]{hyperref}",
    r"\usepackage[colorlinks,allcolors=blue,breaklinks]{hyperref}",
    r"\usepackage[pdfborder={0 0 1}]{hyperref}",
)
_STAGES: tuple[Stage, ...] = ("submission",) * 6 + ("camera-ready",) * 2 + ("preprint", "appendix")
_YEARS = (THIS_YEAR, THIS_YEAR, THIS_YEAR - 1, THIS_YEAR - 2)
_SECTIONS = (3, 3, 4, 4, 4, 5, 6)
_ENGINES = ("pdflatex",) * 6 + ("xelatex", "xelatex", "lualatex")
_PDFTEX_ALONE = re.compile(r"\[utf8\]|\[T1\]|\{times\}")
"""Packages for encodings and fonts that authors of the other engines don't load."""


def draw(count: int, seed: int, plots: Mapping[str, bytes]) -> Iterator[Draft]:
    """Correct papers.

    Args:
        count: how many.
        seed: of the chance.
        plots: PDFs for their figures, by file name.
    """
    for number in range(count):
        # Each has a chance of its own: it stays the same when others change.
        chance = random.Random(f"{seed}/{number}")  # noqa: S311
        stage = _STAGES[number % len(_STAGES)]
        year = chance.choice(_YEARS)
        # The notice of a published paper names the year.
        year = THIS_YEAR if stage == "camera-ready" else year
        sections = _SECTIONS if number % 12 else (9,)
        draft = _drawn(stage, year, chance, plots, blocks=_blocks(chance), sections=sections)
        if number % 6 == 5:
            draft = _begun(draft, chance)
        engine = chance.choice(_ENGINES) if year == THIS_YEAR else "pdflatex"
        name = f"drawn-{seed}-{number:03}, {year}, {stage}, {engine}"
        yield replace(_for_engine(draft, engine), name=name)


def _begun(draft: Draft, chance: random.Random) -> Draft:
    """A paper that its authors have just begun: some sentences, with references or without."""
    words = " ".join(sentence(chance) for _ in range(chance.choice((1, 2, 3, 5, 8, 13, 21, 34))))
    sections = (*draft.sections[:1], f"\\section{{{heading(chance)}}}\n{words}")
    if draft.stage != "appendix":
        sections = sections[1:]
    return replace(draft, sections=sections, short=True)


def _for_engine(draft: Draft, engine: str) -> Draft:
    """The same paper for an engine."""
    if engine == "pdflatex":
        return draft
    kept = [
        tuple(line for line in lines if not _PDFTEX_ALONE.search(line))
        for lines in (draft.before, draft.after)
    ]
    return replace(draft, engine=engine, before=kept[0], after=kept[1])


def draw_short(name: str, stage: Stage, year: int, seed: int, plots: Mapping[str, bytes]) -> Draft:
    """A correct paper of a few pages that is quick to compile, for something to be broken in it.

    Args:
        name: of the paper, and part of its chance.
        stage: what it is submitted as.
        year: of its style.
        seed: of the chance.
        plots: PDFs for its figures, by file name.
    """
    chance = random.Random(f"{seed}/{name}")  # noqa: S311
    slow = ("tikz", "pgfplots", "tcolorbox", "listings")
    blocks = [block for block in _blocks(chance) if not any(each in str(block) for each in slow)]
    draft = _drawn(stage, year, chance, plots, blocks=blocks, sections=(3,))
    return replace(draft, name=name)


def _drawn(
    stage: Stage,
    year: int,
    chance: random.Random,
    plots: Mapping[str, bytes],
    *,
    blocks: list[Block],
    sections: tuple[int, ...],
) -> Draft:
    before, after = _packages(blocks, stage, chance)
    text = _sections(blocks, chance.choice(sections), chance)
    used = {plot for plot in PROGRAMS if plot in "".join(text)}
    draft = Draft(
        name="drawn",
        stage=stage,
        sections=text,
        year=year,
        before=before,
        after=after,
        title=title(chance),
        running_title="On Placing Requests" if chance.random() < 0.8 else "",
        authors=_authors(chance),
        abstract=paragraph(chance).replace("\\ref{", "\\mbox{"),
        files={
            "references.bib": bibliography(chance),
            **{plot: plots[plot] for plot in used},
        },
    )
    if stage == "appendix":
        alone = chance.random() < 0.7
        sections = appendix(chance) if alone else ("\\appendix", *draft.sections)
        return replace(draft, sections=sections, short=alone)
    if stage == "camera-ready":
        thanks = "\\begin{acknowledgements}\nWe thank Gus Petrov. NSF grant 1234567 paid for it.\n"
        return replace(draft, sections=(*draft.sections, thanks + "\\end{acknowledgements}"))
    return draft


def _blocks(chance: random.Random) -> list[Block]:
    chosen = [
        *chance.sample(BLOCKS, chance.randint(5, 11)),
        *chance.sample(floats.TABLES, chance.randint(1, 2)),
        *chance.sample(floats.INCLUDED, chance.randint(0, 2)),
        *chance.sample(floats.DRAWN, chance.randint(0, 2)),
        *chance.sample(floats.WIDE, chance.choice((0, 0, 1, 2))),
    ]
    if chance.random() < 0.15:
        chosen = [block for block in chosen if "algorithm" not in block.text] + [ALGORITHM2E]
    chance.shuffle(chosen)
    return chosen


def _packages(
    blocks: list[Block], stage: Stage, chance: random.Random
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    needed = list(dict.fromkeys(line for block in blocks for line in block.needs if line != LINKS))
    theorems = [line for line in needed if "newtheorem" in line or "library" in line]
    loads = [line for line in needed if line not in theorems]
    # What sentences of all papers need.
    loads = [r"\usepackage{amssymb}", *loads]
    early = [*chance.sample(_BEFORE, chance.randint(0, 5)), *loads]
    late = [*theorems, *chance.sample(_AFTER, chance.choice((0, 0, 1, 2)))]
    if chance.random() < 0.2:
        early, late = early[: len(early) // 2], [*early[len(early) // 2 :], *late]
    if stage == "camera-ready" or chance.random() < 0.7 or any(LINKS in b.needs for b in blocks):
        line = chance.choice(_HYPERREF)
        early, late = ([*early, line], late) if chance.random() < 0.5 else (early, [*late, line])
    if chance.random() < 0.3:
        late = [*late, r"\usepackage[capitalise]{cleveref}"]
    if chance.random() < 0.15:
        late = [*late, r"\setcitestyle{numbers,square}"]
    if any("{hyperref}" in line for line in early):  # it has loaded url without an option
        late = [line for line in late if "{url}" not in line]
    return tuple(dict.fromkeys(early)), tuple(dict.fromkeys(late))


def _sections(blocks: list[Block], length: int, chance: random.Random) -> tuple[str, ...]:
    names = ["Introduction", *(heading(chance) for _ in range(length - 2)), "Conclusion"]
    rest = list(blocks)
    made = []
    labels = iter([*SECTIONS, *(f"more{number}" for number in range(40))])
    for number, words in enumerate(names):
        parts = [f"\\section{{{words}}}\n\\label{{sec:{SECTIONS[number]}}}"]
        here = len(rest) if number == length - 2 else min(len(rest), chance.randint(1, 4))
        taken, rest = rest[:here], rest[here:]
        for block in taken:
            parts += [paragraph(chance) for _ in range(chance.randint(1, 3))]
            if chance.random() < 0.25:
                parts += [f"\\subsection{{{heading(chance)}}}\n{paragraph(chance)}"]
                if chance.random() < 0.3:
                    parts += [f"\\subsubsection{{{heading(chance)}}}\n{paragraph(chance)}"]
            text = block.text.replace("PLOT", chance.choice(tuple(PROGRAMS)))
            parts.append(text.replace("@}", next(labels) + "}") if "label" in text else text)
        parts += [paragraph(chance) for _ in range(chance.randint(1, 4))]
        made.append("\n\n".join(parts))
    return tuple(made)


def _authors(chance: random.Random) -> str:
    places = ("north", "works", "south")
    people = []
    for _ in range(chance.choice((1, 2, 3, 5, 9))):
        where = ",".join(chance.sample(places, chance.choice((1, 1, 2))))
        people.append(f"\\mlsysauthor{{{' '.join(name(chance))}}}{{{where}}}")
    lines = "\n".join(people)
    return (
        f"\\begin{{mlsysauthorlist}}\n{lines}\n\\end{{mlsysauthorlist}}\n"
        "\\mlsysaffiliation{north}{Northfield University, Northfield, Canada}\n"
        "\\mlsysaffiliation{works}{Latticeworks, Port Hale, Oregon, USA}\n"
        "\\mlsysaffiliation{south}{University of Southmere, Southmere, UK}\n"
        "\\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}"
    )
