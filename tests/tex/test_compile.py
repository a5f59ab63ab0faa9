"""Documents become PDFs: runs, bibliographies, engines, names, cache."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pypdf
import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.programs import Limits, sandbox_program
from mlsys_paper.tex.compile import compile_document

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import CompileTex
    from mlsys_paper.tex.compile import CompiledDocument

ENGINES = ["pdflatex", "xelatex", "lualatex"]


def article(body: str, preamble: str = "") -> str:
    """An article with this body."""
    return f"\\documentclass{{article}}{preamble}\\begin{{document}}\n{body}\n\\end{{document}}\n"


BIB = """@article{quill, author = {Quill, Ada}, title = {Ink}, journal = {J. Ink}, year = 2020}
@article{nojournal, author = {Ibarra, Max}, title = {Gaps}, year = 2021}
"""
CITING = article(
    r"\section{S}\cite{quill,nojournal,absent}"
    r"\bibliographystyle{plain}\bibliography{refs}"
)
BIBLATEX = article(
    r"\cite{quill,absent}\printbibliography",
    r"\usepackage[backend=biber]{biblatex}\addbibresource{refs.bib}",
)


def words(pdf: Path | None) -> str:
    """The text of a PDF."""
    assert pdf is not None
    with pypdf.PdfReader(pdf) as reader:
        return " ".join(page.extract_text() for page in reader.pages)


@pytest.fixture(scope="module")
def cited(compile_tex: CompileTex) -> CompiledDocument:
    return compile_tex(CITING, files={"refs.bib": BIB})


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_makes_a_pdf(compile_tex: CompileTex, engine: str) -> None:
    done = compile_tex(article("Plain words"), engine=engine)
    assert "Plain words" in words(done.pdf)
    assert (done.exit_status, done.runs, done.stopped) == (0, 1, "")
    assert done.log.findings == ()


def test_references_take_a_second_run(compile_tex: CompileTex) -> None:
    done = compile_tex(article(r"\section{S}\label{s} see \ref{s}"))
    assert done.runs == 2
    assert "see 1" in words(done.pdf)
    assert r"\newlabel{s}" in done.aux_text


def test_contents_are_complete(compile_tex: CompileTex) -> None:
    body = r"\tableofcontents\newpage\section{First}\newpage\section{Second}"
    done = compile_tex(article(body))
    assert words(done.pdf).count("Second") == 2
    assert done.runs == 2


def test_numbers_that_never_settle_end_at_the_limit(compile_tex: CompileTex) -> None:
    """Each run writes what makes the next run write something else."""
    body = (
        r"x\makeatletter\@ifundefined{n}{\gdef\n{0}}{}"
        r"\protected@write\@auxout{}{\gdef\string\n{\number\numexpr\n+1}}"
    )
    done = compile_tex(article(body), max_runs=3)
    assert done.runs == 3
    assert done.pdf is not None


def test_bibtex_is_run_when_asked_for(cited: CompiledDocument) -> None:
    assert "Ada Quill. Ink." in words(cited.pdf).replace("\n", " ")
    assert r"\bibitem{quill}" in cited.bbl_text
    assert "The style file: plain.bst" in cited.blg_text
    assert cited.runs == 3


def test_bibtex_warnings_are_findings_with_their_key(cited: CompiledDocument) -> None:
    found = [(f.kind, f.key, f.message) for f in cited.log.findings if f.source == "bibtex"]
    assert found == [
        ("warning", "absent", 'I didn\'t find a database entry for "absent"'),
        ("warning", "nojournal", "empty journal in nojournal"),
    ]


def test_undefined_citation_stays_a_finding(cited: CompiledDocument) -> None:
    assert {finding.key for finding in cited.log.of_kind("undefined")} == {"absent"}


def test_broken_database_is_an_error_with_file_and_line(compile_tex: CompileTex) -> None:
    done = compile_tex(
        CITING, files={"refs.bib": BIB + "@article{x, title = {no end\n"}, max_runs=1
    )
    error = next(finding for finding in done.log.errors if finding.source == "bibtex")
    assert (error.file, error.line) == ("refs.bib", 3)


def test_biber_is_run_for_biblatex(compile_tex: CompileTex) -> None:
    done = compile_tex(BIBLATEX, files={"refs.bib": BIB})
    assert "Ada Quill" in words(done.pdf)
    assert done.bbl_text.startswith("% $ biblatex auxiliary file")
    found = [(f.kind, f.key) for f in done.log.findings if f.source == "biber"]
    assert found == [("warning", "absent")]


def test_several_bibliographies(compile_tex: CompileTex) -> None:
    unit = r"\begin{bibunit}\cite{quill}\putbib\end{bibunit}"
    preamble = r"\usepackage{bibunits}\defaultbibliography{refs}\defaultbibliographystyle{plain}"
    done = compile_tex(article(unit + unit, preamble), files={"refs.bib": BIB})
    assert words(done.pdf).count("Ada Quill") == 2


@pytest.mark.parametrize("others", [{}, {"unused.bib": BIB}])
def test_finished_bibliography_without_databases_is_used(
    compile_tex: CompileTex, others: dict[str, str]
) -> None:
    bbl = r"\begin{thebibliography}{1}\bibitem{quill} Made by hand.\end{thebibliography}"
    text = article(r"\cite{quill}\bibliographystyle{plain}\bibliography{refs}")
    done = compile_tex(text, files={"main.bbl": bbl} | others)
    assert "Made by hand" in words(done.pdf)
    assert done.log.findings == ()
    assert done.bbl_text == bbl


def test_all_errors_are_collected_or_the_first_alone(compile_tex: CompileTex) -> None:
    text = article("\\nosuchone\n\\nosuchtwo")
    assert len(compile_tex(text).log.errors) == 2
    halted = compile_tex(text, halt_on_error=True)
    assert [error.line for error in halted.log.errors] == [2]
    assert (halted.pdf, halted.runs) == (None, 1)


def test_document_without_pages_is_an_error(compile_tex: CompileTex) -> None:
    done = compile_tex(article(""))
    assert done.pdf is None
    assert done.log.errors[0].message.startswith("No PDF was written")


def test_files_lie_beside_the_text(compile_tex: CompileTex, tmp_path: Path) -> None:
    (tmp_path / "c.tex").write_text("third")
    files = {"a.tex": "first", "sub/b.tex": b"second", "sub/c.tex": tmp_path / "c.tex"}
    done = compile_tex(article(r"\input{a} \input{sub/b} \input{sub/c}"), files=files)
    assert "first second third" in words(done.pdf)


@pytest.mark.parametrize("name", ["../a.tex", "/a.tex", "sub/../../a.tex", ""])
def test_names_that_lead_out_are_refused(name: str) -> None:
    with pytest.raises(PaperError, match="no name of a file inside"):
        compile_document(text="", files={name: "x"})


def test_own_files_come_before_inputs(compile_tex: CompileTex, tmp_path: Path) -> None:
    (tmp_path / "mine.sty").write_text(r"\newcommand\mine{given}")
    text = article(r"\mine", r"\usepackage{mine}")
    assert "given" in words(compile_tex(text, inputs=(tmp_path,)).pdf)
    own = compile_tex(text, files={"mine.sty": r"\newcommand\mine{own}"}, inputs=(tmp_path,))
    assert "own" in words(own.pdf)


def test_findings_name_files_of_inputs_without_their_folder(
    compile_tex: CompileTex, tmp_path: Path
) -> None:
    (tmp_path / "mine.sty").write_text("\n\\nosuchthing\n")
    done = compile_tex(article("x", r"\usepackage{mine}"), inputs=(tmp_path,))
    assert [(error.file, error.line) for error in done.log.errors] == [("mine.sty", 2)]


def test_stale_bibliography_gives_way_to_the_databases(compile_tex: CompileTex) -> None:
    done = compile_tex(CITING, files={"refs.bib": BIB, "main.bbl": r"\nosuchthing"}, max_runs=2)
    assert r"\bibitem{quill}" in done.bbl_text
    assert not done.log.errors


def test_own_tree_of_the_user_is_searched_when_asked_for(tmp_path: Path) -> None:
    package = tmp_path / "texmf" / "tex" / "latex" / "mine.sty"
    package.parent.mkdir(parents=True)
    package.write_text(r"\newcommand\mine{own tree}")
    text = article(r"\mine", r"\usepackage{mine}")
    assert "own tree" in words(compile_document(text=text, personal=tmp_path / "texmf").pdf)
    assert compile_document(text=text).pdf is None


def paper(folder: Path, name: str = "paper.tex", text: str = "") -> Path:
    """A paper on disk."""
    folder.mkdir(exist_ok=True)
    main = folder / name
    main.write_text(text or article(r"\input{part}"))
    (folder / "part.tex").write_text("Part of it. \\nosuchthing")
    return main


def test_folder_of_the_author_stays_as_it_was(compile_tex: CompileTex, tmp_path: Path) -> None:
    main = paper(tmp_path / "paper")
    before = sorted(main.parent.rglob("*"))
    done = compile_tex(main)
    assert sorted(main.parent.rglob("*")) == before
    assert done.main == main
    assert done.pdf is not None
    assert done.pdf.name == "paper.pdf"
    assert [(error.file, error.line) for error in done.log.errors] == [("part.tex", 1)]


@pytest.mark.parametrize(
    "name", ["my paper.tex", "a$b%c#d.tex", "-x.tex", "übung.tex", "p~q.tex", "v1.2.tex"]
)
def test_odd_names_of_main_files(compile_tex: CompileTex, tmp_path: Path, name: str) -> None:
    main = paper(tmp_path / "a folder", name, article("Words \\nosuchthing \\label{x} \\ref{x}"))
    done = compile_tex(main, max_runs=1)
    assert "Words" in words(done.pdf)
    assert [(error.file, error.line) for error in done.log.errors] == [(name, 2)]
    assert r"\newlabel{x}" in done.aux_text


def test_stale_products_take_no_part(compile_tex: CompileTex, tmp_path: Path) -> None:
    main = paper(tmp_path / "paper", text=article(r"\ref{old}\input{part}"))
    for suffix in (".aux", ".out", ".toc"):
        main.with_suffix(suffix).write_text(r"\newlabel{old}{{7}{7}}\nosuchstale")
    done = compile_tex(main)
    assert [finding.key for finding in done.log.of_kind("undefined")] == ["old"]
    assert "nosuchstale" not in done.log_text


def test_labels_of_another_document_are_read(compile_tex: CompileTex, tmp_path: Path) -> None:
    main = paper(
        tmp_path / "paper",
        text=article(r"see \ref{far}", r"\usepackage{xr}\externaldocument{other}"),
    )
    (main.parent / "other.tex").write_text(article(r"\section{S}\label{far}"))
    (main.parent / "other.aux").write_text("\\relax\n\\newlabel{far}{{7}{1}}\n")
    assert "see 7" in words(compile_tex(main).pdf)


@pytest.mark.parametrize(
    ("name", "message"), [("absent.tex", "does not exist"), ("paper.pdf", "no TeX source")]
)
def test_what_is_no_source_is_refused(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.5")
    with pytest.raises(PaperError, match=message):
        compile_document(tmp_path / name)


def test_unknown_engine_is_refused() -> None:
    with pytest.raises(PaperError, match="no engine called tex") as caught:
        compile_document(text="", engine="tex")
    assert "pdflatex" in caught.value.remedy


REFERRING = article(
    r"\section{S}\label{s}Section~\ref{s} cites~\cite{k}. "
    r"\begin{thebibliography}{9}\bibitem{k} K.\end{thebibliography}"
)


def test_an_aux_that_stays_as_it_is_spares_a_run(compile_tex: CompileTex) -> None:
    alone = compile_tex(REFERRING)
    beside = compile_tex(REFERRING, files={"main.aux": alone.aux_text})
    assert (alone.runs, beside.runs) == (2, 1)
    assert beside.aux_text == alone.aux_text
    assert alone.pdf is not None
    assert beside.pdf is not None
    assert beside.pdf.read_bytes() == alone.pdf.read_bytes()
    assert "undefined" not in beside.log_text


@pytest.mark.parametrize("stale", [r"\newlabel{s}{{7}{1}}", r"\bibcite{k}{7}", r"\relax"])
def test_a_stale_aux_spares_none(compile_tex: CompileTex, stale: str) -> None:
    done = compile_tex(REFERRING, files={"main.aux": stale + "\n"})
    assert done.runs == 2
    assert "Section 1 cites [1]" in words(done.pdf)


@pytest.mark.parametrize("engine", ENGINES)
def test_same_input_gives_the_same_bytes(compile_tex: CompileTex, engine: str) -> None:
    if engine == "lualatex" and sandbox_program() is None:
        pytest.skip("LuaTeX's PDFs depend on the folder when no sandbox gives it one name")
    text = article(r"\today \section{S}", r"\usepackage{hyperref}")
    # A setting that changes nothing, so that the cache doesn't answer twice.
    done = [compile_tex(text, engine=engine, max_runs=runs) for runs in (6, 7)]
    first, second = (document.pdf.read_bytes() for document in done if document.pdf)
    assert done[0].folder != done[1].folder
    assert first == second
    assert "January 1, 2024" in words(done[0].pdf)


def test_date_is_a_setting(compile_tex: CompileTex) -> None:
    assert "May 13, 2024" in words(compile_tex(article(r"\today"), epoch=1_715_600_000).pdf)


@pytest.fixture(scope="module")
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty cache that some tests fill together."""
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize(
    "change",
    [
        {"text": article("Other")},
        {"files": {"a.tex": "x"}},
        {"max_runs": 5},
        {"halt_on_error": True},
        {"limits": Limits(cpu_seconds=77)},
        {"epoch": 86_400},
    ],
)
def test_cache_tells_inputs_apart(cache_folder: Path, change: dict[str, object]) -> None:
    settings: dict[str, object] = {"text": article("One"), "cache": cache_folder}
    first = compile_document(**settings)  # type: ignore[arg-type]
    again = compile_document(**settings)  # type: ignore[arg-type]
    other = compile_document(**settings | change)  # type: ignore[arg-type]
    assert again == first
    assert other.folder != first.folder


