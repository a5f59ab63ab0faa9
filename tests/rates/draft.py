"""A paper before it is set: parts that breaks can change one at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from check.older_style import older_files, style_name
from mlsys_paper.format import current_format
from rates.manuscript import Manuscript
from style.papers import AUTHORS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from mlsys_paper.check.findings import Stage

STAGE_OPTIONS: Mapping[Stage, str] = {
    "submission": "",
    "camera-ready": "accepted",
    "preprint": "preprint",
    "appendix": "",
}


THIS_YEAR = int(current_format().year)
OF_OLDER_STYLES = ("source-style",)
"""What papers of other years' styles are rightly warned of."""
_TO_PEOPLE = re.compile(r"github\.com|huggingface\.co")
"""Hosts whose links a review copy is rightly warned of, once: somebody should look at them."""


@dataclass(frozen=True)
class Draft:
    """A paper as its authors write it.

    Attributes:
        name: of the paper, for reports.
        stage: what it is submitted as.
        sections: the main text, a section each.
        engine: that sets it.
        year: of the style that it loads; before this year's it is the stand-in for older styles.
        before: what the preamble holds before the style.
        after: what it holds after the style.
        options: of the style; by default those of the stage.
        document_class: the line that loads it.
        title: of the paper.
        authors: the commands that give the authors.
        block: all that spans the columns on page 1, made of the above by default.
        notice: what prints the note at the foot of page 1.
        references: what prints the list of references.
        end: what follows it.
        files: that lie beside the source.
        short: whether it may have too little text to measure.
    """

    name: str
    stage: Stage
    sections: tuple[str, ...]
    engine: str = "pdflatex"
    year: int = THIS_YEAR
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    options: str | None = None
    document_class: str = r"\documentclass{article}"
    title: str = "Predictive Placement of Requests"
    running_title: str = "Predictive Placement"
    authors: str = AUTHORS
    abstract: str = (
        "A scheduler that remembers its clients serves them sooner. We show by how much."
    )
    block: str | None = None
    notice: str = r"\printAffiliationsAndNotice{}"
    references: str | None = None
    end: str = ""
    files: Mapping[str, str | bytes | Path] = field(default_factory=dict)
    short: bool = False

    @property
    def style(self) -> str:
        """The name of the style's package."""
        return style_name(self.year)

    @property
    def older(self) -> bool:
        """Whether it loads the stand-in for older styles."""
        return self.year < THIS_YEAR

    def source(self) -> str:
        """Its LaTeX source."""
        options = STAGE_OPTIONS[self.stage] if self.options is None else self.options
        block = self.block
        if block is None:
            block = (
                f"\\mlsystitle{{{self.title}}}\n{self.authors}\n\\mlsyskeywords{{queues}}\n"
                f"\\vskip 0.3in\n\\begin{{abstract}}\n{self.abstract}\n\\end{{abstract}}"
            )
        references = self.references
        if references is None and not any("\\cite" in text for text in (*self.sections, block)):
            references = ""  # BibTeX complains where nothing is cited
        if references is None:
            references = f"\\bibliography{{references}}\n\\bibliographystyle{{{self.style}}}"
        lines = (
            self.document_class,
            *self.before,
            f"\\usepackage{f'[{options}]' if options else ''}{{{self.style}}}",
            *self.after,
            f"\\mlsystitlerunning{{{self.running_title}}}" if self.running_title else "",
            "\\begin{document}",
            f"\\twocolumn[\n{block}\n]\n{self.notice}",
            *self.sections,
            references,
            self.end,
            "\\end{document}",
        )
        return _resolved("\n".join(line for line in lines if line)) + "\n"

    def manuscript(self) -> Manuscript:
        """The paper as a folder of files."""
        files = {**(older_files(self.year) if self.older else {}), **self.files}
        return Manuscript(
            self.name,
            self.stage,
            "main.tex",
            {**files, "main.tex": self.source()},
            self.engine,
            deserved=self._deserved(),
        )

    def _deserved(self) -> tuple[str, ...]:
        """Rules that rightly speak of it though it is correct."""
        linked = any(map(_TO_PEOPLE.search, self.sections))
        return (
            *(OF_OLDER_STYLES if self.older else ()),
            *(("identifying-links",) if linked else ()),
            *(("readable", "references-present") if self.short else ()),
            *(("anonymous-remains",) if self.stage == "camera-ready" and self._hides() else ()),
        )

    def _hides(self) -> bool:
        """Whether it links to a site that hides its owners, as it may for review."""
        return any("4open.science" in text for text in self.sections)

    def with_text(self, text: str, section: int = 1) -> Draft:
        """With a paragraph more, in the midst of a section."""
        where = min(section, len(self.sections) - 1)
        heading, blank, rest = self.sections[where].partition("\n\n")
        return self.with_section(where, f"{heading}{blank}{text}\n\n{rest}")

    def with_section(self, number: int, text: str) -> Draft:
        """With another text for a section."""
        sections = list(self.sections)
        sections[number] = text
        return replace(self, sections=tuple(sections))

    def with_preamble(self, *lines: str) -> Draft:
        """With more lines after the style."""
        return replace(self, after=(*self.after, *lines))

    def with_file(self, name: str, content: str | bytes | Path) -> Draft:
        """With a file more beside it."""
        return replace(self, files={**self.files, name: content})


def _resolved(text: str) -> str:
    """References to floats that the paper doesn't have, made references by number."""
    labels = set(re.findall(r"\\label\{([^}]+)\}", text))
    return re.sub(r"\\ref\{([^}]+)\}", lambda match: match[0] if match[1] in labels else "2", text)
