"""Find the TeX programs, say what to install when they are absent."""

from __future__ import annotations

import functools
import platform
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from mlsys_paper.errors import PaperError
from mlsys_paper.process import Limits, run

ENGINES = ("pdflatex", "xelatex", "lualatex")

DEBIAN_PACKAGES = {
    "pdflatex": (
        "texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended texlive-science"
    ),
    "xelatex": "texlive-xetex fonts-texgyre",
    "lualatex": "texlive-luatex fonts-texgyre",
    "bibtex": "texlive-binaries",
    "biber": "biber texlive-bibtex-extra",
    "kpsewhich": "texlive-binaries",
}

ASKING = Limits(cpu_seconds=20, wall_seconds=60.0)


@dataclass(frozen=True)
class Engine:
    """A TeX engine of this machine.

    Attributes:
        name: pdflatex, xelatex or lualatex.
        program: the path of the program.
        version: the first line that it says of itself.
        format_file: the format with the LaTeX kernel, or None when there is none.
        roots: folders outside the system's own that hold the TeX installation.
        stamp: changes whenever the program, its format or the packages change.
    """

    name: str
    program: Path
    version: str
    format_file: Path | None
    roots: tuple[Path, ...]
    stamp: str


@functools.cache
def find_engine(name: str) -> Engine:
    """Find an engine.

    Raises:
        PaperError: it isn't one that this package knows, or not installed.
    """
    if name not in ENGINES:
        raise PaperError(
            f"There is no engine called {name}.", f"Choose one of {', '.join(ENGINES)}."
        )
    program = find_program(name)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        roots = tex_roots(program)
        version = ask([str(program), "--version"], scratch, roots).partition("\n")[0]
        answers = {
            question: ask(["kpsewhich", f"-engine={engine_of(name)}", question], scratch, roots)
            for question in (f"{name}.fmt", "-var-value=TEXMFDIST", "-var-value=TEXMFLOCAL")
        }
    format_file = Path(answers[f"{name}.fmt"]) if answers[f"{name}.fmt"] else None
    lists = [Path(answers[f"-var-value={tree}"]) / "ls-R" for tree in ("TEXMFDIST", "TEXMFLOCAL")]
    stamps = [version, *(stamp_of(path) for path in (program, format_file, *lists))]
    return Engine(name, program, version, format_file, roots, " ".join(stamps))


def engine_of(name: str) -> str:
    """The folder of web2c in which the engine's formats lie."""
    return {"pdflatex": "pdftex", "xelatex": "xetex", "lualatex": "luahbtex"}[name]


def find_program(name: str) -> Path:
    """The path of a TeX program.

    Raises:
        PaperError: it isn't installed; the remedy says what to install.
    """
    found = shutil.which(name)
    if found is None:
        raise PaperError(f"{name} is not installed, or not on the PATH.", how_to_install(name))
    return Path(found)


def how_to_install(name: str) -> str:
    """What to install for a program on this kind of machine."""
    if shutil.which("apt-get"):
        packages = dict.fromkeys(
            [*DEBIAN_PACKAGES["pdflatex"].split(), *DEBIAN_PACKAGES[name].split()]
        )
        return f"Install it with: sudo apt-get install {' '.join(packages)}"
    if platform.system() == "Darwin":
        return "Install MacTeX from https://tug.org/mactex/, then open a new terminal."
    return (
        "Install TeX Live (2020 or newer, scheme-full) from https://tug.org/texlive/, "
        "and put its programs on the PATH."
    )


def tex_roots(program: Path) -> tuple[Path, ...]:
    """The folders of a TeX Live that lies outside the system's own folders.

    The programs lie in ROOT/bin/PLATFORM, the trees in ROOT and beside it.
    """
    real = program.resolve()
    if real.is_relative_to("/usr") or len(real.parents) < 4:
        return ()
    return tuple(dict.fromkeys((real.parents[2], program.parent)))


def ask(command: list[str], scratch: Path, roots: tuple[Path, ...]) -> str:
    """What a program answers, "" when it fails."""
    answer = run(command, folder=scratch, readable=roots, limits=ASKING)
    return answer.output.strip() if answer.status == 0 else ""


def stamp_of(path: Path | None) -> str:
    """When a file changed last and how long it is, "-" when absent."""
    if path is None or not path.is_file():
        return "-"
    status = path.stat()
    return f"{status.st_mtime_ns}:{status.st_size}"
