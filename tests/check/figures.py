"""Figures for papers under test, and changes to finished PDFs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdf

from check.conftest import check_pdf
from check.papers import MAIN, submission

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mlsys_paper.check.findings import PaperReport, Stage

FIGURE = r"""\begin{figure}[t]
\centering
\includegraphics[width=2in]{%s}
\caption{What was measured.}
\end{figure}
"""


def with_figure(name: str, *, told: bool = True, options: str = "") -> str:
    """A correct paper's source with an included figure.

    Args:
        name: file of the figure.
        told: whether pdfTeX writes the figure's file name and information, as it
            does under the styles of earlier years.
        options: of the style.
    """
    preamble = r"\usepackage{graphicx}" + (r"\pdfsuppressptexinfo=0 " if told else "")
    return submission(FIGURE % name + MAIN, preamble=preamble, options=options)


def check_altered(
    pdf: Path | None,
    folder: Path,
    change: Callable[[pypdf.PdfWriter], object],
    stage: Stage = "submission",
    *,
    authors: tuple[str, ...] = (),
) -> PaperReport:
    """Check a PDF after a change to it."""
    assert pdf is not None
    writer = pypdf.PdfWriter(clone_from=pdf)
    change(writer)
    # A report is kept for each path: no two changes share one.
    altered = folder / f"altered-{len(list(folder.iterdir()))}.pdf"
    writer.write(altered)
    return check_pdf(altered, stage, authors=authors)
