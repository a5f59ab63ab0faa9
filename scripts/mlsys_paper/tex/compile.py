"""Compile a paper in a scratch folder: engine, bibliography, reruns, cache."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.programs import Limits, sandbox_program
from mlsys_paper.tex.cache import FACTS, Cache, session_cache, user_cache
from mlsys_paper.tex.environment import EPOCH, FONT_CACHE
from mlsys_paper.tex.fontcache import font_cache
from mlsys_paper.tex.formats import unpacked_format
from mlsys_paper.tex.installation import find_engine
from mlsys_paper.tex.result import CompiledDocument, read_result
from mlsys_paper.tex.runs import Runs, Settings
from mlsys_paper.tex.sources import Sources, folder_sources, given_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = ["CompiledDocument", "compile_document"]

# Part of every cache key: raise it when the same input gives another result.
CACHE_VERSION = 4
# Names that reach TeX's command line, .aux files and shells unharmed.
PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
SOURCE_SUFFIXES = frozenset({".tex", ".ltx", ".latex"})


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
        progress: called with a few words before each program is run.

    Raises:
        PaperError: the source doesn't exist, or TeX isn't installed. A paper
            that doesn't compile is no such error; its result says why.
    """
    found = find_engine(engine, root)
    main, sources = all_sources(source, text, files or {})
    trees = [folder_sources(folder) for folder in inputs]
    settings = Settings(max_runs, limits or Limits(), halt_on_error, epoch, personal)
    parts = [CACHE_VERSION, found.stamp, main, repr(settings), sources.digest()]
    parts += [tree.digest() for tree in trees]
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
