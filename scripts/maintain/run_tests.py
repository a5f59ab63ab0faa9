"""Run the checks and tests of a nox session, unless they have passed in the same state.

The state is a hash of all that the tests depend on: the checkout's files, Python and
its packages, TeX. Arguments that choose tests, or anything else of pytest's, run
them whatever has passed before, and make no such state.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
from typing import TYPE_CHECKING

from maintain.files import ROOT, project_files
from mlsys_paper.tex.installation import ENGINES, find_engine

if TYPE_CHECKING:
    from pathlib import Path

PYTEST = ("pytest", "-n", "2")
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("shellcheck", "scripts/bootstrap.sh", ".ci/run"),
)


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; pytest's status, or 1 when only a check failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--marked", required=True, help="pytest's -m when nothing else is chosen")
    parser.add_argument("--checks", action="store_true", help="run linters and types first")
    known, posargs = parser.parse_known_args(arguments)
    posargs = [each for each in posargs if each != "--"]
    # A misplaced blank must not keep the tests from being run, nor go unseen.
    checks = CHECKS if known.checks else ()
    failed = [" ".join(check) for check in checks if run(*check) != 0]
    status = run(*PYTEST, *posargs) if posargs else run_unless_passed(known.marked, bool(failed))
    if failed:
        print(f"These checks failed: {'; '.join(failed)}", file=sys.stderr)
    return status or int(bool(failed))


def run_unless_passed(marked: str, checks_failed: bool) -> int:
    """Run the tests that are marked so, and write down the state in which all have passed."""
    passed = ROOT / ".cache" / f"passed-{marked.replace(' ', '-')}"
    state = state_of_everything()
    if passed.is_file() and passed.read_text(encoding="utf-8") == state:
        print("nothing has changed since all tests passed; `-- -q` runs them all the same")
        return 0
    status = run(*PYTEST, "-m", marked)
    if status == 0 and not checks_failed:
        passed.parent.mkdir(exist_ok=True)
        passed.write_text(state, encoding="utf-8")
    return status


def state_of_everything(root: Path = ROOT) -> str:
    """Return a hash of the files, Python, its packages, and the engines that there are."""
    listed = [sys.executable, "-m", "pip", "freeze"]
    packages = subprocess.run(listed, capture_output=True, text=True, check=True).stdout
    tools = [find_engine(engine) for engine in ENGINES]
    state = hashlib.sha256(f"{sys.version}{tools}{packages}".encode())
    for name in project_files(root, new=True):
        state.update(f"{name}\0".encode() + (root / name).read_bytes())
    return state.hexdigest()


def run(*command: str) -> int:
    """Run a program of this environment in the checkout and return its status."""
    print(f"$ {' '.join(command)}", flush=True)
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
