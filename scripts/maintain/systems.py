"""Run the README's two commands on bare systems and print one table: `nox -s systems`.

Each run has a root folder of its own, made by mmdebstrap with apt and what apt
needs, and nothing else. A clone of the last commit, or its files without git, is
put there; then both commands run as a newcomer would run them, and at the end
what bootstrap.sh says can be typed next. A run that has passed is not repeated
for the same commit. Takes root, for what it mounts and installs is a system's.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from maintain.files import ROOT
from maintain.systems_root import Root, Unavailable
from maintain.systems_table import Measured, Outcome, parse, tabulate


@dataclasses.dataclass(frozen=True)
class Run:
    """What is tried: a system, who types, and what the checkout came as."""

    system: str
    suite: str
    user: str
    source: str

    def __str__(self) -> str:
        return f"{self.system}, {self.user}, {self.source}"

    @property
    def name(self) -> str:
        """The name of its files."""
        return f"{self.suite}-{self.user}-{self.source}"


# Where both users and both forms of the checkout are tried, on each system once.
# Debian 13 comes first: its TeX Live is newer than the one most changes are made with.
RUNS = (
    Run("Debian 13", "trixie", "root", "clone"),
    Run("Debian 13", "trixie", "sudo", "tarball"),
    Run("Debian 12", "bookworm", "root", "clone"),
    Run("Debian 12", "bookworm", "sudo", "clone"),
    Run("Ubuntu 24.04", "noble", "root", "clone"),
    Run("Ubuntu 24.04", "noble", "sudo", "tarball"),
)
COMMANDS = ("build", "tests")
TYPED = "what it says to type"


def main(arguments: list[str] | None = None) -> int:
    """Try the runs that the arguments choose; 0 all passed, 1 one failed, 2 none was tried."""
    parser = argparse.ArgumentParser(prog="nox -s systems --", description=__doc__)
    parser.add_argument("only", nargs="*", help="trixie, sudo, tarball and the like")
    parser.add_argument("--again", action="store_true", help="repeat runs that have passed")
    parser.add_argument("--keep", action="store_true", help="keep the root folders")
    chosen = parser.parse_args(arguments)
    known = {word for run in RUNS for word in chosen_by(run)}
    if unknown := set(chosen.only) - known:
        parser.error(f"no such thing is tried: {', '.join(sorted(unknown))}")
    if os.geteuid() != 0:
        print("systems: only root can set up a system.", file=sys.stderr)
        return 2
    runs = [run for run in RUNS if matches(run, set(chosen.only))]
    folder = systems_folder()
    commit = last_commit()
    outcomes: list[Outcome] = []
    absent: dict[str, str] = {}
    for run in runs:
        kept = read_outcome(folder / f"{run.name}.json", commit)
        if kept and kept.passed and not chosen.again:
            tell(f"{run}: passed before at {commit[:10]}")
            outcomes.append(kept)
        elif run.system not in absent:
            try:
                outcomes.append(attempt(run, folder, commit, keep=chosen.keep))
            except Unavailable as error:
                absent[run.system] = str(error)
                tell(f"{run.system} can't be had: {error}")
    print(tabulate(outcomes, absent, commit))
    if not outcomes:
        return 2
    return int(not all(outcome.passed for outcome in outcomes))


def chosen_by(run: Run) -> tuple[str, str, str]:
    """Return the words that choose a run."""
    return run.suite, run.user, run.source


def matches(run: Run, words: set[str]) -> bool:
    """Say whether a run is among those that words choose: one of a kind, if any is named."""
    kinds = [set(kind) for kind in zip(*map(chosen_by, RUNS), strict=True)]
    return all(
        value in words or not words & kind
        for value, kind in zip(chosen_by(run), kinds, strict=True)
    )


def attempt(run: Run, folder: Path, commit: str, *, keep: bool) -> Outcome:
    """Set a system up, run the commands there, and write down how they ended.

    Raises:
        Unavailable: the system can't be set up.
    """
    tell(f"{run}: being set up")
    log = folder / f"{run.name}.log"
    log.unlink(missing_ok=True)
    root = Root(folder / run.name, run.suite)
    root.make(sudo=run.user == "sudo")
    put_checkout(root, run, commit)
    rows = []
    next_steps = ""
    for command in COMMANDS:
        tell(f"{run}: {command}; see {log}")
        done = root.run(f"sh scripts/bootstrap.sh {command}", log)
        rows.append(parse(command, done))
        next_steps = typed_next(done.output) or next_steps
    script = next_steps or "echo 'bootstrap.sh does not say what can be typed next'; exit 1"
    rows.append(dataclasses.replace(parse(TYPED, root.run(f"set -e\n{script}", log)), passed=None))
    outcome = Outcome(run.system, run.user, run.source, commit, tuple(rows), str(log))
    (folder / f"{run.name}.json").write_text(json.dumps(dataclasses.asdict(outcome)), "utf-8")
    if outcome.passed and not keep:
        root.remove()
    else:
        tell(f"{run}: the system is kept in {root.folder}")
    return outcome


def typed_next(output: str) -> str:
    """Return the lines that bootstrap.sh says can be typed, as a script."""
    _, found, after = output.rpartition("you can now type")
    lines = [line.strip() for line in after.splitlines() if line.startswith("    ")]
    return "\n".join(lines) if found else ""


def put_checkout(root: Root, run: Run, commit: str) -> None:
    """Lay a commit's files into a system, as its user's own."""
    target = root.home / "project"
    trusted = ["git", "-c", f"safe.directory={ROOT}", "-c", f"safe.directory={ROOT}/.git"]
    if run.source == "clone":
        copy = ["clone", "--quiet", "--no-hardlinks", str(ROOT), str(target)]
        subprocess.run([*trusted, *copy], check=True)
        subprocess.run(["git", "-C", str(target), "checkout", "--quiet", commit], check=True)
    else:
        target.mkdir()
        with tempfile.TemporaryFile() as archive:
            packed = [*trusted, "-C", str(ROOT), "archive", commit]
            subprocess.run(packed, stdout=archive, check=True)
            archive.seek(0)
            subprocess.run(["tar", "-x", "-C", str(target)], stdin=archive, check=True)
    root.give_to_user(target)


def read_outcome(path: Path, commit: str) -> Outcome | None:
    """Return what was written down of a run, None when it was another commit's."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        rows = tuple(Measured(**row) for row in facts.pop("rows"))
        outcome = Outcome(**facts, rows=rows)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return outcome if outcome.commit == commit else None


def last_commit() -> str:
    """Return the commit that is tried, and say so when the checkout has changed since."""
    git = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT)]
    if not shutil.which("git") or not (ROOT / ".git").exists():
        sys.exit("systems: this is no git checkout, so that there is no commit to try.")
    if subprocess.run([*git, "status", "--porcelain"], capture_output=True, check=True).stdout:
        tell("what is not committed is not tried")
    done = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def systems_folder() -> Path:
    """Return where systems, logs and results lie: as nox -s texlive does, in the user's cache."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    folder = base / "mlsys-systems"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def tell(sentence: str) -> None:
    """Say something at once."""
    print(f"systems: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
