"""The scratch copy loads this side's style, keeps everything else, and frames missing figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PIL import Image

from compare.sides import CACHE, STYLE
from mlsys_paper.compare.papers import PaperSource, find_paper
from mlsys_paper.compare.styles import find_style, style_of
from mlsys_paper.compare.swap import FIGURES, FRAMES, START, missing_figures, swapped
from mlsys_paper.pdf.page import read_document
from mlsys_paper.pdf.pictures import png_of
from mlsys_paper.tex.compile import compile_document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex

OLD = style_of("old", {"mlsys2020.sty": b"\\newenvironment{mlsysauthorlist}", "mlsys2020.bst": b""})
SYSML = style_of("older", {"sysml2019.sty": b"\\newenvironment{sysmlauthorlist}"})
NEW = find_style(str(STYLE))


def text_with(style: object, text: str | bytes, tmp_path: Path, **others: str) -> str:
    """What a main file becomes."""
    document = b"\\documentclass{article}\\usepackage{mlsys2022}\n"
    data = text if isinstance(text, bytes) else text.encode()
    (tmp_path / "main.tex").write_bytes(document + data)
    for name, content in others.items():
        (tmp_path / name).write_text(content)
    paper = find_paper(tmp_path)
    assert isinstance(paper, PaperSource)
    content = swapped(paper, style).files["main.tex"]  # type: ignore[arg-type]
    assert isinstance(content, bytes)
    first, _, rest = content.partition(b"\n")
    assert first.startswith(START)
    return rest.decode("latin-1")


@pytest.mark.parametrize(
    ("line", "new"),
    [
        (r"\usepackage[accepted]{mlsys2022}", r"\usepackage[accepted]{mlsys2024}"),
        (r"\usepackage{url,mlsys2022,xcolor}", r"\usepackage{url,mlsys2024,xcolor}"),
        (r"\usepackage{styles/mlsys2022_ours}", r"\usepackage{mlsys2024}"),
        (r"\bibliographystyle{bst/mlsys2022}", r"\bibliographystyle{mlsys2024}"),
        (r"\bibliographystyle{plainnat}", r"\bibliographystyle{plainnat}"),
        (
            r"\PassOptionsToPackage{accepted}{mlsys2022}",
            r"\PassOptionsToPackage{accepted}{mlsys2024}",
        ),
        (
            "\\usepackage[%\n  accepted, % for [all]\n]%\n{mlsys2022}",
            "\\usepackage[%\n  accepted, % for [all]\n]%\n{mlsys2024}",
        ),
        (
            "\\usepackage{url, % {addresses}\n  mlsys2022, % the style\n  xcolor}",
            "\\usepackage{url, % {addresses}\n  mlsys2024, % the style\n  xcolor}",
        ),
        ("\\bibliographystyle{%\n  mlsys2022}", "\\bibliographystyle{%\n  mlsys2024}"),
        (r"\usepackage{mlsystem} See mlsys2022.", r"\usepackage{mlsystem} See mlsys2022."),
    ],
)
def test_names_are_replaced_and_options_stay(tmp_path: Path, line: str, new: str) -> None:
    assert text_with(NEW, line, tmp_path) == new


def test_bytes_that_are_no_utf8_stay_what_they_are(tmp_path: Path) -> None:
    assert (
        text_with(NEW, b"caf\xe9 na\xc3\xafve", tmp_path).encode("latin-1")
        == b"caf\xe9 na\xc3\xafve"
    )


def test_commands_take_the_prefix_of_a_style_that_knows_no_other(tmp_path: Path) -> None:
    calls = (
        r"\sysmltitle{A} \begin{sysmlauthorlist} \sysmlEqualContribution \sysmlown \mlsystitle{B}"
    )
    assert text_with(NEW, calls, tmp_path) == calls
    assert text_with(OLD, calls, tmp_path) == (
        r"\mlsystitle{A} \begin{mlsysauthorlist} \mlsysEqualContribution \sysmlown \mlsystitle{B}"
    )
    assert text_with(SYSML, r"\mlsysauthor{A}{b}", tmp_path) == r"\sysmlauthor{A}{b}"


def test_copies_of_styles_and_packages_are_set_aside(tmp_path: Path) -> None:
    names = ("mlsys2022.sty", "mlsys2022.bst", "fancyhdr.sty", "algorithm.sty", "algorithmic.sty")
    kept = {"own.sty": r"\RequirePackage{mlsys2022}", "plots.tex": "x", "main.aux": "stale"}
    text_with(NEW, "", tmp_path, **dict.fromkeys(names, "old"), **kept)
    paper = find_paper(tmp_path)
    assert isinstance(paper, PaperSource)
    files = swapped(paper, NEW).files
    assert set(files) == {
        *("main.tex", "own.sty", "plots.tex", "mlsys2024.sty", "mlsys2024.bst"),
        f"{FIGURES}.tex",
    }
    assert files["own.sty"] == rb"\RequirePackage{mlsys2024}"
    assert files["mlsys2024.sty"] == NEW.files["mlsys2024.sty"]
    assert (tmp_path / "own.sty").read_text() == r"\RequirePackage{mlsys2022}"


def test_files_above_the_main_file_are_found(tmp_path: Path) -> None:
    def lay(name: str, content: str | bytes) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    lay("paper/src/tex/main.tex", ABOVE_PAPER)
    lay("paper/src/tex/parts/one.tex", "\\input{../text/two}")
    lay("paper/src/text/two.tex", r"Two... \url{x/../y}")
    lay("paper/figures/dot.png", DOT)
    lay("paper/mlsys2022.sty", "a copy")
    lay("secret.tex", "not the paper's")
    paper = find_paper(tmp_path / "paper")
    assert isinstance(paper, PaperSource)
    sources = swapped(paper, NEW)
    assert not [name for name in sources.files if "secret" in name or "mlsys2022" in name]
    (tmp_path / "scratch").mkdir()
    sources.copy_to(tmp_path / "scratch")
    done = compile_document(tmp_path / "scratch" / "main.tex", cache=CACHE)
    assert done.log.errors == ()
    assert missing_figures(done.log_text) == ("../../figures/absent.png",)
    assert done.pdf
    (page,) = read_document(done.pdf).pages
    assert len(page.images) == 1
    assert "Two" in "".join(run.text for run in page.runs)


ABOVE_PAPER = r"""\documentclass{article}
\usepackage{url,mlsys2022,graphicx}
\graphicspath{{../../figures/}}
\begin{document}
\twocolumn[\mlsystitle{A Paper}]
\input{parts/one}
\includegraphics[width=70bp]{dot}
\includegraphics{../../figures/absent.png}
\end{document}
"""
FIGURE_PAPER = (
    START.decode()
    + r"""\documentclass{article}
