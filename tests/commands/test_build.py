"""`mlsys-paper build`: what it prints, what it writes, how it exits."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import shutil
import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from mlsys_paper.cli import main
from mlsys_paper.commands import build
from mlsys_paper.errors import PaperError
from mlsys_paper.tex import installation

if TYPE_CHECKING:
    from pathlib import Path

GOOD = r"""\documentclass{article}
\begin{document}
\section{Words}\label{w}
In section~\ref{w}.
\typeout{mlsys2024: main text ends on page 9; the limit is 10}
\end{document}
"""
BAD = r"""\documentclass{article}
\begin{document}
\input{part}
\cite{nokey} \cite{nokey} \ref{nolabel}

\hbox to 10pt{This box sticks out of its line}
\bibliographystyle{plain}\bibliography{refs}
\typeout{mlsys2024: main text ends on page 12; the limit is 10}
\typeout{Package mlsys2024 Warning: Mind this on input line 8.}
\end{document}
"""
PART = "One\n\\nosuchthing\n"
BIB = "@article{quill, author = {Quill, Ada}, title = {Ink}, year = 2020}\n"


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a good paper; the user stands in it."""
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "paper.tex").write_text(GOOD)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def bad(paper: Path) -> Path:
    """A folder with a paper that has errors, and a PDF of better days."""
    (paper / "paper.tex").write_text(BAD)
    (paper / "part.tex").write_text(PART)
    (paper / "refs.bib").write_text(BIB)
    (paper / "paper.pdf").write_bytes(b"the old one")
    return paper


