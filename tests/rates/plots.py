"""Figures as programs save them: PDFs with the metadata of their kind, and nobody's name."""

from __future__ import annotations

import functools
import io
from typing import TYPE_CHECKING

import pypdf

from mlsys_paper.tex.compile import compile_document

if TYPE_CHECKING:
    from pathlib import Path

_PICTURES = (
    r"""\begin{tikzpicture}
\fill[blue!15] (0,0.4) -- (5,2.2) -- (5,2.9) -- (0,0.8) -- cycle; \draw[blue,thick] (0,.6) --
  (5,2.5);
\draw[->] (0,0) -- (5.2,0) node[below left] {\tiny machines}; \draw[->] (0,0) -- (0,3);
\foreach \x in {0,1,...,5} \node[below] at (\x,0) {\fontsize{4}{5}\selectfont \x};
\node[rotate=90] at (-.3,1.5) {\tiny requests/s};
\end{tikzpicture}""",
    r"""\begin{tikzpicture}[yscale=.7]
\foreach \x/\y/\c in {0/2/red,1/3/green!50!black,2/1/blue,3/3.5/black} {
  \fill[\c] (\x,0) rectangle (\x+.8,\y); \node[white] at (\x+.4,.5) {\tiny \y};}
\node[draw,fill=white,fill opacity=.8,text opacity=1] at (3,4) {\tiny legend};
\end{tikzpicture}""",
)
PROGRAMS: dict[str, dict[str, str]] = {
    "fig-throughput.pdf": {
        "/Creator": "Matplotlib v3.8.2, https://matplotlib.org",
        "/Producer": "Matplotlib pdf backend v3.8.2",
    },
    "results_v2.pdf": {"/Title": "R Graphics Output", "/Producer": "R 4.3.1", "/Creator": "R"},
    "overview.pdf": {
        "/Title": "system-overview.drawio",
        "/Creator": "Chromium",
        "/Producer": "Skia/PDF m120",
    },
    "scaling.pdf": {
        "/Producer": "cairo 1.16.0 (https://cairographics.org)",
        "/Title": "scaling.svg",
    },
    "slide3.pdf": {
        "/Creator": "Microsoft\u00ae PowerPoint\u00ae 2021",
        "/Producer": "macOS Version 13.4 (Build 22F66) Quartz PDFContext",
        "/Title": "Presentation1",
    },
    "arch.pdf": {"/Creator": "Adobe Illustrator 27.5 (Macintosh)", "/Title": "arch_final"},
}


@functools.cache
def plots(cache: Path) -> dict[str, bytes]:
    """The figures by file name; compiled once."""
    return {
        name: _saved(_PICTURES[number % len(_PICTURES)], info, cache)
        for number, (name, info) in enumerate(PROGRAMS.items())
    }


def _saved(picture: str, info: dict[str, str], cache: Path) -> bytes:
    text = (
        "\\documentclass[border=2pt]{standalone}\\usepackage{tikz}\\usepackage[scaled]{helvet}"
        f"\\renewcommand\\familydefault{{\\sfdefault}}\\begin{{document}}{picture}\\end{{document}}"
    )
    compiled = compile_document(text=text, cache=cache)
    assert compiled.pdf is not None, compiled.output[-2000:]
    writer = pypdf.PdfWriter(clone_from=compiled.pdf)
    writer.metadata = {**info, "/CreationDate": "D:20230914101112+00'00'"}
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