\usepackage{graphicx}
\graphicspath{{figures/}}
\newcommand\place{figures}
\begin{document}
\noindent\includegraphics[width=100bp,height=40bp]{absent.pdf}\par
\noindent\includegraphics[width=90bp]{figures/no_figure}\par
\noindent
\includegraphics[width=80bp,height=20bp,keepaspectratio,trim=9cm 9cm 9cm 9cm,page=3]{\place/gone}%
\par
\noindent\includegraphics[width=70bp]{there}\includegraphics[width=70bp]{\place/there.png}\par
\noindent\includegraphics[width=60bp]{drawing}\includegraphics{na ïve}
\end{document}
"""
)
DOT = png_of(Image.new("RGB", (2, 1)))


@pytest.mark.parametrize("engine", ["pdflatex", "xelatex", "lualatex"])
def test_missing_figures_become_frames_of_the_asked_for_size(
    compile_tex: CompileTex, engine: str
) -> None:
    files = {f"{FIGURES}.tex": FRAMES, "figures/there.png": DOT, "drawing.tex": "no figure"}
    done = compile_tex(FIGURE_PAPER, files, engine=engine)
    assert done.log.errors == ()
    assert missing_figures(done.log_text) == (
        *("absent.pdf", "figures/no_figure", "figures/gone", "drawing", "na ïve"),
    )
    assert done.pdf
    (page,) = read_document(done.pdf).pages
    assert len(page.images) == 2
    tall = sorted(rule.box.height for rule in page.rules if rule.box.height > 2)
    wide = sorted(rule.box.width for rule in page.rules if rule.box.width > 2)
    # 80 by 20 at three by two is 30 wide, and 90 wide is 60 high.
    assert tall[::2] == pytest.approx([20, 40, 40, 60, 78], abs=1.2)
    assert wide[::2] == pytest.approx([30, 60, 90, 100, 117], abs=1.2)


def test_a_paper_without_figures_is_not_touched(compile_tex: CompileTex) -> None:
    text = START.decode() + r"\documentclass{article}\begin{document}Text.\end{document}"
    done = compile_tex(text, {f"{FIGURES}.tex": FRAMES})
    assert done.log.findings == ()
    assert missing_figures(done.log_text) == ()