def names(folder: Path) -> list[str]:
    """The names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_good_paper(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "paper.tex"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "The main text ends on page 9; the limit is 10",
        "paper.pdf: 1 page",
    ]
    assert err.splitlines() == ["pdflatex, run 1", "pdflatex, run 2"]
    assert names(paper) == ["paper.log", "paper.pdf", "paper.tex"]
    assert (paper / "paper.pdf").read_bytes().startswith(b"%PDF-")


def test_bad_paper(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "paper.tex"]) == 1
    lines = capsys.readouterr().out.splitlines()
    width = lines.pop(9)
    assert lines == [
        "1 error:",
        r"  part.tex:2: Undefined control sequence \nosuchthing",
        "2 undefined keys:",
        "  paper.tex:4: Citation `nokey' undefined",
        "  paper.tex:4: Reference `nolabel' undefined",
        "2 warnings:",
        "  paper.tex:8: Mind this",
        '  I didn\'t find a database entry for "nokey"',
        "1 overfull box:",
        "2 more warnings of LaTeX and packages: see paper.log",
        "OVER THE LIMIT: the main text ends on page 12; the limit is 10",
        "paper.with-errors.pdf: 1 page, with errors; paper.pdf is as it was",
    ]
    assert width.startswith("  paper.tex:6: ")
    assert width.endswith(" pt too wide")


def test_old_pdf_survives_errors_until_the_paper_is_mended(bad: Path) -> None:
    assert main(["build", "paper.tex"]) == 1
    assert (bad / "paper.pdf").read_bytes() == b"the old one"
    assert (bad / "paper.with-errors.pdf").read_bytes().startswith(b"%PDF-")
    (bad / "paper.tex").write_text(GOOD)
    assert main(["build", "paper.tex"]) == 0
    assert (bad / "paper.pdf").read_bytes().startswith(b"%PDF-")
    assert names(bad) == ["paper.log", "paper.pdf", "paper.tex", "part.tex", "refs.bib"]


def test_paper_without_pdf(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (paper / "paper.tex").write_text("\\documentclass{article}\n\\begin{document}\n\\end{document}")
    assert main(["build", "paper.tex"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "No PDF came out"
    assert names(paper) == ["paper.log", "paper.tex"]


def test_missing_package_is_explained(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = GOOD.replace("\\begin{document}", "\\usepackage{absent}\\begin{document}")
    (paper / "paper.tex").write_text(text)
    assert main(["build"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "1 error:",
        "  paper.tex: File `absent.sty' not found.",
        "  Install the package with your TeX distribution, or put its files beside the paper.",
        "No PDF came out",
    ]


def test_progress_moves_in_one_line_on_a_terminal(paper: Path) -> None:
    busy = r"\newcount\n\loop\ifnum\n<2000000 \advance\n by 1 \repeat"  # while the line is drawn
    (paper / "paper.tex").write_text(GOOD.replace(r"\end{document}", busy + "\n\\end{document}"))
    mine, its = pty.openpty()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm"}
    command = [sys.executable, "-m", "mlsys_paper", "build"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=its, env=environment, check=False)
    os.close(its)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal is an error
        while block := os.read(mine, 4096):
            shown += block
    os.close(mine)
    assert b"pdflatex, run 1" in shown
    assert b"\x1b[" in shown
    assert b"run" not in done.stdout
    assert done.stdout.endswith(b"paper.pdf: 1 page\n")


def test_result_as_json(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--json"]) == 1
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert (result["pdf"], result["pages"]) == ("paper.with-errors.pdf", 1)
    assert (result["main_text_ends"], result["page_limit"]) == (12, 10)
    (error,) = result["errors"]
    assert (error["file"], error["line"]) == ("part.tex", 2)
    assert [finding["key"] for finding in result["undefined"]] == ["nokey", "nolabel"]
    assert [finding["line"] for finding in result["overfull"]] == [6]
    assert "nokey" in {f["key"] for f in result["warnings"] if f["source"] == "bibtex"}


def test_folder_is_named_in_the_places(
    bad: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(bad.parent)
    assert main(["build", "paper", "--output-dir", "new/out"]) == 1
    out = capsys.readouterr().out
    assert "  paper/part.tex:2: Undefined" in out
    assert out.splitlines()[-1] == "new/out/paper.with-errors.pdf: 1 page, with errors"
    assert names(bad.parent / "new" / "out") == ["paper.log", "paper.with-errors.pdf"]
    assert names(bad) == ["paper.pdf", "paper.tex", "part.tex", "refs.bib"]


APPENDIX = r"""\documentclass{article}
\usepackage{xr-hyper,hyperref}
\externaldocument[][nocite]{paper}
% \externaldocument{comment}
\externaldocument{appendix} \externaldocument{../outside} \externaldocument{absent}
\begin{document}
Of section~\ref{w} there.
\end{document}
"""


def test_labels_of_the_document_beside_it_are_known(
    paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (paper / "appendix.tex").write_text(APPENDIX)
    (paper / "comment.tex").write_text(GOOD)
    (paper.parent / "outside.tex").write_text(GOOD)
    assert main(["build", "appendix.tex", "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["undefined"] == []
    steps = err.splitlines()
    assert steps[0] == "paper.tex: pdflatex, run 1"
    assert {step.partition(":")[0] for step in steps if ":" in step} == {"paper.tex"}
    assert names(paper) == [
        *("appendix.log", "appendix.pdf", "appendix.tex"),
        *("comment.tex", "paper.tex"),
    ]
    # A change of the other is heeded, and what latexmk left of it is not.
    (paper / "paper.aux").write_text(r"\newlabel{w}{{7}{1}{Words}{section.7}{}}")
    (paper / "paper.tex").write_text(GOOD.replace(r"\label{w}", ""))
    assert main(["build", "appendix.tex", "--json"]) == 0
    (missing,) = json.loads(capsys.readouterr().out)["undefined"]
    assert missing["key"] == "w"


def test_style_comes_with_the_program(paper: Path) -> None:
    """The paper's folder lacks the style: the one carried along is used."""
    text = r"\documentclass{article}\usepackage{STYLE}\typeout{STYLE loaded}"
    (style,) = build.style_folder().glob("mlsys*.sty")
    (paper / "paper.tex").write_text(text.replace("STYLE", style.stem))
    main(["build"])
    assert f"{style.stem} loaded" in (paper / "paper.log").read_text("utf-8", "replace")


