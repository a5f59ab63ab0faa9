"""Papers made to measure for the tests of the style, and questions to their PDFs and logs."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from conftest import CompileTex
    from mlsys_paper.pdf.model import Colour, Document, Page, Run
    from mlsys_paper.tex.compile import CompiledDocument
    from mlsys_paper.tex.log import LogFinding

REFERENCE = Path(__file__).parent.parent / "reference" / "documents"
REFERENCE_FILES = {name: REFERENCE / name for name in ("paragraphs.tex", "references.bib")}
SETTLED = 4
"""As many runs as a paper may need until its references are right."""
MODES = ("review", "accepted", "preprint")
OPTION = {"review": "", "accepted": "accepted", "preprint": "preprint"}
LINK_COLOUR = (0, 20, 115)
"""rgb 0, .08, .45 as 0 to 255."""

ABSTRACT = r"""\vskip 0.3in
\begin{abstract}
\ParaC
\end{abstract}"""

AUTHORS = r"""\begin{mlsysauthorlist}
\mlsysauthor{Ada Quill}{north}
\mlsysauthor{Bruno Marlow}{works,north}
\end{mlsysauthorlist}
\mlsysaffiliation{north}{Northfield University, Northfield, Ontario, Canada}
\mlsysaffiliation{works}{Latticeworks, Port Hale, Oregon, USA}
\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}"""

BODY = r"""\section{Introduction}
\ParaA

\ParaB
\section{Design}
\ParaC

\ParaD"""

SEVERAL_PAGES = "\n\n".join(rf"\Para{letter}" for letter in "ABCDE" * 5)
"""About three and a half pages of paragraphs."""


def title_block(
    title: str = "Predictive Placement",
    authors: str = AUTHORS,
    *,
    abstract: str = ABSTRACT,
    notice: str = r"\printAffiliationsAndNotice{}",
) -> str:
    """The full-width block of the first page, and the note below it."""
    return f"\\twocolumn[\n\\mlsystitle{{{title}}}\n{authors}\n{abstract}\n]\n{notice}"


def paper(
    options: str = "",
    body: str = BODY,
    *,
    before: str = "",
    after: str = "",
    block: str | None = None,
    first: str = r"\documentclass{article}",
) -> str:
    """A paper's source.

    Args:
        options: of the style.
        body: what follows the title block.
        before: the preamble before the style.
        after: the preamble after the style.
        block: the title block, an ordinary one by default.
        first: the first line.
    """
    option = f"[{options}]" if options else ""
    parts = (
        first,
        before,
        rf"\usepackage{option}{{mlsys2024}}",
        r"\input{paragraphs}",
        after,
        r"\begin{document}",
        title_block() if block is None else block,
        body,
        r"\end{document}",
    )
    return "\n".join(part for part in parts if part) + "\n"


def runs_for(source: str) -> int:
    """The most runs that a paper may need: one where it refers to nothing."""
    refers = r"\\((eq|page|[cC])?ref\b|\w*(cite|bibliography))"
    return SETTLED if re.search(refers, source) else 1


def reference_in(
    mode: str, source: str, files: Mapping[str, str | bytes | Path], compile_tex: CompileTex
) -> CompiledDocument:
    """A reference document in a mode; where it refers to something, beside what review leaves."""
    runs = runs_for(source)
    if runs > 1 and mode != "review":
        review = reference_in("review", source, files, compile_tex)
        files = beside(files, left_in_mode(left_by(review, read_again(source)), mode))
    option = f"[{OPTION[mode]}]" if OPTION[mode] else ""
    return compile_tex(source.replace("[STYLEOPTIONS]", option), files, max_runs=runs)


def read_again(source: str) -> list[str]:
    """The kinds of files that a paper writes for its next run, a bibliography's among them."""
    kinds = {".aux": "", ".out": "{hyperref}", ".bbl": r"\bibliography{"}
    return [kind for kind, mark in kinds.items() if mark in source]


def line_of(source: str, text: str) -> int:
    """The number of the only line of a source that holds a text."""
    (number,) = [n for n, line in enumerate(source.splitlines(), 1) if text in line]
    return number


@functools.cache
def _read(path: Path) -> Document:
    return read_document(path)


def pages(compiled: CompiledDocument) -> Document:
    """The pages of a compiled document; fails where there are none."""
    assert compiled.pdf is not None, f"no PDF:\n{compiled.output[-3000:]}"
    return _read(compiled.pdf)


