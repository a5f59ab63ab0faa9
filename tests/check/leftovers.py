"""The .aux of a finished paper, for papers that are much like it.

A paper whose .aux says already what its own run writes needs no second run: it
would give the same PDF. Hundreds of papers are spared one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from check.papers import FILES, submission
from style.papers import left_by, read_again

if TYPE_CHECKING:
    from conftest import CompileTex

STYLE_LINE = re.compile(r"\\usepackage(?:\[([\w,]*)\])?\{mlsys\d{4}\}")


def after_another(compile_tex: CompileTex) -> CompileTex:
    """Compile with what the correct paper has left lying beside the source.

    That goes for papers whose bibliography is the correct paper's, and that lay
    nothing there themselves. Every engine leaves the same.
    """

    def compile_after(document: Any, files: Any = None, **settings: Any) -> Any:
        style = STYLE_LINE.search(document) if isinstance(document, str) else None
        if not files or style is None or files.get("main.bbl") != FILES["main.bbl"]:
            return compile_tex(document, files, **settings)
        linked = r"\usepackage{hyperref}" if "{hyperref}" in document else ""
        paper = submission(options=style[1] or "", preamble=linked)
        left = compile_tex(paper, FILES)
        return compile_tex(document, {**left_by(left, read_again(paper)), **files}, **settings)

    return compile_after
