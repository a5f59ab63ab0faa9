"""Compile a paper in a scratch folder: engine, bibliography, reruns, cache."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import stat
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.programs import Completed, Limits, run, sandbox_program
from mlsys_paper.tex.bibliography import Request, requests
from mlsys_paper.tex.cache import FACTS, Cache, session_cache, user_cache
from mlsys_paper.tex.environment import (
    EPOCH,
    FONT_CACHE,
    font_cache,
    tex_environment,
    unpacked_format,
)
from mlsys_paper.tex.installation import find_engine, find_program
from mlsys_paper.tex.result import CompiledDocument, read_result
from mlsys_paper.tex.sources import (
    PRODUCTS,
    SOURCE_SUFFIXES,
    Sources,
    folder_sources,
    given_sources,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mlsys_paper.tex.installation import Engine


# Lines that an .aux file holds although they change nothing in a next run. The
# entries of a table of contents count in the .toc file, if one is written, and
# what is asked of BibTeX counts in the .bbl file. Where the main text ends, the
# style reads at the end of the run that has written it.
IDLE_AUX = re.compile(
    r"\\relax\s*|\\gdef ?\\@abspage@last\{\d+\}|\\@writefile\{\w+\}\{.*\}"
    r"|\\(?:citation|bibdata|bibstyle)\{.*\}"
    r"|(?:\\providecommand\\mlsys@maintextends\[1\]\{\})?\\mlsys@maintextends\{\d+\}|"
)
NOT_READ_AGAIN = frozenset({".log", ".pdf", ".fls", ".xdv", ".dvi", ".blg", ".gz"})


@dataclass(frozen=True)
class Settings:
    """How to compile; see `compile_document`."""

    max_runs: int = 6
    limits: Limits = field(default_factory=Limits)
    halt_on_error: bool = False
    epoch: int = 0
    personal: Path | None = None
    synctex: bool = field(default=False, repr=False)


class Runs:
    """One compilation.

    Attributes:
        last: how the last TeX run ended, or the program that a limit ended.
        count: TeX runs so far.
    """

    def __init__(
        self,
        scratch: Path,
        main: str,
        engine: Engine,
        settings: Settings,
        *,
        inputs: Sequence[str] = (),
        formats: Path | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> None:
        self.scratch = scratch
        self.folder = scratch / "paper"
        self.main = main
        self.job = PurePosixPath(main).stem
        self.engine = engine
        self.settings = settings
        self.inputs = inputs
        self.formats = formats
        self.progress = progress or (lambda _: None)
        own_bbl = self.folder / f"{self.job}.bbl"
        self.own_bbl = own_bbl.read_bytes() if own_bbl.is_file() else None
        if self.own_bbl is not None and any(self.folder.rglob("*.bib")):
            # It will be made anew, and a stale one could break the first run.
            own_bbl.unlink()
        self.count = 0
        self.last = Completed(0, "")
        self.served: dict[str, str] = {}

    def program(self, command: list[str]) -> Completed:
        """Run one program under the limits, then drop what no reader should meet."""
        settings, limits = self.settings, self.settings.limits
        own = command[0] == str(self.engine.program)
        environment = tex_environment(
            self.scratch,
            self.inputs,
            epoch=settings.epoch,
            personal=settings.personal,
            openin=self.engine.openin if own else "p",
            formats=self.formats,
        )
        if not own:
            # Newer BibTeX breaks the lines of its list at this length as well.
            del environment["max_print_line"]
        done = run(
            command,
            folder=self.folder,
            scratch=self.scratch,
            environment=environment,
            readable=[*self.engine.roots, *filter(None, (settings.personal, self.formats))],
            limits=replace(limits, sandbox=limits.sandbox and self.engine.confined),
            root=self.engine.root,
        )
        remove_irregular(self.scratch)
        return done

    def compile(self) -> None:
        """Run TeX and the bibliography programs until nothing changes any more."""
        halt = self.settings.halt_on_error
        command = [
            str(self.engine.program),
            *self.engine.options,
            "-interaction=nonstopmode",
            "-file-line-error",
            "-recorder",
            *(["-halt-on-error"] if halt else []),
            *(["-synctex=1"] if self.settings.synctex else []),
            self.main,
        ]
        before = self.state(self.given())
        while self.count < self.settings.max_runs:
            self.count += 1
            self.progress(f"{self.engine.name}, run {self.count}")
            (self.folder / f"{self.job}.pdf").unlink(missing_ok=True)
            self.last = self.program(command)
            if self.last.stopped or (halt and self.last.status) or not self.bibliography():
                break
            after = self.state(self.written())
            if after == before:
                break
            before = after

    def bibliography(self) -> bool:
        """Run BibTeX or Biber where what is asked has changed; False when a limit ended it."""
        jobs = [
            PurePosixPath(name).with_suffix("").as_posix()
            for name in self.written()
            if name.endswith(".aux")
        ]
        for request in requests(self.folder, self.job, jobs):
            if self.served.get(request.job) == request.digest or self.has_own(request):
                continue
            self.served[request.job] = request.digest
            find_program(request.program, self.engine.root)
            self.progress(request.program)
            done = self.program([request.program, request.job])
            if done.stopped:
                self.last = done
                return False
        return True

    def has_own(self, request: Request) -> bool:
        """Whether the author gives the finished bibliography without its databases."""
        if self.own_bbl is None or request.job != self.job:
            return False
        folders = [self.folder, *(self.folder / tree for tree in self.inputs)]
        if any(
            (folder / f"{name.removesuffix('.bib')}.bib").is_file()
            for folder in folders
            for name in request.databases
        ):
            return False
        (self.folder / f"{self.job}.bbl").write_bytes(self.own_bbl)
        return True

    def written(self) -> list[str]:
        """Names, relative to the paper's folder, of the files that TeX has written."""
        names = [PurePosixPath(name) for name in self.recorded("OUTPUT")]
        return [
            name.as_posix() for name in names if not name.is_absolute() and ".." not in name.parts
        ]

    def given(self) -> list[str]:
        """Names of the files of an earlier compilation that come with the paper."""
        return [
            path.name
            for path in self.folder.glob("*.*")
            if path.stem == self.job and path.suffix in PRODUCTS
        ]

    def state(self, written: Sequence[str]) -> dict[str, str]:
        """Hashes of those written files that may be read in a next run."""
        names = {name for name in written if PurePosixPath(name).suffix not in NOT_READ_AGAIN}
        names |= {f"{job}.bbl" for job in {self.job, *self.served}}
        state = {}
        for name in names:
            path = self.folder / name
            data = path.read_bytes() if path.is_file() else b""
            if path.suffix == ".aux":
                lines = data.decode("utf-8", "replace").splitlines()
                data = "\n".join(line for line in lines if not IDLE_AUX.fullmatch(line)).encode()
            if data.strip():
                state[name] = hashlib.sha256(data).hexdigest()
        return state

    def recorded(self, mark: str) -> list[str]:
        """Names in the recorder file with this mark, INPUT or OUTPUT."""
        path = self.folder / f"{self.job}.fls"
        if not path.is_file():
            return []
        lines = path.read_text("utf-8", "replace").splitlines()
        start = f"{mark} "
        return list(dict.fromkeys(line[len(start) :] for line in lines if line.startswith(start)))