def squeeze(text: str) -> str:
    """Letters and digits alone, in lower case: blind to spaces, hyphens and small capitals."""
    return re.sub(r"[\W_]", "", text).casefold()


def text_of(document: Document | Page | Iterable[Run]) -> str:
    """All that is printed, squeezed."""
    if hasattr(document, "pages"):
        return "".join(text_of(page) for page in document.pages)
    runs = document.runs if hasattr(document, "runs") else document
    return squeeze("".join(run.text for run in runs))


def prints(compiled: CompiledDocument, text: str) -> bool:
    """Whether a text is printed somewhere, however it is broken or capitalised."""
    return squeeze(text) in text_of(pages(compiled))


def folios(page: Page) -> list[Run]:
    """The numbers in the bottom margin, below both columns."""
    return [
        run for run in page.runs if run.baseline < 72 and run.text.isdecimal() and 200 < run.x < 400
    ]


def line_numbers(page: Page) -> list[Run]:
    """The numbers beside the columns, at the outer sides."""
    return [
        run
        for run in page.runs
        if run.text.isdecimal() and run.baseline > 72 and (run.right < 54 or run.x > 543)
    ]


def running_head(page: Page) -> str:
    """What stands in the top margin."""
    return " ".join(run.text for run in page.runs if run.baseline > 725)


def head_rules(page: Page) -> list[float]:
    """Heights of the full-width rules between text and top margin, in bp, rounded."""
    return [
        round(rule.top - rule.bottom, 1)
        for rule in page.rules
        if rule.bottom > 725 and rule.right - rule.left > 480
    ]


def fonts(document: Document) -> set[str]:
    """The fonts of all text."""
    return {run.font for page in document.pages for run in page.runs}


def colours_of(compiled: CompiledDocument, text: str) -> set[Colour]:
    """The colours of a text's letters, wherever it is printed on one line."""
    found = set()
    for page in pages(compiled).pages:
        glyphs = page.glyphs
        for match in re.finditer(re.escape(text), glyphs.text):
            found |= {glyphs.styles[glyphs.style[i]].colour for i in range(*match.span())}
    return found


def said(finding: LogFinding) -> str:
    """A finding in one line."""
    place = f" (line {finding.line})" if finding.line else ""
    return f"{finding.kind}: {finding.source}: {finding.message}{place}"


def complaints(compiled: CompiledDocument) -> list[str]:
    """Every error and warning, boxes left out; and that a run was stopped, or made no PDF.

    After a single run, that more are needed is no complaint.
    """
    found = [
        said(item)
        for item in (*compiled.log.errors, *compiled.log.warnings)
        if item.kind != "rerun" or compiled.runs > 1
    ]
    if compiled.stopped:
        found.append(f"stopped: {compiled.stopped}")
    if compiled.pdf is None:
        found.append(f"no PDF: {compiled.output[-1500:]}")
    return found


def left_by(
    compiled: CompiledDocument, suffixes: Iterable[str] = (".aux", ".out")
) -> dict[str, str]:
    """What a paper's runs leave to the next one: labels and citations, and the outline."""
    files = {f"main{suffix}": compiled.product(suffix) for suffix in suffixes}
    assert all(files.values()), files
    return files


def beside(
    files: Mapping[str, str | bytes | Path], left: Mapping[str, str]
) -> dict[str, str | bytes | Path]:
    """Files with what is left of a paper's runs: of a bibliography, no databases any more."""
    finished = any(name.endswith(".bbl") for name in left)
    kept = {name: file for name, file in files.items() if not (finished and name.endswith(".bib"))}
    return {**kept, **left}


def left_in_mode(files: Mapping[str, str], mode: str) -> dict[str, str]:
    """What a paper's runs leave to the next one, as if they had been made in a mode.

    Where another mode is noted in the .aux, the style takes no label from it.
    """
    noted = re.compile(r"(?<=\\mlsys@setin\{)\w+")
    return {name: noted.sub(mode, text) for name, text in files.items()}


def style_says(compiled: CompiledDocument, kind: str) -> list[str]:
    """The style's own messages of a kind, "error" or "warning"."""
    return [
        item.message
        for item in compiled.log.findings
        if item.kind == kind and "mlsys2024" in item.source
    ]
