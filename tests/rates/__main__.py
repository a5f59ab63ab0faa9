"""`python -m rates`: what `nox -s rates` runs."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

from mlsys_paper.errors import PaperError
from mlsys_paper.reports.delivery import progress
from mlsys_paper.sandbox.worker import default_workers
from rates.catalogue import VIOLATIONS, broken
from rates.drawn import draw
from rates.kept import kept
from rates.manuscript import checked
from rates.measure import Measured, failed, table
from rates.plots import plots

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "tex"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 when a paper could not be compiled or checked, 2 when nothing could."""
    parser = argparse.ArgumentParser(
        prog="nox -s rates --",
        description="Measure how often the checker is wrong, on correct papers and on papers with "
        "one violation each, and print every false alarm and every miss.",
    )
    parser.add_argument("--papers", type=int, default=150, help="correct papers to draw")
    parser.add_argument("--each", type=int, default=3, help="papers for each violation")
    parser.add_argument("--seed", type=int, default=1, help="of what is drawn (default: 1)")
    parser.add_argument("--only", default="", help="violations, by a pattern in rule and name")
    parser.add_argument("--no-kept", action="store_true", help="leave out the papers that are kept")
    parser.add_argument("--jobs", type=int, default=default_workers())
    parser.add_argument(
        "--keep", type=Path, help="folder for the papers; a temporary one by default"
    )
    options = parser.parse_args(arguments)
    folder = options.keep or Path(tempfile.mkdtemp(prefix="mlsys-rates-"))
    try:
        figures = plots(CACHE)
        correct = [] if options.no_kept else list(kept(figures))
        correct += [draft.manuscript() for draft in draw(options.papers, options.seed, figures)]
        pattern = re.compile(options.only)
        chosen = [v for v in VIOLATIONS if pattern.search(f"{v.rule}, {v.name}")]
        pairs = list(broken(chosen, options.each, options.seed, figures))
        papers = [*correct, *(manuscript for _, manuscript in pairs)]
        with progress("compiling", len(papers)) as advance:
            results = checked(papers, folder, CACHE, jobs=options.jobs, advance=advance)
    except (PaperError, OSError, re.error) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    of_broken = zip((violation for violation, _ in pairs), results[len(correct) :], strict=True)
    measured = Measured(results[: len(correct)], list(of_broken))
    sys.stdout.write(table(measured))
    return 1 if failed(measured) else 0


if __name__ == "__main__":
    sys.exit(main())
