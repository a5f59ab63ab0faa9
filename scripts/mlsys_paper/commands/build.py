"""`mlsys-paper build`: compile a paper and say in a few lines how it went."""

from __future__ import annotations

import calendar
import contextlib
import datetime
import functools
import gzip
import json
import os
import re
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.format import style_file, style_folder
from mlsys_paper.reports.delivery import write_beside
from mlsys_paper.sandbox.programs import sandbox_program
from mlsys_paper.tex.compile import CompiledDocument, compile_document
from mlsys_paper.tex.installation import ENGINES, find_engine, personal_tree
from mlsys_paper.tex.sources import documents_read, find_main

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence

    from mlsys_paper.commands import Subparsers
    from mlsys_paper.tex.installation import Engine
    from mlsys_paper.tex.log import LogFinding

# More than these of a kind are counted, not listed.
MOST_LISTED = 10
MOST_BOXES = 5
# The part of a file's name before the suffix when the paper has errors.
WITH_ERRORS = ".with-errors"
# What a message says of its place once more at its end.
SAID_TWICE = re.compile(r"(?: on page \d+)?(?= undefined on)| on input line \d+\.?$")
MISSING_PACKAGE = re.compile(r"\.(?:sty|cls)' not found")
# Whose warnings an author is to read, besides undefined keys.
HEEDED = ("Package mlsys", "bibtex", "biber")


@dataclass(frozen=True)
class BuildResult:
    """How a paper compiled; `--json` prints it.

    Attributes:
        main: the main file.
        engine: the engine that compiled it.
        runs: TeX runs that were needed.
        pdf: the PDF that was written, or None. When the paper has errors its
            name ends in `.with-errors.pdf`, and an older PDF is left alone.
        log: the copy of the log beside it.
        pages: of the PDF, or None.
        main_text_ends: the page, or None when the style didn't say.
        page_limit: the limit in the same message, or None.
        errors: what has to be mended.
        undefined: citations and references, each key once.
        overfull: boxes that stick out, the worst first; `amount` in TeX points.
        warnings: all others.
        appendix: whether the document is an appendix by itself, which has no limit.
        style_absent: name of the style that this program lent, "" where the
            paper has its own.
    """

    main: str
    engine: str
    runs: int
    pdf: str | None
    log: str | None
    pages: int | None
    main_text_ends: int | None
    page_limit: int | None
    errors: tuple[LogFinding, ...]
    undefined: tuple[LogFinding, ...]
    overfull: tuple[LogFinding, ...]
    warnings: tuple[LogFinding, ...]
    appendix: bool = False
    style_absent: str = ""


