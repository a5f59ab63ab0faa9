"""The maintainer's commands: `nox -s tests`, `build`, `accept`, `bench` and more, see `nox -l`.

Each session has an environment of its own below .nox/, which is kept and is
only touched when the requirements in pyproject.toml change. Posargs (after
`--`) go to the program that does the session's work.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import nox

ROOT = Path(__file__).parent
PROJECT = nox.project.load_toml(ROOT / "pyproject.toml")["project"]
PYTEST = ("pytest", "-n", "2")
TEXLIVE_TESTS = (
    "tests/test_reference_layouts.py",
    "tests/features",
    "tests/style",
    "tests/maintain/texlive",
)

nox.needs_version = ">=2024.10.9"
# venv's own pip honours pip's settings (an index, a proxy's certificate); uv does not.
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_external_run = True
nox.options.sessions = ["tests"]


@nox.session
def tests(session: nox.Session) -> None:
    """Check the code and run the tests, leaving out the thorough ones; posargs go to pytest."""
    install(session, "test", "lint")
    run_tests = ("python", "-m", "maintain.run_tests", "--checks", "--marked=not thorough")
    session.run(*run_tests, "--", *session.posargs, env=source_path())


@nox.session
def thorough(session: nox.Session) -> None:
    """Run the tests marked thorough, which take long and seldom fail; posargs go to pytest."""
    install(session, "test", "browser")
    run_tests = ("python", "-m", "maintain.run_tests", "--marked=thorough")
    session.run(*run_tests, "--", *session.posargs, env=source_path())


@nox.session
def build(session: nox.Session) -> None:
    """Set the example paper in each mode and make dist/mlsys2024style.zip."""
    install(session)
    session.run("python", "-m", "maintain.release", *session.posargs, env=source_path())


@nox.session
def web(session: nox.Session) -> None:
    """Make the page that checks papers in a browser, dist/web; posargs: --into."""
    install(session)
    session.run("python", "-m", "maintain.web", *session.posargs, env=source_path())


@nox.session
def stamp(session: nox.Session) -> None:
    """Write a version into every file that states it; posargs: VERSION, and --date."""
    install(session)
    session.run("python", "-m", "maintain.stamp", *session.posargs, env=source_path())


@nox.session
def accept(session: nox.Session) -> None:
    """Record the golden results anew and print what changed; posargs go to pytest.

    `-- --reference` records the conference's published format as well: see
    `The way of a change' in the README.
    """
    install(session, "test")
    session.run(*PYTEST, "--accept", *session.posargs, env=source_path())


@nox.session
def bench(session: nox.Session) -> None:
    """Measure what style, comparison and checker cost; posargs choose, see --help."""
    install(session, "bench")
    session.run("python", "-m", "maintain.bench", *session.posargs, env=source_path())


@nox.session
def fuzz(session: nox.Session) -> None:
    """Check papers that were damaged at random; posargs: --count, --seed, PDFs."""
    install(session)
    session.run("python", "-m", "maintain.fuzz", *session.posargs, env=source_path())


@nox.session
def rates(session: nox.Session) -> None:
    """Measure how often the checker is wrong; posargs: --papers, --each, --seed, --only, --keep.

    Lives in tests/, whose stand-ins it uses; see `How often it is wrong' in
    scripts/CHECKER.md. False alarms and misses are printed and fail nothing: they are
    what the session is for. It fails when a paper couldn't be compiled or checked.
    """
    install(session, "test")
    places = os.pathsep.join(str(ROOT / place) for place in ("scripts", "tests"))
    session.run("python", "-m", "rates", *session.posargs, env={"PYTHONPATH": places})


@nox.session(name="next-year")
def next_year(session: nox.Session) -> None:
    """Write the project for another year's conference into a new folder; build and test it there.

    Posargs: --year, --ordinal and --place, and --into for another folder than
    build/mlsys<year>.
    """
    install(session, "test")
    write = ("python", "-m", "maintain.next_year", *session.posargs)
    session.run(*write, env=source_path())
    if {"-h", "--help"} & set(session.posargs):
        return
    told = session.run(*write, "--where", env=source_path(), silent=True)
    folder = Path(str(told).strip())
    of_that_year = {"PYTHONPATH": str(folder / "scripts")}
    with session.chdir(folder):
        session.run("python", "-m", "maintain.release", env=of_that_year)
        session.run(*PYTEST, env=of_that_year)


@nox.session
def texlive(session: nox.Session) -> None:
    """Try the style under releases of TeX Live and their engines, and print one table.

    Posargs that are years or engines choose among them; the rest goes to pytest.
    """
    install(session, "test")
    years = [each for each in session.posargs if re.fullmatch(r"20\d\d", each)]
    engines = [each for each in session.posargs if each.endswith("latex")]
    others = [each for each in session.posargs if each not in (*years, *engines)]
    folder = Path(session.create_tmp()) / "texlive"
    folder.mkdir(exist_ok=True)
    releases = ("python", "-m", "maintain.texlive")
    session.run(*releases, "set-up", str(folder), *years, env=source_path())
    for line in (folder / "runs.txt").read_text(encoding="utf-8").splitlines():
        year, engine, report = line.split()
        if engine in (engines or [engine]):
            command = (*PYTEST, f"--texlive={year}", f"--engine={engine}", "-q")
            # Failures are what the table is for.
            session.run(
                *(*command, f"--junit-xml={folder / report}", *(others or TEXLIVE_TESTS)),
                env=source_path(),
                success_codes=[0, 1],
            )
    session.run(*releases, "table", str(folder), env=source_path())


@nox.session
def systems(session: nox.Session) -> None:
    """Run bootstrap.sh's commands on bare systems and print one table; as root.

    Posargs: trixie, bookworm, noble; root, sudo; clone, tarball; --again, --keep.
    """
    install(session)
    session.run("python", "-m", "maintain.systems", *session.posargs, env=source_path())


def install(session: nox.Session, *extras: str) -> None:
    """Install what pyproject.toml asks for, with the named extras, unless it is there.

    The package itself is not installed: the sessions run it from scripts/, so
    that no environment can hold an older state of it.
    """
    requirements = list(PROJECT["dependencies"])
    for extra in extras:
        requirements += PROJECT["optional-dependencies"][extra]
    # pip needs a second, and sometimes the network, to find that nothing is to be done.
    stamp = Path(session.virtualenv.location or session.create_tmp()) / "requirements.sha256"
    state = hashlib.sha256("\n".join(requirements).encode()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == state:
        return
    session.install("--quiet", "--disable-pip-version-check", *requirements)
    stamp.write_text(state, encoding="utf-8")


def source_path() -> dict[str, str]:
    """Return the environment in which `python -m mlsys_paper...` finds this checkout."""
    return {"PYTHONPATH": str(ROOT / "scripts")}
