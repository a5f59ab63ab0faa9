"""Make the zip that authors download: the same bytes on every machine.

The example paper is set in each mode from exactly the files of the zip; the
finished zip is unpacked into an empty folder and compiled once more before it
takes the place of an older one. Nothing is compressed, because zlib's output
differs between its versions; every date is that of the style.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from maintain.picture import digest_in, page_digest, page_picture
from mlsys_paper.errors import PaperError
from mlsys_paper.format import style_file
from mlsys_paper.pdf.page import read_document
from mlsys_paper.sandbox.programs import Limits
from mlsys_paper.tex.compile import CompiledDocument, compile_document
from mlsys_paper.tex.sources import folder_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CHECKOUT = Path(__file__).resolve().parents[2]
STYLE = style_file().stem
FOLDER = f"{STYLE}style"
EXAMPLE = "example_paper"
STYLE_LINE = rf"\usepackage{{{STYLE}}}"
MODES = {"review": "", "accepted": "[accepted]", "preprint": "[preprint]"}
PICTURE = "first-page.png"
STYLE_FILES = (f"{STYLE}.sty", f"{STYLE}.bst", f"{STYLE}.sty.ltxml", "README.md", "LICENSE")
ARTIFACT = "artifact_appendix.tex"
EXAMPLE_FILES = (f"{EXAMPLE}.tex", f"{EXAMPLE}.bib", ARTIFACT)
RELEASED_FILES = (*STYLE_FILES, *EXAMPLE_FILES, f"{EXAMPLE}.pdf")
# Ten times what the example needs on a slow machine.
LIMITS = Limits(cpu_seconds=60, wall_seconds=120)
STYLE_DATE = re.compile(r"\\ProvidesPackage\{[^}]*\}\s*\[(\d{4})/(\d\d)/(\d\d)")


def release_sources(root: Path) -> dict[str, Path]:
    """The files that the zip may hold beside the PDF: name in the zip to place.

    Raises:
        PaperError: one that it has to hold is missing.
    """
    style, example = root / FOLDER, root / EXAMPLE
    needed = {name: style / name for name in STYLE_FILES}
    needed |= {name: example / name for name in EXAMPLE_FILES}
    for path in needed.values():
        if not path.is_file():
            raise PaperError(
                f"{path} is missing, and the zip cannot do without it",
                "Restore it from version control.",
            )
    made = (PICTURE, f"{EXAMPLE}.pdf", f"{EXAMPLE}.bbl")
    beside = folder_sources(example, f"{EXAMPLE}.tex").files
    return {name: example / name for name in beside if name not in made} | needed


def files_read(document: CompiledDocument) -> set[str]:
    """The names of the files that TeX read for a document, as its recorder has them."""
    recorded = document.product(".fls").splitlines()
    return {line.removeprefix("INPUT ").removeprefix("./") for line in recorded}


def style_date(style: str) -> datetime:
    r"""The date that the style states in \ProvidesPackage, at midnight UTC.

    Raises:
        PaperError: it states none.
    """
    found = STYLE_DATE.search(style)
    if found is None:
        raise PaperError(
            f"{STYLE}.sty: \\ProvidesPackage states no date",
            "Give it one, as in [2000/01/31 v1.0 ...]; the files of the zip carry it.",
        )
    year, month, day = (int(part) for part in found.groups())
    return datetime(year, month, day, tzinfo=UTC)


def in_mode(source: str, mode: str) -> str:
    """The example's source with the style loaded for another mode.

    Raises:
        PaperError: the source does not hold exactly one line that loads the style.
    """
    lines = source.splitlines(keepends=True)
    at = [number for number, line in enumerate(lines) if line.strip() == STYLE_LINE]
    if len(at) != 1:
        raise PaperError(
            f"{EXAMPLE}.tex: {len(at)} lines read {STYLE_LINE}, and one is needed",
            "The build puts the option of each mode into this one line.",
        )
    lines[at[0]] = lines[at[0]].replace(STYLE_LINE, STYLE_LINE.replace("{", MODES[mode] + "{"))
    return "".join(lines)


def compile_example(
    contents: Mapping[str, bytes], mode: str, date: datetime, cache: Path | None
) -> CompiledDocument:
    """Set the example in one mode, from these files alone.

    Raises:
        PaperError: an error, a warning or an overfull box; the example has none.
    """
    main = f"{EXAMPLE}.tex"
    changed = {main: in_mode(contents[main].decode("utf-8"), mode).encode("utf-8")}
    return compile_from({**contents, **changed}, main, f"the example paper ({mode})", date, cache)


def compile_from(
    contents: Mapping[str, bytes], main: str, what: str, date: datetime, cache: Path | None
) -> CompiledDocument:
    """Compile one of some files, from these alone.

    Raises:
        PaperError: it does not compile cleanly.
    """
    with tempfile.TemporaryDirectory(prefix="mlsys-release-") as scratch:
        folder = Path(scratch)
        write_all(folder, contents)
        return compile_cleanly(folder / main, what, date, cache)


def compile_cleanly(main: Path, what: str, date: datetime, cache: Path | None) -> CompiledDocument:
    """Compile a document that has to come out without a complaint.

    Raises:
        PaperError: it does not; names the first complaints with file and line.
    """
    document = compile_document(main, epoch=int(date.timestamp()), cache=cache, limits=LIMITS)
    if document.stopped:
        raise PaperError(
            f"{what} exceeded the limit on {document.stopped}",
            "Something in the style or in the example goes round in circles.",
        )
    log = document.log
    complaints = [*log.errors, *log.warnings, *log.of_kind("overfull")]
    if complaints or document.pdf is None:
        listed = [
            f"{complaint.file or main.name}:{complaint.line or '?'}: {complaint.message}"
            for complaint in complaints[:5]
        ]
        more = [f"and {len(complaints) - 5} more"] if len(complaints) > 5 else []
        raise PaperError(
            "\n    ".join([f"{what} does not compile cleanly", *listed, *more]),
            "The zip is made only of an example without errors, warnings and overfull boxes.",
        )
    return document


def archive(contents: Mapping[str, bytes], date: datetime, folder: str = f"{FOLDER}/") -> bytes:
    """A zip of one folder with these files: fixed order, dates and permissions."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as zipped:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(f"{folder}{name}", date.timetuple()[:6])
            entry.create_system = 3  # Unix, where permissions are kept
            entry.external_attr = 0o100644 << 16
            zipped.writestr(entry, contents[name])
    return buffer.getvalue()