__all__ = ["CompiledDocument", "compile_document"]

# Part of every cache key: raise it when the same input gives another result.
CACHE_VERSION = 4
# Names that reach TeX's command line, .aux files and shells unharmed.
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")


def compile_document(
    source: Path | None = None,
    *,
    text: str | None = None,
    files: Mapping[str, str | bytes | Path] | None = None,
    engine: str = "pdflatex",
    root: Path | None = None,
    inputs: Sequence[Path] = (),
    max_runs: int = 6,
    limits: Limits | None = None,
    cache: Path | None = None,
    halt_on_error: bool = False,
    epoch: int = EPOCH,
    personal: Path | None = None,
    synctex: bool = False,
    progress: Callable[[str], None] | None = None,
) -> CompiledDocument:
    """Compile a document; same content, same result from the cache.

    Args:
        source: a main file; its folder is copied, nothing is written beside it.
        text: the source itself, instead of `source`.
        files: laid beside it, by relative name: content, or a path to copy. With
            the .aux of an earlier compilation, one run may be enough.
        engine: pdflatex, xelatex or lualatex.
        root: the root folder of another system, whose TeX is used in place of
            this one's.
        inputs: folders searched after the paper's own, for TeX and BibTeX.
        max_runs: the most TeX runs.
        limits: for each program that runs.
        cache: the folder of earlier results; without it, results live as long
            as this process.
        halt_on_error: stop at the first error instead of collecting all.
        epoch: the date of the document, in seconds since 1970.
        personal: the author's own TeX tree (TEXMFHOME); its content isn't part
            of what the cache compares, so a cache must not be given with it.
        synctex: whether TeX writes what editors go from PDF to source by.
        progress: called with a few words before each program is run.

    Raises:
        PaperError: the source doesn't exist, or TeX isn't installed. A paper
            that doesn't compile is no such error; its result says why.
    """
    found = find_engine(engine, root)
    main, sources = all_sources(source, text, files or {})
    trees = [folder_sources(folder) for folder in inputs]
    settings = Settings(max_runs, limits or Limits(), halt_on_error, epoch, personal, synctex)
    parts = [CACHE_VERSION, found.stamp, main, repr(settings), sources.digest()]
    parts += [tree.digest() for tree in trees]
    parts += ["synctex"] if synctex else []
    key = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:40]
    store = own_cache() if cache is None or personal else Cache(cache)

    def make(scratch: Path) -> bool:
        # Without a cache of the caller's own, fonts and formats at least outlive the process.
        lasting = store if cache is not None else user_cache() or store
        lay_out(scratch, sources, trees, font_cache(found, lasting))
        names = [f"../inputs/{number}" for number in range(len(trees))]
        # Out of the sandbox, one paper's Lua code could change what another loads.
        sandboxed = settings.limits.sandbox and found.confined and sandbox_program()
        formats = unpacked_format(found, lasting) if sandboxed else None
        runs = Runs(
            scratch, main, found, settings, inputs=names, formats=formats, progress=progress
        )
        runs.compile()
        keep_products(runs, sources)
        # A run that took too long by the clock may have met a busy machine.
        return runs.last.stopped != "wall-clock time"

    return read_result(store.get(key, make), main, source, settings.limits)