def test_cache_sees_a_changed_input_folder(tmp_path: Path) -> None:
    style = tmp_path / "style"
    style.mkdir()
    text = article(r"\mine", r"\usepackage{mine}")
    seen = []
    for word in ("before", "after"):
        (style / "mine.sty").write_text(rf"\newcommand\mine{{{word}}}")
        seen.append(words(compile_document(text=text, inputs=[style], cache=tmp_path / "c").pdf))
    assert ["before" in seen[0], "after" in seen[1]] == [True, True]


def test_cached_result_needs_no_tex_run(tmp_path: Path) -> None:
    runs: list[str] = []
    for _ in range(2):
        compile_document(text=article(r"x\label{a}"), cache=tmp_path, progress=runs.append)
    assert runs == ["pdflatex, run 1", "pdflatex, run 2"]


def test_two_processes_share_a_cache(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\n"
        "from mlsys_paper.tex.compile import compile_document\n"
        "done = compile_document(text=sys.argv[1], cache=Path(sys.argv[2]), progress=print)\n"
        "print(done.folder)\n"
    )
    command = [sys.executable, "-c", script, article(r"x\label{a}"), str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    said = [process.communicate()[0].splitlines() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0]
    assert len({lines[-1] for lines in said}) == 1
    assert sorted(len(lines) for lines in said) == [1, 1, 3], "the document was compiled twice"
    made = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert len([name for name in made if not name.startswith("format-")]) == 1
