"""Find the TeX programs, say what to install when they are absent."""

from __future__ import annotations

import functools
import os
import platform
import re
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.programs import SYSTEM_FOLDERS, Limits, run, which

# Engines, and what web2c calls the program whose format they load.
ENGINES = {"pdflatex": "pdftex", "xelatex": "xetex", "lualatex": "luahbtex"}

LATEX_PACKAGES = (
    "texlive-latex-recommended",
    "texlive-latex-extra",
    "texlive-fonts-recommended",
    "texlive-science",
)
DEBIAN_PACKAGES = {
    "xelatex": ("texlive-xetex", "fonts-texgyre"),
    "lualatex": ("texlive-luatex", "fonts-texgyre"),
    "biber": ("texlive-bibtex-extra", "biber"),
}

ASKING = Limits(cpu_seconds=20, wall_seconds=60.0)


@dataclass(frozen=True)
class Engine:
    """A TeX engine of this machine, or of the system in a root folder.

    Attributes:
        name: pdflatex, xelatex or lualatex.
        program: the path of the program.
        version: the first line that it says of itself.
        roots: folders outside the system's own that hold the TeX installation.
        stamp: changes whenever the program, its format or the packages change.
        confined: whether it runs in the sandbox of `process`, where there is one.
        root: the root folder of the system that it belongs to, None for this one.
        format: the file of its format, None when it can't be told.
    """

    name: str
    program: Path
    version: str
    roots: tuple[Path, ...]
    stamp: str
    confined: bool = True
    root: Path | None = None
    format: Path | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """The options with which every run of this engine starts."""
        own = {
            # Without this its writer of PDFs is told to be quiet, and nothing
            # says that two destinations have one name.
            "xelatex": ("-output-driver=xdvipdfmx -E",),
            # Old LuaTeX lets its network library start programs whatever is forbidden.
            "lualatex": ("-nosocket",),
        }
        return ("-no-shell-escape", *own.get(self.name, ()))

    @property
    def openin(self) -> str:
        """Which files it may read; see `environment`.

        TeX Live 2020's XeTeX and LuaTeX hold to the rule what they have found
        on their own search paths, by absolute names. LuaTeX since 1.18 holds
        its Lua code to it, and that opens TeX Live's fonts and tables by such
        names. What foreign files there are is up to the sandbox then, as it is
        for the Lua code of the versions between.
        """
        found = re.search(r"Version (\d+)\.(\d+)", self.version)
        newer = found is not None and (int(found[1]), int(found[2])) >= (1, 18)
        strict = "TeX Live 2020" in self.version or (self.name == "lualatex" and newer)
        return "r" if strict and self.name != "pdflatex" else "p"


@functools.cache
def find_engine(name: str, root: Path | None = None) -> Engine:
    """Find an engine.

    Args:
        name: pdflatex, xelatex or lualatex.
        root: the root folder of another system to take it from.

    Raises:
        PaperError: it isn't one that this package knows, or not installed.
    """
    if name not in ENGINES:
        raise PaperError(
            f"There is no engine called {name}.", f"Choose one of: {', '.join(ENGINES)}."
        )
    program = find_program(name, root)
    roots = () if root else tex_roots(program)
    with tempfile.TemporaryDirectory() as folder:

        def ask(*command: str, sandbox: bool = True) -> str:
            limits = replace(ASKING, sandbox=sandbox)
            answer = run(command, folder=Path(folder), readable=roots, limits=limits, root=root)
            return answer.output.strip() if answer.status == 0 else ""

        version = ask(str(program), "--version")
        # An unusual installation may need files that the sandbox lacks.
        confined = bool(version)
        if not confined and root is None:
            version = ask(str(program), "--version", sandbox=False)
        if not version:
            raise PaperError(f"{program} is installed, but does not run.", how_to_install(name))
        format_file = ask("kpsewhich", f"-engine={ENGINES[name]}", f"{name}.fmt", sandbox=confined)
        trees = ask("kpsewhich", "-expand-var=$TEXMFDIST:$TEXMFLOCAL", sandbox=confined)
    version = version.partition("\n")[0]
    lists = [Path(tree) / "ls-R" for tree in trees.split(":") if tree]
    looked_at = [path for path in (program, Path(format_file), *lists) if path.is_absolute()]
    if root:
        looked_at = [root / path.relative_to("/") for path in looked_at]
    stamp = " ".join([version, *(stamp_of(path) for path in looked_at)])
    format_path = next((path for path in looked_at if path.suffix == ".fmt"), None)
    return Engine(name, program, version, roots, stamp, confined, root, format_path)


def find_program(name: str, root: Path | None = None) -> Path:
    """The path of a TeX program, in the system of a root folder when one is given.

    Raises:
        PaperError: it isn't installed; the remedy says what to install.
    """
    found = which(name, root)
    if found is None:
        where = f" in {root}." if root else ", or not on the PATH."
        raise PaperError(f"{name} is not installed{where}", how_to_install(name))
    return found


def how_to_install(name: str) -> str:
    """What to install, on this kind of machine, for a program to be there."""
    if shutil.which("apt-get"):
        packages = (*LATEX_PACKAGES, *DEBIAN_PACKAGES.get(name, ()))
        return f"Install it with: sudo apt-get install {' '.join(packages)}"
    if platform.system() == "Darwin":
        return "Install MacTeX from https://tug.org/mactex/, then open a new terminal."
    return (
        "Install TeX Live, 2020 or newer, from https://tug.org/texlive/ "
        "and put its programs on the PATH."
    )


def tex_roots(program: Path) -> tuple[Path, ...]:
    """The folders of a TeX Live that lies outside the system's own folders.

    Its programs lie in ROOT/YEAR/bin/PLATFORM, perhaps with links elsewhere,
    its trees in ROOT and ROOT/YEAR.
    """
    real = program.resolve()
    roots = [] if in_system(program) else [program.parent]
    binaries = real.parent.parent
    if not in_system(real) and binaries.name == "bin":
        year = binaries.parent
        roots += [year, year.parent / "texmf-local", year.parent / "texmf-config"]
    return tuple(roots)


def in_system(path: Path) -> bool:
    """Whether every sandbox has this path anyway."""
    return any(path.is_relative_to(folder) for folder in SYSTEM_FOLDERS)


def stamp_of(path: Path) -> str:
    """When a file changed last and how long it is, "-" when absent."""
    if not path.is_file():
        return "-"
    status = path.stat()
    return f"{status.st_mtime_ns}:{status.st_size}"


@functools.cache
def personal_tree() -> Path | None:
    """The user's own TeX tree (TEXMFHOME), None when there is none."""
    home = Path("~").expanduser()
    own = {name: os.environ[name] for name in ("TEXMFHOME",) if name in os.environ}
    with tempfile.TemporaryDirectory() as folder:
        answer = run(
            [str(find_program("kpsewhich")), "-var-value=TEXMFHOME"],
            folder=Path(folder),
            environment={"HOME": str(home), **own},
            limits=ASKING,
        )
    tree = Path(answer.output.strip() or home / "texmf")
    return tree if tree.is_absolute() and tree.is_dir() else None