@functools.cache
def own_cache() -> Cache:
    """The cache of this process, for callers that name none."""
    return session_cache()


def all_sources(
    source: Path | None, text: str | None, files: Mapping[str, str | bytes | Path]
) -> tuple[str, Sources]:
    """The name of the main file in the scratch folder, and all files."""
    laid = given_sources(files)
    if (source is None) == (text is None):
        raise PaperError("Give either a main file or the text of a document.")
    if source is None:
        return "main.tex", Sources(laid | {"main.tex": (text or "").encode()})
    if not source.is_file():
        raise PaperError(f"{source} does not exist, or is no file.", "Name the paper's main file.")
    if source.suffix.lower() not in SOURCE_SUFFIXES:
        raise PaperError(f"{source} is no TeX source.", "Name the paper's main .tex file.")
    found = dict(folder_sources(source.absolute().parent, source.name).files)
    found.pop(source.name, None)  # perhaps a link, which is followed here
    main = plain_name(source.name, {*found, *laid})
    return main, Sources({**found, main: source, **laid})


def plain_name(name: str, taken: set[str]) -> str:
    """A name that TeX takes as it is; blanks and the like are replaced."""
    path = PurePosixPath(name)
    if PLAIN_NAME.fullmatch(name):
        return name
    stem = re.sub(r"[^A-Za-z0-9._+-]+", "-", path.stem).strip("-.") or "paper"
    while f"{stem}{path.suffix}" in taken:
        stem += "-"
    return f"{stem}{path.suffix}"


def lay_out(scratch: Path, sources: Sources, trees: Sequence[Sources], fonts: Path | None) -> None:
    """Copy everything into the scratch folder: paper/, inputs/0/, inputs/1/ ..."""
    for name, tree in [("paper", sources), *((f"inputs/{n}", t) for n, t in enumerate(trees))]:
        folder = scratch / name
        folder.mkdir(parents=True)
        tree.copy_to(folder)
    if fonts is not None:
        shutil.copytree(fonts, scratch / FONT_CACHE)
    (scratch / FONT_CACHE).mkdir(exist_ok=True)


def keep_products(runs: Runs, sources: Sources) -> None:
    """Leave the products and the main file, and write down how it went."""
    facts = {
        "runs": runs.count,
        "exit_status": runs.last.status,
        "stopped": runs.last.stopped,
        "output": runs.last.output[-20_000:],
        "read": runs.recorded("INPUT"),
    }
    kept = {runs.main, f"{runs.job}.bbl", *runs.written()}
    for name in sources.files:
        if name not in kept:
            (runs.folder / name).unlink(missing_ok=True)
    for folder in runs.scratch.iterdir():
        if folder != runs.folder:
            shutil.rmtree(folder, ignore_errors=True)
    (runs.scratch / FACTS).write_text(json.dumps(facts), "utf-8")


def remove_irregular(folder: Path) -> None:
    """Remove links, pipes and sockets below a folder.

    A paper that gets LuaTeX to make them could have us read a file of the
    reader's in place of a log, or wait for ever for a pipe.
    """
    for here, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(here) / name
            with contextlib.suppress(OSError):
                mode = path.lstat().st_mode
                if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
                    path.unlink()
