"""Which versions a session runs: they go into the table of `nox -s texlive`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from maintain.texlive.table import KERNEL
from mlsys_paper.tex.installation import find_engine
from style.papers import complaints

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import CompileTex
    from texlive import TeX

PACKAGES = (
    *("algorithm2e", "amsmath", "cleveref", "fancyhdr", "float", "fontspec", "graphicx"),
    *("hyperref", "microtype", "natbib", "tikz", "titlesec", "xcolor"),
)
DOCUMENT = (
    r"\documentclass{article}\usepackage[ruled]{algorithm2e}"
    + "".join(
        rf"\usepackage{{{name}}}"
        for name in ("amsmath", "fancyhdr", "float", "graphicx", "xcolor", "tikz", "natbib")
    )
    + r"\usepackage{microtype}\usepackage{titlesec}\usepackage{hyperref}\usepackage{cleveref}"
    + r"\ifdefined\pdfoutput\else\usepackage{fontspec}\fi\begin{document}x\end{document}"
)


def test_versions_are_told(
    tex: TeX, compile_tex: CompileTex, record_property: Callable[[str, object], None]
) -> None:
    compiled = compile_tex(DOCUMENT, max_runs=1)
    assert complaints(compiled) == []
    (kernel,) = set(re.findall(r"^LaTeX2e <([\d-]+)>", compiled.log_text, re.MULTILINE))
    record_property(KERNEL, kernel)
    engine = re.search(r"-([\d.]+) \(|Version ([\d.]+)", find_engine(tex.engine, tex.root).version)
    assert engine is not None
    record_property(tex.engine, engine[1] or engine[2])
    loaded = re.findall(r"^Package: (\S+) (\S+)", compiled.log_text, re.MULTILINE)
    for name, version in loaded:
        if name in PACKAGES:
            record_property(name, version.replace("-", "/"))
