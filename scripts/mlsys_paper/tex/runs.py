"""The programs that one compilation runs, in its scratch folder."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mlsys_paper.sandbox.programs import Completed, Limits, run
from mlsys_paper.tex.bibliography import Request, requests
from mlsys_paper.tex.environment import tex_environment
from mlsys_paper.tex.files import remove_irregular
from mlsys_paper.tex.installation import find_program
from mlsys_paper.tex.sources import PRODUCTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
