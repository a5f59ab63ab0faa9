"""What a worker does: check one PDF, and draw the pages that have findings.

It is loaded once by the server that workers are forked from, with everything
that a check needs: some modules take longer to load than a short paper takes
to check.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlsys_paper import pdf
from mlsys_paper.check.records import record_of
from mlsys_paper.check.run import check_file
from mlsys_paper.format import current_format
from mlsys_paper.pdf.pictures import previews
from mlsys_paper.sandbox.worker import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.check.findings import Stage
    from mlsys_paper.source.model import Source

for _found in pkgutil.iter_modules(pdf.__path__, f"{pdf.__name__}."):
    importlib.import_module(_found.name)
importlib.import_module("pypdf.filters")
current_format()


def check(
    file: str, stage: Stage | None, source: str | None, authors: list[str], pictures: int
) -> Iterator[Part]:
    """Yield the report of a PDF as a record, then pictures of pages with findings.

    Raises:
        PaperError: the LaTeX source can't be read.
    """
    paper = Path(file)
    read = _source(Path(source)) if source else None
    report = check_file(paper, stage, source=read, authors=tuple(authors))
    yield Part("report", record_of(report))
    for preview in previews(paper, report.pages_to_show(pictures)):
        where: list[Any] = [preview.number, list(preview.area), preview.rotation]
        yield Part("preview", where, preview.png)


def _source(main: Path) -> Source:
    from mlsys_paper.source.reader import read_source  # noqa: PLC0415  (rarely needed)

    return read_source(main)
