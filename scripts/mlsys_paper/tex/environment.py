"""What TeX finds when it starts: its settings, warm fonts, and an unpacked format."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from mlsys_paper.sandbox.programs import Limits, run
from mlsys_paper.tex.cache import FACTS, Cache

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mlsys_paper.tex.installation import Engine


# 2024-01-01. The same date for every run gives the same bytes in every PDF.
EPOCH = 1_704_067_200
# The folder of LuaTeX's font cache in the scratch folder.
FONT_CACHE = "font-cache"


def tex_environment(
    scratch: Path,
    inputs: Sequence[str] = (),
    *,
    epoch: int = EPOCH,
    personal: Path | None = None,
    openin: str = "p",
    formats: Path | None = None,
) -> dict[str, str]:
    """Settings for one compilation.

    Args:
        scratch: the scratch folder.
        inputs: folders searched after the paper's own, as TeX shall name them.
        epoch: the date of the document, in seconds since 1970.
        personal: the author's own TeX tree, what TeX calls TEXMFHOME.
        openin: what TeX may read: "p" for paranoid access, "r" for all but
            dot files where an engine cannot work with less.
        formats: a folder searched for the engine's format before TeX's own trees.

    Paranoid file access lets TeX open what lies in the folder of the paper or
    is found along these search paths; absolute names, parent folders and
    dot files are refused, for reading and for writing.
    """
    path = ":".join([".", *inputs, ""])  # the empty end stands for TeX's own trees
    fonts = str(scratch / FONT_CACHE)
    settings = {
        "TEXINPUTS": path,
        "BIBINPUTS": path,
        "BSTINPUTS": path,
        "TEXMFHOME": str(personal or scratch / "texmf"),
        "TEXMFVAR": fonts,
        "TEXMFCACHE": fonts,
        "SOURCE_DATE_EPOCH": str(epoch),
        "FORCE_SOURCE_DATE": "1",
        "TZ": "UTC",
        "shell_escape": "f",
        "openin_any": openin,
        "openout_any": "p",
        # One message, one line: the log needs no guesses about its breaks.
        "max_print_line": "10000",
        "error_line": "254",
        "half_error_line": "238",
    }
    if formats is not None:
        settings["TEXFORMATS"] = f"{formats}:"
    return settings


def unpacked_format(engine: Engine, store: Cache) -> Path:
    """Return the folder that holds the engine's format without compression.

    Half of the time of a short paper's run goes into unpacking 18 MB and more.
    TeX Live packs its formats with gzip, and TeX reads them through zlib, which
    hands on a file that isn't packed as it is: so a paper gets the very format
    of the installation. The folder is empty where it can't be unpacked; TeX
    then looks where it always does.
    """
    key = "format-" + hashlib.sha256(f"{engine.stamp} {engine.format}".encode()).hexdigest()[:40]

    def make(folder: Path) -> bool:
        if engine.format is not None:
            unpacked = folder / engine.format.name
            try:
                with gzip.open(engine.format) as packed, unpacked.open("wb") as file:
                    shutil.copyfileobj(packed, file, 1 << 20)
            except (OSError, EOFError, zlib.error):
                unpacked.unlink(missing_ok=True)
        (folder / FACTS).write_text("{}")
        return True

    return store.get(key, make)


# The families of the style and of LaTeX, by file name as the style loads them.
FONT_DOCUMENT = r"""
\documentclass{article}
\usepackage{fontspec}
\newcommand\warm[1]{\IfFontExistsTF{#1.otf}{\fontspec{#1.otf}x}{}}
\begin{document}
\warm{texgyretermes-regular}\warm{texgyretermes-bold}
\warm{texgyretermes-italic}\warm{texgyretermes-bolditalic}
\warm{texgyreheros-regular}\warm{texgyreheros-bold}
\warm{texgyreheros-italic}\warm{texgyreheros-bolditalic}
\warm{texgyrecursor-regular}\warm{texgyrecursor-bold}
\warm{lmroman10-regular}\warm{lmroman10-bold}\warm{lmroman10-italic}
\warm{lmroman12-regular}\warm{lmroman12-bold}\warm{lmroman17-regular}
\warm{lmroman9-regular}\warm{lmroman8-regular}\warm{lmroman7-regular}
\warm{lmroman6-regular}\warm{lmroman5-regular}
\warm{lmsans10-regular}\warm{lmmono10-regular}
\end{document}
"""
# The first run on a machine lists every font of the system.
FONT_LIMITS = Limits(cpu_seconds=600, wall_seconds=900.0)


def font_cache(engine: Engine, store: Cache) -> Path | None:
    """Return the folder of LuaTeX's warm font cache, None for an engine that needs none.

    Without one it spends a second in every run. LuaTeX runs the files of its
    cache as programs, so a paper must not write what a later paper reads: the
    cache is filled by the document above alone, in a compilation of its own;
    every paper gets a copy, and its changes are thrown away.
    """
    if engine.name != "lualatex":
        return None
    key = "fonts-" + hashlib.sha256(f"{engine.stamp}{FONT_DOCUMENT}".encode()).hexdigest()[:40]

    def make(folder: Path) -> bool:
        paper = folder / "paper"
        paper.mkdir()
        (folder / FONT_CACHE).mkdir()
        (paper / "fonts.tex").write_text(FONT_DOCUMENT)
        run(
            [str(engine.program), *engine.options, "-interaction=batchmode", "fonts.tex"],
            folder=paper,
            scratch=folder,
            environment=tex_environment(folder, openin=engine.openin),
            readable=engine.roots,
            limits=replace(FONT_LIMITS, sandbox=engine.confined),
            root=engine.root,
        )
        shutil.rmtree(paper)
        (folder / FACTS).write_text("{}")
        return True

    return store.get(key, make) / FONT_CACHE
