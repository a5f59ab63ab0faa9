"""What `nox -s texlive` runs around the tests: setting releases up, and the table.

    python -m maintain.texlive set-up FOLDER [YEAR...]
    python -m maintain.texlive table FOLDER

`set-up` writes a line "YEAR ENGINE FILE" to FOLDER/runs.txt for each run of the
tests that is to be made, and to FOLDER/absent.txt which release can't be had.
"""

from __future__ import annotations

import sys
from pathlib import Path

from maintain.texlive.catalogue import RELEASES, Release, release_of
from maintain.texlive.roots import find_root, measured, set_up
from maintain.texlive.table import read_results, report_name, tabulate
from mlsys_paper.errors import PaperError
from mlsys_paper.tex.installation import ENGINES

RUNS, ABSENT = "runs.txt", "absent.txt"


def main(arguments: list[str]) -> int:
    """Do what the arguments say; 2 when there is no release at all, 1 when a test failed."""
    command, folder, *years = arguments
    if command == "set-up":
        return prepare(Path(folder), [release_of(int(year)) for year in years] or list(RELEASES))
    results = read_results(Path(folder))
    absent = (Path(folder) / ABSENT).read_text(encoding="utf-8").splitlines()
    print(tabulate(results, absent))
    return int(any(result.failed for result in results))


def prepare(folder: Path, releases: list[Release]) -> int:
    """Set releases up and write down what can be run."""
    ready, absent = [], []
    for release in releases:
        if find_root(release) is None:
            tell(f"{release} is being set up: 300 to 400 MB to download, 2 minutes or more.")
        try:
            root = set_up(release)
        except PaperError as error:
            absent.append(f"Skipped: {error}")
            tell(absent[-1])
            continue
        seconds, size = measured(release)
        tell(f"{release} is in {root}: {size / 1e9:.2f} GB, set up in {seconds:.0f} s.")
        ready.append(release)
    for old in folder.glob("*.xml"):
        old.unlink()
    runs = [f"{r.year} {engine} {report_name(r, engine)}" for r in ready for engine in ENGINES]
    (folder / RUNS).write_text("\n".join(runs), encoding="utf-8")
    (folder / ABSENT).write_text("\n".join(absent), encoding="utf-8")
    return 0 if ready else 2


def tell(sentence: str) -> None:
    """Say something at once, past what collects the output."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
