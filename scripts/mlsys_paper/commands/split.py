"""`mlsys-paper split`: main part and appendix of a PDF as two PDFs."""

from __future__ import annotations

import argparse
import contextlib
import difflib
import errno
import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mlsys_paper.errors import PaperError
from mlsys_paper.split.model import PageRange, page_ranges
from mlsys_paper.split.run import split_file
from mlsys_paper.words import printable_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mlsys_paper.commands import Subparsers
    from mlsys_paper.split.model import SplitResult

_START: Final = 1024
"""Bytes in which a PDF says that it is one."""
_SOURCE: Final = re.compile(rb"^[^%\n]*\\document(class|style)\b", re.M)


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "split",
        help="split a PDF into main part and appendix",
        description=(
            "Write the main part of a paper, references included, and its appendix as two PDFs, "
            "NAME-main.pdf and NAME-appendix.pdf. It is cut where the style marked \\appendix, or "
            "else where an appendix begins by its headings."
        ),
        epilog="Exit status: 0 split, 2 it could not be; then nothing is written.",
    )
    parser.add_argument("paper", type=Path, metavar="PDF", help="the whole paper")
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--page",
        type=page_range,
        metavar="N[-M]",
        help="the appendix begins on page N of the file (and ends on page M)",
    )
    where.add_argument(
        "--within-page",
        action="store_true",
        help="where both parts share a page, cut it in two: each part keeps its own of the page",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say where it would be cut and why; write nothing"
    )
    parser.add_argument(
        "--output-folder", type=Path, metavar="DIR", help="for the two PDFs (default: beside)"
    )
    parser.add_argument("--force", action="store_true", help="replace PDFs with these names")
    parser.set_defaults(run=run)


def page_range(text: str) -> PageRange:
    """Return the pages of the appendix, "N" or "N-M"; the last is 0 where it isn't said."""
    found = re.fullmatch(r"([0-9]{1,5})(?:-([0-9]{1,5}))?", text.strip())
    if found is None or int(found[1]) == 0 or (found[2] and int(found[2]) < int(found[1])):
        raise argparse.ArgumentTypeError(f"{text!r} is no page, nor two pages like 12-15")
    return PageRange(int(found[1]), int(found[2] or 0))


def run(arguments: argparse.Namespace) -> int:
    """Split the paper, write the parts and say where it was cut."""
    paper: Path = arguments.paper
    refuse_other_files(paper)
    folder: Path = arguments.output_folder or paper.parent
    targets = [folder / f"{paper.stem}-{part}.pdf" for part in ("main", "appendix")]
    if not (arguments.force or arguments.dry_run):
        refuse_existing(targets)
    split = split_file(paper, arguments.page, within_page=arguments.within_page)
    if not arguments.dry_run:
        deliver(dict(zip(targets, (split.main, split.appendix), strict=True)),
                force=arguments.force)  # fmt: skip
    lines = account(paper, split, targets, dry=arguments.dry_run)
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def refuse_other_files(paper: Path) -> None:
    """Stop at what is no PDF, each kind with its own sentence.

    Raises:
        PaperError: it is absent, empty, unreadable, or another kind of file.
    """
    shown = printable_path(paper)
    if not paper.is_file():
        if paper.is_dir():
            raise PaperError(f"{shown}: this is a folder.", "Give the path of a PDF in it.")
        raise PaperError(f"{shown}: there is no such file.", _meant(paper))
    try:
        with paper.open("rb") as file:
            start = file.read(_START)
    except OSError as error:
        raise PaperError(
            f"{shown}: it can't be read ({error.strerror}).", "Have its permissions changed."
        ) from error
    if paper.name.startswith("._") or "__MACOSX" in paper.parts:
        raise PaperError(
            f"{shown}: this is macOS's note on another file, not a PDF.",
            f"Give the paper itself, perhaps {quoted_path(paper.with_name(paper.name[2:]))}."
            if paper.name.startswith("._")
            else "Give the paper itself, outside of the folder __MACOSX.",
        )
    if not start:
        raise PaperError(f"{shown}: it is empty.", "Export or download the PDF again.")
    if b"%PDF-" in start:
        return
    if paper.suffix.lower() in {".tex", ".ltx"} or _SOURCE.search(start):
        raise PaperError(
            f"{shown}: this is a LaTeX source.",
            f"Compile it first: `mlsys-paper build {quoted_path(paper)}`",
        )


def quoted_path(path: Path) -> str:
    """Return a path as a shell takes it."""
    return shlex.quote(printable_path(path))


def _meant(paper: Path) -> str:
    """What to do about a name that isn't there."""
    try:
        names = [path.name for path in paper.parent.iterdir() if path.suffix.lower() == ".pdf"]
    except OSError:
        return "Give the path of a PDF."
    lower = {name.lower(): name for name in names}
    close = difflib.get_close_matches(paper.name.lower(), lower, n=1, cutoff=0.6)
    close = close or difflib.get_close_matches(f"{paper.name.lower()}.pdf", lower, n=1, cutoff=0.6)
    if not close:
        return "Give the path of a PDF."
    return f"Did you mean `mlsys-paper split {quoted_path(paper.parent / lower[close[0]])}`?"


def refuse_existing(targets: list[Path]) -> None:
    """Stop where something would be overwritten.

    Raises:
        PaperError: a target is there.
    """
    for target in targets:
        if os.path.lexists(target):
            raise PaperError(
                f"{printable_path(target)} is there already.",
                "Choose another folder with --output-folder, or have it replaced with --force.",
            )


def deliver(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Write all files or none: each beside its place, then all are renamed.

    Raises:
        PaperError: a file can't be written.
    """
    beside = {target: target.with_name(f".{target.name}.{os.getpid()}") for target in files}
    added: list[Path] = []
    try:
        for target, content in files.items():
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
            target.parent.mkdir(parents=True, exist_ok=True)
            beside[target].write_bytes(content)
        if not force:
            refuse_existing(list(files))
        for target in files:
            if not target.exists():
                added.append(target)
            beside[target].replace(target)
    except OSError as error:
        for target in added:
            with contextlib.suppress(OSError):
                target.unlink()
        raise PaperError(
            f"{printable_path(next(iter(files)).parent)} can't be written: {error.strerror}.",
            "Choose another folder with --output-folder.",
        ) from error
    finally:
        for path in beside.values():
            with contextlib.suppress(OSError):
                path.unlink()


def account(paper: Path, split: SplitResult, targets: list[Path], *, dry: bool) -> Iterator[str]:
    """The lines that tell where the paper was cut, why, and what became of it."""
    cut = split.cut
    yield f"{printable_path(paper)}: {'would be ' if dry else ''}split into"
    for name, pages, target in zip(
        ("main part", "appendix"), (cut.main, cut.appendix), targets, strict=True
    ):
        yield f"  {printable_path(target)}: the {name}, {page_ranges(pages)}"
    yield cut.why
    yield from cut.notes
    links = split.links_across
    if links:
        one = links == 1
        now = "would be" if dry else "is now" if one else "are now"
        yield f"{links} link{'' if one else 's'} from one part to the other {now} plain text."
