"""Have PDFs read and drawn in a process of its own, and keep what was read of them."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.compare.model import OVERLAY, SIDES, PagePictures
from mlsys_paper.errors import PaperError
from mlsys_paper.format import style_folder
from mlsys_paper.layouts.record import read_layout
from mlsys_paper.sandbox.worker import READING, Job, run_job
from mlsys_paper.tex.cache import FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.layouts.model import Layout
    from mlsys_paper.sandbox.programs import Limits
    from mlsys_paper.tex.cache import Cache

PACKAGE = Path(__file__).resolve().parents[1]
# What a layout depends on.
ROOMS = ("pdf", "document", "layouts", "compare")
PNG = b"\x89PNG\r\n\x1a\n"


def layout_of(pdf: Path, cache: Cache, limits: Limits = READING) -> Layout:
    """Return the layout of a PDF; equal PDFs are read once.

    Raises:
        PaperError: it can't be read within the limits.
    """
    content = hashlib.sha256(pdf.read_bytes()).hexdigest()
    key = hashlib.sha256(f"layout {content} {reader_digest()} {limits!r}".encode()).hexdigest()[:40]

    def make(folder: Path) -> bool:
        readable = (pdf, style_folder())
        job = Job("mlsys_paper.compare.work:layout", {"file": str(pdf)}, readable)
        result = run_job(job, limits)
        if result.failure:
            record = {"failure": result.failure.reason.removeprefix(f"{pdf}: ")}
        else:
            record = {"layout": result.parts[0].data}
        (folder / FACTS).write_text(json.dumps(record), "utf-8")
        return result.failure is None or result.failure.ending != "wall-clock time"

    try:
        record = json.loads((cache.get(key, make) / FACTS).read_text("utf-8"))
        failure, layout = record.get("failure"), record.get("layout")
        if failure is None:
            return read_layout(str(layout))
    except (AttributeError, ValueError, PaperError) as error:
        raise PaperError("its PDF can't be compared: what was read of it makes no sense") from error
    raise PaperError(f"its PDF can't be compared: {failure}")


def pictures_of(
    before: Path, after: Path, pages: Sequence[int], limits: Limits = READING
) -> tuple[PagePictures, ...]:
    """Return pictures of pages, before, after and both in one; as many as could be drawn."""
    if not pages:
        return ()
    arguments = {"before": str(before), "after": str(after), "pages": list(pages)}
    job = Job("mlsys_paper.compare.work:pictures", arguments, (before, after, style_folder()))
    drawn = {
        (part.data[0], part.data[1]): part.content
        for part in run_job(job, limits).parts
        if part.content.startswith(PNG)
    }
    shown = [
        PagePictures(page, *(drawn.get((page, kind), b"") for kind in (*SIDES, OVERLAY)))
        for page in pages
    ]
    return tuple(page for page in shown if page.before or page.after)


@functools.cache
def reader_digest() -> str:
    """Return a hash of the program: another one may read the same PDF otherwise."""
    total = hashlib.sha256()
    for path in sorted(path for room in ROOMS for path in (PACKAGE / room).glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()
