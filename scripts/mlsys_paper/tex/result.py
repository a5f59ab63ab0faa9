"""What a compilation left behind, read from its folder."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from mlsys_paper.errors import PaperError
from mlsys_paper.tex.bibliography import keys_of, read_blg
from mlsys_paper.tex.cache import FACTS
from mlsys_paper.tex.installation import how_to_install
from mlsys_paper.tex.log import LogFinding, LogReport, parse_log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mlsys_paper.sandbox.programs import Limits
    from mlsys_paper.tex.log import Kind

# What XeTeX's writer of PDFs says; it stands in no log.
WRITER = re.compile(r"^xdvipdfmx:(?P<kind>warning|fatal): (?P<text>.*)", re.MULTILINE)
LONGEST_TEXT = 16 << 20
INPUT_TREE = re.compile(r"^\.\./inputs/\d+/")


@dataclass(frozen=True)
class CompiledDocument:
    """What came out of compiling a document.

    Attributes:
        main: the source.
        pdf: the PDF, or None when none came out whole.
        log: of the last TeX run; the bibliography program's findings, and that
            a limit ended the run, at the end. Files of the paper are named
            relative to its folder.
        log_text: the whole log of the last TeX run.
        runs: TeX runs that were needed.
        exit_status: of the last TeX run.
        folder: where the products lie (.aux, .bbl, .blg, .out, .pdf).
        job: their common name without the suffix.
        stopped: the limit that ended a program, or "".
        output: the end of what the last TeX run printed.
    """

    main: Path
    pdf: Path | None
    log: LogReport
    log_text: str
    runs: int
    exit_status: int
    folder: Path
    job: str = "main"
    stopped: str = ""
    output: str = ""

    def product(self, suffix: str) -> str:
        """The text of a product of the main file, "" when there is none."""
        return read_text(self.folder / f"{self.job}{suffix}")

    @property
    def aux_text(self) -> str:
        """The text of the .aux file, "" when there is none."""
        return self.product(".aux")

    @property
    def bbl_text(self) -> str:
        """The text of the .bbl file, "" when there is none."""
        return self.product(".bbl")

    @property
    def blg_text(self) -> str:
        """The text of the .blg file, "" when there is none."""
        return self.product(".blg")


def read_result(place: Path, main: str, source: Path | None, limits: Limits) -> CompiledDocument:
    """Read a compilation's folder.

    Args:
        place: the folder.
        main: the name of the main file in it.
        source: the author's main file, None for a document given as text.
        limits: those of the compilation.

    Raises:
        PaperError: TeX could not even start.
    """
    facts = json.loads((place / FACTS).read_text("utf-8"))
    if "can't find the format file" in facts["output"]:
        raise PaperError("TeX is installed, but not LaTeX.", how_to_install("pdflatex"))
    folder = place / "paper"
    job = PurePosixPath(main).stem
    log_text = read_text(folder / f"{job}.log")
    log = parse_log(log_text, facts["read"])
    pdf = folder / f"{job}.pdf"
    has_pdf = is_whole_pdf(pdf) and not facts["stopped"]
    keys = keys_of(read_text(folder / f"{job}.aux"))
    findings = [
        *log.findings,
        *read_blg(read_text(folder / f"{job}.blg"), keys),
        *run_findings(facts, limits),
    ]
    if not any(finding.kind == "error" for finding in findings):
        findings += silent_failure(facts, has_pdf=has_pdf)
    author = source.name if source else main
    named = tuple(with_author_name(finding, main, author) for finding in findings)
    return CompiledDocument(
        main=source or folder / main,
        pdf=pdf if has_pdf else None,
        log=replace(log, findings=named),
        log_text=log_text,
        runs=facts["runs"],
        exit_status=facts["exit_status"],
        folder=folder,
        job=job,
        stopped=facts["stopped"],
        output=facts["output"],
    )


def run_findings(facts: dict[str, Any], limits: Limits) -> Iterator[LogFinding]:
    """What stands in no log: limits, and the words of XeTeX's writer of PDFs."""
    for match in WRITER.finditer(facts["output"]):
        kind: Kind = "warning" if match["kind"] == "warning" else "error"
        # Two destinations of one name are two objects of one name to it.
        if re.match(r"Object @\S+ already defined", match["text"]):
            kind = "destination"
        yield LogFinding(kind, "xdvipdfmx", match["text"])
    allowed = {
        "processor time": f"{limits.cpu_seconds} s of processor time",
        "wall-clock time": f"{limits.wall_seconds:g} s",
        "file size": f"{limits.file_bytes >> 20} MB in one file",
        "disk space": f"{limits.scratch_bytes >> 20} MB of files",
    }
    if facts["stopped"] in allowed:
        message = f"Stopped: it needed more than the allowed {allowed[facts['stopped']]}."
        yield LogFinding("error", "mlsys-paper", message)
    elif facts["stopped"]:
        yield LogFinding("error", "mlsys-paper", "The run was killed from outside.")


def silent_failure(facts: dict[str, Any], *, has_pdf: bool) -> list[LogFinding]:
    """What to say of a run that failed without an error in its log."""
    if facts["exit_status"]:
        lines = [line for line in facts["output"].splitlines() if line.strip()]
        last = f"; its last words: {lines[-1].strip()}" if lines else ""
        message = f"TeX failed with exit status {facts['exit_status']}{last}"
        return [LogFinding("error", "TeX", message)]
    if not has_pdf:
        return [LogFinding("error", "TeX", "No PDF was written: the document has no page.")]
    return []


def with_author_name(finding: LogFinding, main: str, author: str) -> LogFinding:
    """The finding with its file named as the author knows it."""
    name = INPUT_TREE.sub("", finding.file.removeprefix("./"))
    return replace(finding, file=author if name == main else name)


def read_text(path: Path) -> str:
    """A file's text, "" when absent; of a runaway's log, the first and the last part."""
    if not path.is_file():
        return ""
    if path.stat().st_size <= LONGEST_TEXT:
        return path.read_text("utf-8", "replace")
    half = LONGEST_TEXT // 2
    with path.open("rb") as file:
        start = file.read(half)
        file.seek(-half, os.SEEK_END)
        return (start + b"\n...\n" + file.read()).decode("utf-8", "replace")


def is_whole_pdf(path: Path) -> bool:
    """Whether a PDF has its end; an engine that was stopped leaves one without."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(5)
        file.seek(max(0, path.stat().st_size - 1024))
        return start == b"%PDF-" and b"%%EOF" in file.read()
