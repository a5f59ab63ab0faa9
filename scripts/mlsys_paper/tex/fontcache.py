"""A warm font cache for LuaTeX, which otherwise spends a second on it in every run.

LuaTeX runs the files of its cache as programs, so a paper must not write what
a later paper reads. The cache is filled by the document below alone, in a
compilation of its own; every paper gets a copy and its changes are thrown away.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from mlsys_paper.sandbox.programs import Limits, run
from mlsys_paper.tex.cache import FACTS, Cache
from mlsys_paper.tex.environment import FONT_CACHE, tex_environment

if TYPE_CHECKING:
    from pathlib import Path

    from mlsys_paper.tex.installation import Engine

# The families of the style and of LaTeX, by file name as the style loads them.
DOCUMENT = r"""
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
LIMITS = Limits(cpu_seconds=600, wall_seconds=900.0)


def font_cache(engine: Engine, store: Cache) -> Path | None:
    """The folder of the warm cache, None for an engine that needs none."""
    if engine.name != "lualatex":
        return None
    key = "fonts-" + hashlib.sha256(f"{engine.stamp}{DOCUMENT}".encode()).hexdigest()[:40]

    def make(folder: Path) -> bool:
        paper = folder / "paper"
        paper.mkdir()
        (folder / FONT_CACHE).mkdir()
        (paper / "fonts.tex").write_text(DOCUMENT)
        run(
            [str(engine.program), *engine.options, "-interaction=batchmode", "fonts.tex"],
            folder=paper,
            scratch=folder,
            environment=tex_environment(folder, openin=engine.openin),
            readable=engine.roots,
            limits=replace(LIMITS, sandbox=engine.confined),
            root=engine.root,
        )
        shutil.rmtree(paper)
        (folder / FACTS).write_text("{}")
        return True

    return store.get(key, make) / FONT_CACHE
