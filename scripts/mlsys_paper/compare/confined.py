"""Have PDFs read and drawn in a process of its own, in the sandbox and under its limits."""

from __future__ import annotations

import functools
import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.compare.model import LAYOUT, OVERLAY, SIDES, PagePictures, picture_name
from mlsys_paper.errors import PaperError
from mlsys_paper.layouts.record import read_layout
from mlsys_paper.sandbox.confined import reason, run_module
from mlsys_paper.tex.cache import FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mlsys_paper.layouts.model import Layout
    from mlsys_paper.sandbox.programs import Completed, Limits
    from mlsys_paper.tex.cache import Cache

PACKAGE = Path(__file__).resolve().parents[1]
# What a layout depends on.
ROOMS = ("pdf", "document", "layouts", "compare")
LARGEST_PICTURE = 8 << 20
PNG = b"\x89PNG\r\n\x1a\n"


def layout_of(pdf: Path, cache: Cache, limits: Limits) -> Layout:
    """The layout of a PDF; equal PDFs are read once.

    Raises:
        PaperError: it can't be read within the limits.
    """
    content = hashlib.sha256(pdf.read_bytes()).hexdigest()
    key = hashlib.sha256(f"layout {content} {reader_digest()} {limits!r}".encode()).hexdigest()[:40]

    def make(folder: Path) -> bool:
        shutil.copyfile(pdf, folder / "paper.pdf")
        done = work(folder, ["layout", "paper.pdf"], limits)
        found = folder / LAYOUT
        if found.is_file() and not done.status:
            found.rename(folder / FACTS)
        else:
            (folder / FACTS).write_text(json.dumps({"failure": reason(folder, done, limits)}))
        (folder / "paper.pdf").unlink(missing_ok=True)
        return done.stopped != "wall-clock time"

    try:
        record = json.loads((cache.get(key, make) / FACTS).read_text("utf-8"))
        failure, layout = record.get("failure"), record.get("layout")
        if failure is None:
            return read_layout(str(layout))
    except (AttributeError, ValueError, PaperError) as error:
        raise PaperError("its PDF can't be compared: what was read of it makes no sense") from error
    raise PaperError(f"its PDF can't be compared: {failure}")


def pictures_of(
    before: Path, after: Path, pages: Sequence[int], limits: Limits
) -> tuple[PagePictures, ...]:
    """Pictures of pages, before, after and both in one; as many as could be drawn."""
    if not pages:
        return ()
    with tempfile.TemporaryDirectory(prefix="mlsys-paper-") as parent:
        folder = Path(parent)
        for pdf, name in zip((before, after), SIDES, strict=True):
            shutil.copyfile(pdf, folder / f"{name}.pdf")
        names = [f"{name}.pdf" for name in SIDES]
        work(folder, ["pictures", *names, *map(str, pages)], limits)
        drawn = [
            PagePictures(page, *(picture(folder, page, kind) for kind in (*SIDES, OVERLAY)))
            for page in pages
        ]
    return tuple(page for page in drawn if page.before or page.after)


def picture(folder: Path, page: int, kind: str) -> bytes:
    """A picture that was drawn, b"" when it wasn't."""
    path = folder / picture_name(page, kind)
    if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_PICTURE:
        return b""
    data = path.read_bytes()
    return data if data.startswith(PNG) else b""


def work(folder: Path, arguments: list[str], limits: Limits) -> Completed:
    """Run the worker in a folder that it may write."""
    return run_module("compare.worker", arguments, folder, limits)


@functools.cache
def reader_digest() -> str:
    """A hash of the program: another one may read the same PDF otherwise."""
    total = hashlib.sha256()
    for path in sorted(path for room in ROOMS for path in (PACKAGE / room).glob("*.py")):
        total.update(path.read_bytes())
    return total.hexdigest()