def add_parser(subparsers: Subparsers) -> None:
    """Add the arguments of the command."""
    parser = subparsers.add_parser(
        "build",
        help="compile a paper and say what is wrong with it",
        description=(
            "Compile a paper as often as it takes, bibliography included, and list errors, "
            "undefined citations and references, and lines that stick out. When the paper has "
            "errors, an older PDF is left alone and the new one is called "
            f"NAME{WITH_ERRORS}.pdf. Documents beside it whose labels it reads with xr-hyper "
            "are compiled first, and nothing of them is kept."
        ),
    )
    parser.add_argument(
        "paper",
        nargs="?",
        type=Path,
        default=Path(),
        help="the main .tex file, or the folder that holds it (default: this folder)",
    )
    parser.add_argument("--engine", choices=list(ENGINES), default="pdflatex")
    parser.add_argument(
        "--output-dir", type=Path, metavar="DIR", help="for the PDF and the log (default: beside)"
    )
    parser.add_argument(
        "--style-dir",
        type=Path,
        metavar="DIR",
        help="style files for what the paper's folder lacks (default: those of this program)",
    )
    parser.add_argument(
        "--no-sandbox",
        action="store_true",
        help="run LuaLaTeX where bubblewrap does not work: the paper's Lua code may then read and "
        "write your files",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument(
        "--synctex",
        action="store_true",
        help="write NAME.synctex.gz too, by which editors go from the PDF to the source",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Compile, write PDF and log, print the account; 1 when the paper has errors."""
    main = find_main(arguments.paper)
    result = built(
        main,
        arguments.engine,
        arguments.output_dir or main.parent,
        style=arguments.style_dir,
        insisted=arguments.no_sandbox,
        synctex=arguments.synctex,
    )
    if arguments.json:
        sys.stdout.write(json.dumps(asdict(result), indent=2, ensure_ascii=False) + "\n")
    elif result.errors or not arguments.quiet:
        sys.stdout.write("".join(f"{line}\n" for line in account(result)))
    return 1 if result.errors else 0


def built(
    main: Path,
    engine_name: str,
    into: Path,
    *,
    style: Path | None = None,
    insisted: bool = False,
    synctex: bool = False,
) -> BuildResult:
    """Compile a paper and write its PDF, log and bibliography into a folder.

    Args:
        main: the main file.
        engine_name: what sets it.
        into: the folder.
        style: a folder with style files for what the paper's folder lacks.
        insisted: whether LuaLaTeX runs without a sandbox where there is none.
        synctex: whether to write what editors go from PDF to source by.

    Raises:
        PaperError: TeX isn't installed, or the folder can't be written.
    """
    engine = find_engine(engine_name)  # says what to install before anything else is asked
    without_sandbox(engine, insisted=insisted)
    style = style or style_folder()
    if not style.is_dir():
        raise PaperError(f"{style} is no folder.", "Give the folder that holds the style files.")
    with progress() as tell:
        compiled = functools.partial(
            compile_document,
            engine=engine_name,
            inputs=(style,),
            epoch=today(),
            personal=personal_tree(),
            synctex=synctex,
        )
        labels = {
            f"{name}.aux": compiled(other, progress=beginning(tell, f"{other.name}: ")).aux_text
            for name, other in documents_read(main)
        }
        document = compiled(main, files=labels, progress=tell)
    return deliver(document, engine_name, into)


def without_sandbox(engine: Engine, *, insisted: bool) -> None:
    """Say that TeX runs without bubblewrap where it has to.

    Raises:
        PaperError: the engine runs programs that may do anything, and nobody has insisted.
    """
    if sandbox_program() is not None and engine.confined:
        return
    why = "bubblewrap is not installed, or does not work here"
    if engine.name == "lualatex" and not insisted:
        raise PaperError(
            f"LuaLaTeX runs the paper's own programs, and {why}: they could read and write your "
            "files.",
            "Install bubblewrap, or add --no-sandbox if you trust the paper and its packages.",
        )
    print(f"{why}: TeX runs under limits alone", file=sys.stderr)  # noqa: T201


def beginning(tell: Callable[[str], None], words: str) -> Callable[[str], None]:
    """What tells steps, with some words before each."""
    return lambda step: tell(f"{words}{step}")


def today() -> int:
    """The date for \\today in seconds since 1970; SOURCE_DATE_EPOCH where it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return int(given)
    return calendar.timegm(datetime.date.today().timetuple())


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Say which program runs: in one moving line on a terminal, else in plain lines."""
    if not sys.stderr.isatty():
        yield lambda step: print(step, file=sys.stderr, flush=True)  # noqa: T201
        return
    from rich.console import Console  # noqa: PLC0415  (slow to load, and rarely needed)

    with Console(stderr=True).status("starting TeX") as status:
        yield status.update


def deliver(document: CompiledDocument, engine: str, folder: Path) -> BuildResult:
    """Write PDF and log into a folder, each beside its place and then renamed.

    Raises:
        PaperError: the folder can't be written.
    """
    log = document.log
    stem = document.main.stem
    target = folder / f"{stem}.pdf"
    faulty = folder / f"{stem}{WITH_ERRORS}.pdf"
    pdf = faulty if log.errors else target
    log_file = folder / f"{stem}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_beside(log_file, document.log_text.encode())
        faulty.unlink(missing_ok=True)
        if document.pdf:
            write_beside(pdf, document.pdf.read_bytes())
        for suffix in (".bbl", ".synctex.gz"):
            product = document.folder / f"{document.job}{suffix}"
            if product.is_file() and not log.errors:
                content = product.read_bytes()
                if suffix == ".synctex.gz":
                    content = with_own_names(content, document.main)
                write_beside(folder / f"{stem}{suffix}", content)
    except OSError as error:
        raise PaperError(
            f"{error.filename or folder} can't be written: {error.strerror}.",
            "Choose another folder with --output-dir.",
        ) from error
    undefined = {
        (finding.kind, finding.key): finding for finding in reversed(log.of_kind("undefined"))
    }
    overfull = sorted(log.of_kind("overfull"), key=lambda box: -(box.amount or 0))
    return BuildResult(
        main=str(document.main),
        engine=engine,
        runs=document.runs,
        pdf=str(pdf) if document.pdf else None,
        log=str(log_file),
        pages=log.pages if document.pdf else None,
        main_text_ends=log.main_text_ends,
        page_limit=log.page_limit,
        errors=log.errors,
        undefined=tuple(reversed(undefined.values())),
        overfull=tuple(overfull),
        warnings=tuple(finding for finding in log.warnings if finding.kind != "undefined"),
        appendix=is_appendix(document.main),
        style_absent=lent_style(document),
    )


def is_appendix(main: Path) -> bool:
    """Return whether a document's first heading stands behind \\appendix."""
    text = re.sub(r"(?<!\\)%.*", "", main.read_text("utf-8", "replace"))
    first = re.search(r"\\(appendix|(?:sub)*section|begin\{abstract\})\b", text)
    return first is not None and first[1] == "appendix"


def lent_style(document: CompiledDocument) -> str:
    """Return the name of the style that the paper loads and does not have beside it."""
    name = style_file().name
    loads = re.search(rf"\b{re.escape(name)}\b", document.log_text) is not None
    return name if loads and not (document.main.parent / name).is_file() else ""


def with_own_names(packed: bytes, main: Path) -> bytes:
    """Return SyncTeX's file with the names of the author's files, not of the scratch folder's."""
    own = main.absolute().parent.as_posix().encode()
    text = gzip.decompress(packed)
    named = re.sub(
        rb"(?m)^(Input:\d+:)[^\n]*?/paper/(?:\./)?", rb"\1" + own.replace(b"\\", b"/") + b"/", text
    )
    return gzip.compress(named, mtime=0)


def account(result: BuildResult) -> Iterator[str]:
    """The lines that tell an author how it went, the worst first."""
    yield from listed(result, "error", result.errors)
    if any(MISSING_PACKAGE.search(error.message) for error in result.errors):
        yield "  Install the package with your TeX distribution, or put its files beside the paper."
    yield from listed(result, "undefined key", result.undefined)
    heeded = [finding for finding in result.warnings if finding.source.startswith(HEEDED)]
    yield from listed(result, "warning", heeded)
    yield from boxes(result)
    others = len(result.warnings) - len(heeded)
    if others:
        yield f"{count(others, 'more warning')} of LaTeX and packages: see {result.log}"
    if result.style_absent:
        yield (
            f"{result.style_absent} is not beside the paper; this program's was used. Copy it "
            "there before you hand the sources on."
        )
    if result.main_text_ends and result.page_limit is not None and not result.appendix:
        over = result.main_text_ends > result.page_limit
        yield (
            f"{'OVER THE LIMIT: the' if over else 'The'} main text ends on page "
            f"{result.main_text_ends}; the limit is {result.page_limit}"
        )
    yield summary(result)


def summary(result: BuildResult) -> str:
    """The last line: what was written."""
    old = Path(result.log or "").with_name(f"{Path(result.main).stem}.pdf")
    untouched = f"; {old} is as it was" if old.is_file() else ""
    if result.pdf is None:
        return f"No PDF came out{untouched}"
    size = count(result.pages or 0, "page")
    if result.errors:
        return f"{result.pdf}: {size}, with errors{untouched}"
    return f"{result.pdf}: {size}"


def listed(result: BuildResult, name: str, findings: Sequence[LogFinding]) -> Iterator[str]:
    """A heading with the number of findings, and the first of them."""
    if not findings:
        return
    yield f"{count(len(findings), name)}:"
    for finding in findings[:MOST_LISTED]:
        yield f"  {place(result, finding)}{SAID_TWICE.sub('', finding.message)}"
    if len(findings) > MOST_LISTED:
        yield f"  and {len(findings) - MOST_LISTED} more: see {result.log}"


def boxes(result: BuildResult) -> Iterator[str]:
    """The number of overfull boxes, and the worst."""
    if not result.overfull:
        return
    worst = ", the worst" if len(result.overfull) > MOST_BOXES else ""
    yield f"{count(len(result.overfull), 'overfull box', 'overfull boxes')}{worst}:"
    for box in result.overfull[:MOST_BOXES]:
        way = "too high" if "\\vbox" in box.message else "too wide"
        yield f"  {place(result, box)}{box.amount:.1f} pt {way}"


def place(result: BuildResult, finding: LogFinding) -> str:
    """File and line of a finding, named from where the user stands; "" when unknown."""
    if not finding.file:
        return ""
    beside = Path(result.main).parent / finding.file
    name = str(beside) if beside.is_file() else finding.file
    return f"{name}:{finding.line}: " if finding.line else f"{name}: "


def count(number: int, one: str, many: str = "") -> str:
    """A number and its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"
