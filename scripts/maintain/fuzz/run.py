"""Check damaged papers and say in figures how the checker fared.

Each damaged file goes through a worker as a user's file does. It must be
checked, or named with a reason; an error that the checker did not foresee is
a failure of the run, and the file is kept.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pypdf.errors import PyPdfError

from maintain.fuzz.damage import damaged
from maintain.release import CHECKOUT, MODES, STYLE_LINE
from mlsys_paper.check.batch import Outcome, Task, check_all
from mlsys_paper.check.findings import STAGES
from mlsys_paper.errors import FAULT, PaperError
from mlsys_paper.reports.delivery import progress
from mlsys_paper.sandbox.programs import Limits
from mlsys_paper.sandbox.worker import default_workers
from mlsys_paper.tex.compile import compile_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LIMITS = Limits(cpu_seconds=30, wall_seconds=90)


@dataclass(frozen=True)
class Result:
    """What came of one damaged file.

    Attributes:
        file: where it lies.
        damage: what was done to it.
        outcome: of its check.
    """

    file: Path
    damage: str
    outcome: Outcome

    @property
    def kind(self) -> str:
        """How it fared: "checked", "refused", a limit, "crash" or "fault"."""
        if self.outcome.ending:
            return self.outcome.ending
        if any(FAULT in finding.message for finding in self.outcome.report.findings):
            return "fault"
        return "refused" if self.outcome.report.failure else "checked"

    @property
    def reason(self) -> str:
        """What the report says of it when it was not checked, or only in part."""
        faults = (f for f in self.outcome.report.findings if FAULT in f.message)
        said = [f"{finding.rule}: {finding.message}" for finding in faults]
        return self.outcome.report.failure or "; ".join(said)


def fuzz(
    papers: Sequence[bytes], folder: Path, *, count: int, seed: int = 1, jobs: int | None = None
) -> Iterator[Result]:
    """Damage papers and check them.

    Args:
        papers: PDFs.
        folder: for the damaged files; those that are checked or refused are removed again.
        count: how many to make.
        seed: of the damage.
        jobs: workers at a time.
    """
    batch = 200
    stream = enumerate(damaged(papers, count, seed))
    for start in range(0, count, batch):
        names: list[str] = []
        tasks: list[Task] = []
        for number, (name, data) in stream:
            file = folder / f"{number:05}-{name}.pdf"
            file.write_bytes(data)
            names.append(name)
            tasks.append(Task(file, STAGES[number % len(STAGES)], pictures=number % 3))
            if number + 1 == min(start + batch, count):
                break
        for index, outcome in check_all(tasks, jobs=jobs, limits=LIMITS):
            result = Result(tasks[index].file, names[index], outcome)
            if result.kind in ("checked", "refused"):
                result.file.unlink()
            yield result


def figures(results: Sequence[Result], seconds: float) -> str:
    """The outcome in figures."""
    kinds = Counter(result.kind for result in results)
    slowest = max(results, key=lambda result: result.outcome.cpu_seconds)
    largest = max(results, key=lambda result: result.outcome.peak_bytes)
    lines = [
        f"{len(results)} damaged papers in {seconds:.0f} s",
        f"  {kinds.pop('checked', 0):6} checked",
        f"  {kinds.pop('refused', 0):6} could not be checked, with the reason",
        *(f"  {number:6} ended by: {kind}" for kind, number in sorted(kinds.items())),
        f"slowest: {slowest.outcome.cpu_seconds:.2f} s of processor time ({slowest.file.name})",
        f"largest: {largest.outcome.peak_bytes >> 20} MiB resident ({largest.file.name})",
    ]
    lines += [
        f"  {result.file}: {result.reason}"
        for result in results
        if result.kind not in ("checked", "refused")
    ]
    return "".join(f"{line}\n" for line in lines)


def example_papers() -> list[bytes]:
    """The author guide as a submission and as a camera-ready paper."""
    source = CHECKOUT / "example_paper" / "example_paper.tex"
    papers = []
    for mode in ("review", "accepted"):
        line = STYLE_LINE.replace("{", f"{MODES[mode]}{{")
        text = source.read_text(encoding="utf-8").replace(STYLE_LINE, line)
        bib = source.with_suffix(".bib")
        inputs = (CHECKOUT / "mlsys2024style",)
        pdf = compile_document(text=text, files={bib.name: bib}, inputs=inputs).pdf
        if pdf is None:
            raise PaperError("The example paper does not compile.", "Mend it first.")
        papers.append(pdf.read_bytes())
    return papers


def main(arguments: list[str] | None = None) -> int:
    """Damage, check and print the figures; 1 when the checker failed on a file."""
    parser = argparse.ArgumentParser(
        prog="nox -s fuzz --", description="Check papers that were damaged at random."
    )
    parser.add_argument("--count", type=int, default=2000, help="damaged papers (default: 2000)")
    parser.add_argument("--seed", type=int, default=1, help="of the damage (default: 1)")
    parser.add_argument("--jobs", type=int, default=default_workers())
    parser.add_argument("--keep", type=Path, help="folder for the files that the checker failed on")
    parser.add_argument(
        "papers", nargs="*", type=Path, help="PDFs to damage (default: the author guide)"
    )
    options = parser.parse_args(arguments)
    folder = options.keep or Path(tempfile.mkdtemp(prefix="mlsys-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        papers = [paper.read_bytes() for paper in options.papers] or example_papers()
        start = time.monotonic()
        made = fuzz(papers, folder, count=options.count, seed=options.seed, jobs=options.jobs)
        results = []
        with progress("checking", options.count) as advance:
            for result in made:
                results.append(result)
                advance()
    except (PaperError, OSError, PyPdfError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(figures(results, time.monotonic() - start))
    return 1 if any(result.kind == "fault" for result in results) else 0
