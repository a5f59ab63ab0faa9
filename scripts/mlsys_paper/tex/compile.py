"""Compile a paper in a scratch folder: engine, bibliography, reruns, cache."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.process import Completed, Limits, run
from mlsys_paper.tex.bibliography import bibtex_request, read_blg
from mlsys_paper.tex.cache import Cache, session_cache
from mlsys_paper.tex.environment import EPOCH, tex_environment
from mlsys_paper.tex.installation import Engine, find_engine, find_program
from mlsys_paper.tex.log import LogReport, parse_log
from mlsys_paper.tex.sources import Sources, folder_sources, given_sources

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# Part of every cache key: raise it when a compilation's results change.
CACHE_VERSION = 1
LONGEST_LOG = 16 << 20


@dataclass(frozen=True)
class CompiledDocument:
    """What came out of compiling a document.

    Attributes:
        main: the source.
        pdf: the PDF, or None when none came out.
        log: of the last TeX run; the bibliography program's findings at the end.
        log_text: the whole log of the last TeX run.
        runs: TeX runs that were needed.
        exit_status: of the last TeX run.
        folder: where the products lie (.aux, .bbl, .blg, .out, .pdf).
        stopped: the limit that ended a program, or "".
        output: the end of what the last TeX run printed.
    """

    main: Path
    pdf: Path | None
    log: LogReport
    log_text: str
    runs: int
    exit_status: int
    folder: Path
    stopped: str = ""
    output: str = ""

    def product(self, suffix: str) -> str:
        """The text of a product of the main file, "" when there is none."""
        path = self.folder / f"{self.main.stem}{suffix}"
        return path.read_text("utf-8", "replace") if path.is_file() else ""

    @property
    def aux_text(self) -> str:
        """The text of the .aux file, "" when there is none."""
        return self.product(".aux")

    @property
    def bbl_text(self) -> str:
        """The text of the .bbl file, "" when there is none."""
        return self.product(".bbl")

    @property
    def blg_text(self) -> str:
        """The text of the .blg file, "" when there is none."""
        return self.product(".blg")


def compile_document(
    source: Path | None = None,
    *,
    text: str | None = None,
    files: Mapping[str, str | bytes | Path] | None = None,
    engine: str = "pdflatex",
    inputs: Sequence[Path] = (),
    max_runs: int = 6,
    limits: Limits | None = None,
    cache: Path | None = None,
    halt_on_error: bool = False,
    epoch: int = EPOCH,
    progress: Callable[[str], None] | None = None,
) -> CompiledDocument:
    """Compile a document; same content, same result from the cache.

    Args:
        source: a main file; its folder is copied, nothing is written beside it.
        text: the source itself, instead of `source`.
        files: laid beside it, by relative name: content, or a path to copy.
        engine: pdflatex, xelatex or lualatex.
        inputs: folders searched after the paper's own, for TeX and BibTeX.
        max_runs: the most TeX runs.
        limits: for each program that runs.
        cache: the folder of earlier results; without it, results live as long
            as this process.
        halt_on_error: stop at the first error instead of collecting all.
        epoch: the date of the document, in seconds since 1970.
        progress: called with a few words before each program is run.

    Raises:
        PaperError: the source doesn't exist, or TeX isn't installed. A paper
            that doesn't compile is no such error; its result says why.
    """
    main, sources = all_sources(source, text, files or {})
    found = find_engine(engine)
    limits = limits or Limits()
    trees = [folder_sources(folder) for folder in inputs]
    settings = [CACHE_VERSION, found.stamp, main, max_runs, repr(limits), halt_on_error, epoch]
    contents = [sources.digest(), *(tree.digest() for tree in trees)]
    key = hashlib.sha256(json.dumps([settings, contents]).encode()).hexdigest()[:40]
    store = Cache(cache) if cache is not None else own_cache()
    with store.lock(key):
        place = store.find(key)
        if place is None:
            with store.scratch() as scratch:
                lay_out(scratch, sources, trees)
                steps = Steps(
                    scratch,
                    main,
                    found,
                    trees=len(trees),
                    limits=limits,
                    epoch=epoch,
                    progress=progress,
                )
                steps.compile(max_runs, halt_on_error=halt_on_error)
                steps.keep_products(sources)
                place = store.keep(key, scratch)
    result = read_result(place, main)
    return result if source is None else replace(result, main=source)


@functools.cache
def own_cache() -> Cache:
    """The cache of this process, for callers that name none."""
    return session_cache()


def all_sources(
    source: Path | None, text: str | None, files: Mapping[str, str | bytes | Path]
) -> tuple[str, Sources]:
    """The name of the main file and all files of the compilation."""
    laid = given_sources(files)
    if (source is None) == (text is None):
        raise PaperError("Give either a main file or the text of a document.")
    if source is None:
        return "main.tex", Sources(laid | {"main.tex": (text or "").encode()})
    if not source.is_file():
        raise PaperError(f"{source} does not exist, or is no file.", "Name the paper's main file.")
    return source.name, Sources(
        dict(folder_sources(source.resolve().parent, source.name).files)
        | {source.name: source}
        | laid
    )


def lay_out(scratch: Path, sources: Sources, trees: Sequence[Sources]) -> None:
    """Copy everything into the scratch folder: paper/, inputs/0/, inputs/1/ ..."""
    for name, tree in [("paper", sources), *((f"inputs/{n}", t) for n, t in enumerate(trees))]:
        folder = scratch / name
        folder.mkdir(parents=True)
        tree.copy_to(folder)
    (scratch / "font-cache").mkdir()


# Lines that an .aux file holds although nothing in it matters to a next run.
IDLE_AUX = re.compile(r"\\relax\s*|\\gdef ?\\@abspage@last\{\d+\}|\\@writefile\{\w+\}\{.*\}|")
NOT_READ_AGAIN = frozenset({".log", ".pdf", ".fls", ".xdv", ".dvi", ".blg", ".gz"})


class Steps:
    """The programs of one compilation, run in its scratch folder."""

    def __init__(
        self,
        scratch: Path,
        main: str,
        engine: Engine,
        *,
        trees: int,
        limits: Limits,
        epoch: int,
        progress: Callable[[str], None] | None,
    ) -> None:
        self.scratch = scratch
        self.folder = scratch / "paper"
        self.main = main
        self.stem = PurePosixPath(main).stem
        self.engine = engine
        self.limits = limits
        self.progress = progress or (lambda _: None)
        names = [f"../inputs/{number}" for number in range(trees)]
        self.environment = tex_environment(scratch, names, epoch=epoch)
        self.runs = 0
        self.last = Completed(0, "")
        self.asked = ""

    def program(self, command: list[str]) -> Completed:
        """Run one program under the limits."""
        return run(
            command,
            folder=self.folder,
            scratch=self.scratch,
            environment=self.environment,
            readable=self.engine.roots,
            limits=self.limits,
        )

    def compile(self, max_runs: int, *, halt_on_error: bool) -> None:
        """Run TeX and the bibliography program until nothing changes any more."""
        options = ["-interaction=nonstopmode", "-file-line-error", "-recorder", "-no-shell-escape"]
        if halt_on_error:
            options.append("-halt-on-error")
        before = self.state()
        while self.runs < max_runs:
            self.runs += 1
            self.progress(f"{self.engine.name}, run {self.runs}")
            self.last = self.program([str(self.engine.program), *options, self.main])
            if self.last.stopped or (halt_on_error and self.last.status):
                break
            self.bibliography()
            after = self.state()
            if after == before:
                break
            before = after

    def bibliography(self) -> None:
        """Run Biber or BibTeX when what the document asks of it has changed."""
        control = self.folder / f"{self.stem}.bcf"
        if control.is_file():
            asked = hashlib.sha256(control.read_bytes()).hexdigest()
            command = "biber"
        else:
            asked = bibtex_request(self.folder / f"{self.stem}.aux")
            command = "bibtex"
        if not asked or asked == self.asked:
            return
        self.asked = asked
        self.progress(command)
        find_program(command)
        done = self.program([command, self.stem])
        if done.stopped:
            self.last = done

    def state(self) -> dict[str, str]:
        """Hashes of the files that TeX has written and may read in a next run."""
        written = {self.folder / f"{self.stem}.bbl"}
        for name in self.recorded("OUTPUT"):
            path = self.folder / name
            # LuaTeX records its font cache too, which lies elsewhere.
            inside = not (path.is_relative_to(self.scratch / "font-cache") or ".." in path.parts)
            if inside and path.suffix not in NOT_READ_AGAIN:
                written.add(path)
        state = {}
        for path in written:
            if not path.is_file() or path.is_symlink():
                continue
            data = path.read_bytes()
            if path.suffix == ".aux":
                lines = data.decode("utf-8", "replace").splitlines()
                kept = [line for line in lines if not IDLE_AUX.fullmatch(line)]
                data = "\n".join(kept).encode()
            if data.strip():
                state[path.name] = hashlib.sha256(data).hexdigest()
        return state

    def recorded(self, mark: str) -> list[str]:
        """Names in the recorder file with this mark, INPUT or OUTPUT."""
        path = self.folder / f"{self.stem}.fls"
        if not path.is_file():
            return []
        lines = path.read_text("utf-8", "replace").splitlines()
        return list(dict.fromkeys(line[len(mark) + 1 :] for line in lines if line.startswith(mark)))

    def keep_products(self, sources: Sources) -> None:
        """Leave the products and the main file, and write down how it went."""
        for name in sources.files:
            if name != self.main:
                (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.scratch / "inputs", ignore_errors=True)
        shutil.rmtree(self.scratch / "font-cache", ignore_errors=True)
        facts = {
            "runs": self.runs,
            "exit_status": self.last.status,
            "stopped": self.last.stopped,
            "output": self.last.output[-20_000:],
            "inputs": self.recorded("INPUT"),
        }
        (self.scratch / "result.json").write_text(json.dumps(facts), "utf-8")


def read_result(place: Path, main: str) -> CompiledDocument:
    """Read a result from its folder of the cache."""
    facts = json.loads((place / "result.json").read_text("utf-8"))
    folder = place / "paper"
    source = folder / main
    log_path = folder / f"{source.stem}.log"
    log_text = read_bounded(log_path) if log_path.is_file() else ""
    log = parse_log(log_text, facts["inputs"])
    pdf = folder / f"{source.stem}.pdf"
    blg = folder / f"{source.stem}.blg"
    if blg.is_file():
        log = replace(log, findings=log.findings + read_blg(blg.read_text("utf-8", "replace")))
    return CompiledDocument(
        main=source,
        pdf=pdf if pdf.is_file() and pdf.stat().st_size else None,
        log=log,
        log_text=log_text,
        runs=facts["runs"],
        exit_status=facts["exit_status"],
        folder=folder,
        stopped=facts["stopped"],
        output=facts["output"],
    )


def read_bounded(path: Path) -> str:
    """The text of a log; of a runaway's log, the first and the last part."""
    if path.stat().st_size <= LONGEST_LOG:
        return path.read_text("utf-8", "replace")
    with path.open("rb") as file:
        start = file.read(LONGEST_LOG // 2)
        file.seek(-(LONGEST_LOG // 2), 2)
        end = file.read()
    return (start + b"\n...\n" + end).decode("utf-8", "replace")