def verify(zipped: bytes, expected: Path, date: datetime, cache: Path | None) -> None:
    """Unpack a zip into an empty folder and compile the example as an author would.

    Args:
        zipped: the zip.
        expected: the PDF that has to come out again, page by page the same text.
        date: the date of the documents.
        cache: of earlier results of TeX; without it, TeX sets the unpacked files in any case.

    Raises:
        PaperError: something is missing from the zip, or the pages differ.
    """
    with tempfile.TemporaryDirectory(prefix="mlsys-unpacked-") as scratch:
        folder = Path(scratch, "empty")
        with zipfile.ZipFile(io.BytesIO(zipped)) as opened:
            opened.extractall(folder)
        main = folder / FOLDER / f"{EXAMPLE}.tex"
        # Without the caller's cache one of its own, as the files may be those of the first time.
        again = compile_cleanly(main, "the unpacked zip", date, cache or Path(scratch, "cache"))
        pages = zip_longest(page_texts(expected), page_texts(pdf_of(again)))
        for number, (one, two) in enumerate(pages, 1):
            if one != two:
                raise PaperError(
                    f"page {number} of the example paper comes out otherwise from the zip",
                    "It depends on something that the zip does not hold.",
                )


def pdf_of(document: CompiledDocument) -> Path:
    """The PDF of a document that compiled."""
    assert document.pdf is not None  # noqa: S101  (compile_cleanly saw to it)
    return document.pdf


