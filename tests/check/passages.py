"""Many passages in one paper, each on a page of its own, and what is found in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from check.alone import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mlsys_paper.check.findings import Finding

FIRST_PAGE = r"\section{Introduction} \cite{quill-article} " + paragraphs(6)


def on_pages(passages: Iterable[str]) -> str:
    """The main text of a paper that has an ordinary first page, then a page for each passage.

    A passage goes on from the paragraph before it, unless it begins with an empty
    line, and another paragraph follows. The text reaches the second column.
    """
    pages = (f"{paragraphs(6)}\\ParaA\n{passage}\n\n\\ParaB" for passage in passages)
    return "\n\\clearpage\n".join([FIRST_PAGE, *pages])


def by_passage(findings: Iterable[Finding], names: Iterable[str]) -> dict[str, list[Finding]]:
    """What was found on the pages of `on_pages`, by the names of the passages there.

    Passages without findings are left out. A finding of several places is found at
    each. What was found where no passage is has the number of its page for a name.
    """
    pages = dict(enumerate(names, start=2))
    found: dict[str, list[Finding]] = {}
    for item in findings:
        for page in [place.page for place in item.places] or [None]:
            found.setdefault(pages.get(page or 0, f"page {page}"), []).append(item)
    return found