def test_styles_of_the_author_win(paper: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "mlsys2024.sty").write_text(r"\typeout{from the style folder}")
    text = GOOD.replace("\\begin{document}", "\\usepackage{mlsys2024}\\begin{document}")
    (paper / "paper.tex").write_text(text)
    assert main(["build", "--style-dir", str(other)]) == 0
    assert "from the style folder" in (paper / "paper.log").read_text()
    (paper / "mlsys2024.sty").write_text(r"\typeout{from the author}")
    assert main(["build", "--style-dir", str(other)]) == 0
    assert "from the author" in (paper / "paper.log").read_text()


def test_engine_is_a_choice(paper: Path) -> None:
    assert main(["build", "--engine", "xelatex"]) == 0
    assert "This is XeTeX" in (paper / "paper.log").read_text()
    assert main(["build", "--engine", "tex"]) == 2


def test_date_is_today_or_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert build.today() == 86400
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert build.today() % 86400 == 0
    assert build.today() > 1_700_000_000


def test_long_lists_are_cut(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    errors = "\n".join(rf"\nosuch{letter}" for letter in "abcdefghijkl")
    boxes = "\n".join(rf"\hbox to {10 + n}pt{{A box that sticks out}}" for n in range(7))
    text = GOOD.replace("\\end{document}", f"{errors}\n\n{boxes}\n\\end{{document}}")
    (paper / "paper.tex").write_text(text)
    assert main(["build"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "12 errors:"
    assert lines[11] == "  and 2 more: see paper.log"
    assert lines[12] == "7 overfull boxes, the worst:"
    assert lines[13].startswith("  paper.tex:19: ")
    assert sum(line.endswith("pt too wide") for line in lines) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.tex"], "absent.tex does not exist.\n  Give the paper's main .tex file"),
        ([".."], "No .tex file in .. has a \\documentclass."),
        (["--style-dir", "absent"], "absent is no folder."),
        (["--output-dir", "paper.tex/x"], "paper.tex/x can't be written"),
    ],
)
def test_what_keeps_it_from_running(
    paper: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["build", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert (paper / "paper.tex").read_text() == GOOD


def test_machine_without_tex_is_told_what_to_install(
    paper: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None
    )
    installation.find_engine.cache_clear()
    installation.personal_tree.cache_clear()
    try:
        assert main(["build"]) == 2
    finally:
        installation.find_engine.cache_clear()
        installation.personal_tree.cache_clear()
    error = capsys.readouterr().err
    assert "pdflatex is not installed" in error
    assert "sudo apt-get install texlive-latex-recommended" in error


@pytest.mark.parametrize(
    ("text", "appendix"),
    [
        (r"\begin{document}\appendix\section{Proofs}", True),
        (r"\begin{document}% \section{One}" + "\n" + r"\appendix\section{Proofs}", True),
        (r"\begin{document}\section{One}\appendix\section{Proofs}", False),
        (r"\begin{document}\begin{abstract}A\end{abstract}\appendix\section{Proofs}", False),
        (r"\begin{document}Text", False),
    ],
)
def test_an_appendix_by_itself_is_told_no_limit(tmp_path: Path, text: str, appendix: bool) -> None:
    main = tmp_path / "main.tex"
    main.write_text(text)
    assert build.is_appendix(main) == appendix


def test_without_a_sandbox_lualatex_has_to_be_insisted_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "sandbox_program", lambda: None)
    pdflatex = SimpleNamespace(name="pdflatex", confined=True)
    lualatex = SimpleNamespace(name="lualatex", confined=True)
    build.without_sandbox(pdflatex, insisted=False)  # type: ignore[arg-type]
    build.without_sandbox(lualatex, insisted=True)  # type: ignore[arg-type]
    said = capsys.readouterr().err.splitlines()
    assert said == 2 * [
        "bubblewrap is not installed, or does not work here: TeX runs under limits alone"
    ]
    with pytest.raises(PaperError, match="--no-sandbox"):
        build.without_sandbox(lualatex, insisted=False)  # type: ignore[arg-type]