def page_texts(pdf: Path) -> list[list[str]]:
    """The text of each page of a PDF, run by run."""
    return [[run.text for run in page.runs] for page in read_document(pdf).pages]


def write_all(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write files, with their folders, into a folder that is made for them."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def replace_file(path: Path, content: bytes) -> None:
    """Write beside a file, then put it in the file's place.

    Raises:
        PaperError: the folder cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise PaperError(
            f"{path} cannot be written: {error.strerror}", "Name another folder with --into."
        ) from error


def release(root: Path, into: Path, say: Callable[[str], None], cache: Path | None = None) -> Path:
    """Make the zip, the example in each mode, and the README's picture of a page.

    Args:
        root: the checkout.
        into: where mlsys<year>style.zip and example_paper-MODE.pdf go.
        say: told what was made, a line at a time.
        cache: the folder of earlier results of TeX; without it, they live as long as this
            process.

    Returns:
        the path of the zip.

    Raises:
        PaperError: something is missing, or the example is not what it should
            be; whatever an earlier release made is then still there.
    """
    contents = {name: path.read_bytes() for name, path in release_sources(root).items()}
    date = style_date(contents[f"{STYLE}.sty"].decode("utf-8"))
    made: dict[str, Path] = {}
    needed = {*STYLE_FILES, *EXAMPLE_FILES}
    with ThreadPoolExecutor() as pool:  # the work is done by TeX, one process a mode
        documents = pool.map(lambda mode: compile_example(contents, mode, date, cache), MODES)
        alone = pool.submit(compile_from, contents, ARTIFACT, "the artifact appendix", date, cache)
    needed |= files_read(alone.result())
    for mode, document in zip(MODES, documents, strict=True):
        needed |= files_read(document)
        made[mode] = pdf_of(document)
        ends = document.log.main_text_ends
        where = f", main text ends on page {ends}" if ends else ""
        say(f"{EXAMPLE}, {mode}: {document.log.pages} pages{where}")
    contents = {name: content for name, content in contents.items() if name in needed}
    contents[f"{EXAMPLE}.pdf"] = made["review"].read_bytes()
    zipped = archive(contents, date)
    verify(zipped, made["review"], date, cache)
    for mode, pdf in made.items():
        replace_file(into / f"{EXAMPLE}-{mode}.pdf", pdf.read_bytes())
    replace_file(into / f"{FOLDER}.tds.zip", archive(tree_of(contents), date, folder=""))
    target = into / f"{FOLDER}.zip"
    replace_file(target, zipped)
    say(f"{target}: {len(contents)} files, {len(zipped)} bytes, compiled once more from it")
    if refresh_picture(made["review"], root / EXAMPLE / PICTURE):
        say(f"{EXAMPLE}/{PICTURE}: drawn anew, because the page says something else now")
    return target


def tree_of(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the zip's files where a TeX tree has them, as CTAN wants them (TDS 1.1)."""
    places = {".sty": "tex/latex", ".ltxml": "tex/latex", ".bst": "bibtex/bst"}
    found = {}
    for name, content in contents.items():
        own = name in STYLE_FILES
        place = places.get(Path(name).suffix, "doc/latex") if own else "doc/latex"
        found[f"{place}/{FOLDER}/{name}"] = content
    return found


def refresh_picture(pdf: Path, picture: Path) -> bool:
    """Draw the README's picture of the first page anew when it shows another one.

    Returns:
        whether it did.
    """
    if picture.is_file() and digest_in(picture.read_bytes()) == page_digest(pdf):
        return False
    replace_file(picture, page_picture(pdf))
    return True


def main(arguments: list[str] | None = None, *, root: Path = CHECKOUT) -> int:
    """Make the release of a checkout; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="nox -s build --", description=f"Make {FOLDER}.zip from this checkout."
    )
    parser.add_argument(
        "--into", type=Path, default=root / "dist", help="folder for what is made (dist)"
    )
    options = parser.parse_args(arguments)
    try:
        release(root, options.into, lambda line: print(line, flush=True))
    except PaperError as error:
        sys.stderr.write(f"build: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
