"""References are there, name all authors, and are found by what refers to them."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from check.alone import findings_of
from check.older_style import older_files, older_submission
from check.papers import DATABASE, FILES, MAIN, submission
from check.passages import by_passage, on_pages
from check.verdicts import assert_clean, assert_only
from mlsys_paper.check.authors import truncation
from mlsys_paper.check.run import check_file
from mlsys_paper.source.model import BibEntry, MacroCall, Source

if TYPE_CHECKING:
    from check.conftest import CheckPaper
    from conftest import CompileTex

OTHERS = """@article{cut, author = {Quill, Ada and Marlow, Bruno and others},
title = {Queues}, journal = {Journal of Queues}, year = {2021}}
@article{whole, author = {Tan, Emil and Petrov, Gus},
title = {A Reply to {Q}uill et al.\\ and Others}, journal = {Journal of Replies}, year = {2022}}
"""
BIB = {**DATABASE, "references.bib": OTHERS}

CUT_OFF = [
    "Quill, A., Marlow, B., et al. Title of it. 2020.",
    "Quill, A. et al. Title",
    "Quill, A., Marlow, B. C., and others. A title",
    "Quill, A. and Others. Title",
    "Quill, A., Others. Title",
    "Quill, A., . . . Zhang, L. Title",
    "Quill, A., \u2026 Zhang, L. Title",
    "Quill, A., ... Title",
    "Quill, A. (and 12 others). Title",
    "DeepSeek-AI, Guo, D., and 12 more. Title",
    "OpenAI: Achiam, J., et al. GPT-4",
    "The Lattice Team et al. Title",
    "Abadi et al. TensorFlow: a system.",
    "van der Berg, H., M\u00a8uller, J., et alii. Title",
    "Asanovic, K., Hus-\u00b4bands, P., et al. Landscape",
    "Toma\u00b4s Okoye-Reyes\u02c7 et al. Title",
    "Ada Quill, Bruno Marlow, et al. 2020. Title.",
    "Quill A, Marlow B, et al. Title.",
    "Quill, A., Marlow, B., & al. Title.",
    "Quill, A., Marlow, B., + 12 more. Title.",
    "[3] A. Quill, B. Marlow, et al. Title",
    "Plass, A., Knuth, B. + 30 authors. Title. 2007.",
    "Plass, A. and coauthors. Title. 2010.",
    "Plass, A., Knuth, B. (+11). Title. 2020.",
    "Plass, A. and the rest of the team. Title. 2020.",
    "LLM Team and contributors. A Report. 2024.",
    "Plass, A. u.a. Titel. 2020.",
    "Plass, A., plus 40 co-authors. Title. 2020.",
    "Plass, A. & the entire collaboration. Title. 2020.",
    "OpenAI, 200 authors. Title. 2023.",
    "Plass, A., Knuth, B. et 12 autres. Titre. 2020.",
    "\u738b\u4f1f \u7b49. \u9898\u76ee. 2020.",
    "[3] A. Quill et al., \u201cTitle\u201d",
    "12. Quill, A., et al. Title",
    "[Quill et al.(2021)Quill, Tan, and Ada] Quill, A., et al. Title",
]
WHOLE = [
    "Zhang, L. A reply to Nakamura et al. Journal, 2020.",
    "Zhang, L. Revisiting Nakamura et al. 2020",
    "Zhang, L. A Survey of Nakamura et al. Journal",
    "Zhang, L. Cats, Dogs and Others. 2020",
    "Zhang L, Nakamura M. Revisiting Quill et al. 2020",
    "Khan, U. A. and Quill, M. Metal machines. 2020",
    "Metal, A. Others first. 2020",
    "F. Nakamura. Revisiting Zhang et al. 2020",
    "PyTorch Contributors. The PyTorch documentation. 2020.",
    "Gemini Team. Gemini: a family of models. 2023.",
    "DeepMind and the remaining problems of scale. 2020.",
    "Zhang, L. 10 more lessons for systems. 2020.",
    "Zhang, L. and Li, M. +1 for you. 2020.",
    "Smith, J. and Others, K. L. Names. 2020.",
    "Kim, U. A. and Lee, E. A. Title. 2019.",
    "Ada Quill. 2020. Revisiting Nakamura et al.",
    "Quill, A. and Tan, B. Cats ... and dogs",
    "Quill, A., Tan, B., & Al, E. Cats and dogs",
    "Quill, A. \u201cNakamura et al. revisited\u201d",
    "[3] A. Quill and B. Marlow, \u201cBeyond Vaswani et al.,\u201d 2020.",
    "Tan, E. Eviction. In Petrov, G., et al. (eds.), Handbook",
    "Quill, A., Marlow, B., and Ibarra, C. Three more authors place a request. 2023.",
    "",
]


def test_a_paper_without_references_is_found(check_paper: CheckPaper) -> None:
    main = MAIN.replace(r"\cite{quill-article}", "")
    (finding,) = assert_only(
        check_paper(submission(main, references=""), files=FILES), "references-present", "warning"
    )
    assert "no list of references" in finding.message


def test_an_empty_list_is_an_error(compile_tex: CompileTex) -> None:
    paper = submission(references=r"\section*{References}")
    (finding,) = findings_of(compile_tex, paper, "references-present", files=FILES)
    assert "empty" in finding.message
    assert finding.page is not None


@pytest.mark.parametrize("excuse", ["Omitted for space.", "See the supplement of this paper."])
def test_an_excuse_is_no_list(excuse: str, compile_tex: CompileTex) -> None:
    paper = submission(references=rf"\section*{{References}} {excuse}")
    (finding,) = findings_of(compile_tex, paper, "references-present", files=FILES)
    assert "no work with a year" in finding.message


def test_a_list_of_a_single_work_is_one(compile_tex: CompileTex) -> None:
    work = r"\section*{References} Quill, A. Queues. Journal of Queues, 2020."
    paper = submission(references=work)
    assert not findings_of(compile_tex, paper, "references-present", files=FILES)


def test_a_list_without_a_usual_title_is_a_list(compile_tex: CompileTex) -> None:
    paper = submission(MAIN + r"\nocite{*}", preamble=r"\renewcommand\refname{What We Read}")
    assert not findings_of(compile_tex, paper, "references-present", files=DATABASE)


def test_authors_cut_off_by_bibtex_are_an_error(check_paper: CheckPaper) -> None:
    main = MAIN.replace("quill-article", "cut,whole")
    (finding,) = assert_only(check_paper(submission(main), files=BIB), "complete-author-lists")
    assert "\u201cet al.\u201d" in finding.message
    assert "Quill, A." in finding.message
    assert finding.page == 2
    assert finding.box is not None


def test_authors_cut_off_in_older_styles_are_an_error(check_paper: CheckPaper) -> None:
    main = MAIN.replace("quill-article", "cut,whole")
    files = {**older_files(), "references.bib": OTHERS}
    assert_only(
        check_paper(older_submission(main), files=files, inputs=()), "complete-author-lists"
    )


def test_titles_and_citations_may_say_et_al(check_paper: CheckPaper) -> None:
    main = MAIN.replace(
        r"\cite{quill-article}", r"\cite{whole,many} as \citet{many} and others say"
    )
    bib = OTHERS + DATABASE["references.bib"].read_text(encoding="utf-8")
    assert_clean(check_paper(submission(main), files={**DATABASE, "references.bib": bib}))


def test_each_entry_of_a_numbered_list_is_read(compile_tex: CompileTex) -> None:
    main = MAIN.replace("quill-article", "*,cut,whole")
    bib = OTHERS + DATABASE["references.bib"].read_text(encoding="utf-8")
    paper = submission(
        main.replace(r"\cite", r"\nocite"), preamble=r"\setcitestyle{numbers,square}"
    )
    found = findings_of(
        compile_tex, paper, "complete-author-lists", files={**DATABASE, "references.bib": bib}
    )
    assert len(found) == 1
    assert "Quill, A., Marlow, B., et al." in found[0].message


@pytest.mark.parametrize("entry", CUT_OFF)
def test_lists_of_authors_that_are_cut_off(entry: str) -> None:
    assert truncation(entry)


@pytest.mark.parametrize("entry", WHOLE)
def test_lists_of_authors_that_are_whole(entry: str) -> None:
    assert truncation(entry) == ""


def test_bib_entries_are_named_with_their_lines(compile_tex: CompileTex) -> None:
    compiled = compile_tex(submission(), files=FILES)
    assert compiled.pdf is not None
    authors = {"cut": "Quill, Ada and others", "idle": "Tan, E and others", "whole": "Tan, Emil"}
    entries = tuple(
        BibEntry(key, "article", MappingProxyType({"author": text}), "refs.bib", line, lines)
        for line, (key, text) in enumerate(authors.items(), 10)
        for lines in [MappingProxyType({"author": line + 100})]
    )
    calls = (MacroCall("citep", (), ("cut, whole",), "main.tex", 5),)
    source = Source(Path("main.tex"), calls, entries)
    report = check_file(compiled.pdf, "submission", source=source)
    found = [item for item in report.findings if item.rule == "complete-author-lists"]
    assert [(item.file, item.line) for item in found] == [("refs.bib", 110)]
    assert "cut" in found[0].message


def test_all_entries_that_are_cut_off_are_one_finding(compile_tex: CompileTex) -> None:
    bib = OTHERS + OTHERS.replace("cut", "again").replace("whole", "wholly")
    main = MAIN.replace("quill-article", "cut,again,whole")
    files = {**DATABASE, "references.bib": bib}
    [found] = findings_of(compile_tex, submission(main), "complete-author-lists", files=files)
    assert found.message.startswith("2 entries cut off the list of authors")
    assert len({place.box for place in found.places}) == 2


UNRESOLVED = {
    "a section": r"See Section~\ref{nowhere} for more.",
    "a citation": r"As shown before \cite{nobody}.",
    "a citation among others": r"As shown before \cite{quill-article,nobody}.",
    "in the text": r"So \citet{nobody} shows.",
    "the end of a paragraph": r"\ParaA{} It is due to \citet{nobody}." "\n\n",
    "an equation": r"By (\ref{nowhere}) it follows.",
    "a heading": r"\section{Results of Section~\ref{nowhere}}",
    "a caption": r"\begin{figure}[t]\rule{2in}{1in}\caption{As Figure~\ref{nowhere}.}\end{figure}",
    "a table": r"""\begin{table}[t]\caption{Systems.}\begin{tabular}{ll} System & Speed\\
        Theirs \cite{nobody} & 3 \end{tabular}\end{table}""",
    "typed": r"It is shown in Figure ??, too.",
    "typed citation": r"It was shown earlier [?], too.",
    "typed citation with a year": r"It was shown earlier (?, 2020), too.",
    "a key of biblatex": r"It was shown before (\textbf{quill2021queues}), too.",
    "a word processor's": r"It is shown in Error! Reference source not found., too.",
}


@pytest.mark.parametrize("style", ["", r"\setcitestyle{numbers,square}"])
def test_marks_of_missing_references_are_found(style: str, compile_tex: CompileTex) -> None:
    passages = [f"\n\n{passage} \\ParaC" for passage in UNRESOLVED.values()]
    paper = submission(on_pages(passages), preamble=style)
    found = findings_of(compile_tex, paper, "unresolved", files=FILES)
    told = by_passage(found, UNRESOLVED)
    assert {where: len(items) for where, items in told.items()} == dict.fromkeys(UNRESOLVED, 1)
    assert all(place.box is not None for item in found for place in item.places)


def test_only_this_is_reported(check_paper: CheckPaper) -> None:
    main = MAIN.replace(r"\section{Evaluation}", r"\section{Evaluation} See~\ref{nowhere}.")
    for report in (
        check_paper(submission(main), files=FILES),
        check_paper(older_submission(main), files=older_files(), inputs=()),
    ):
        assert_only(report, "unresolved", "warning")


def test_a_doubt_in_plain_type_is_found(check_paper: CheckPaper) -> None:
    main = MAIN.replace(r"\section{Evaluation}", r"\section{Evaluation} It is unknown (?), as ")
    assert_only(check_paper(submission(main), files=FILES), "unresolved", "warning")


QUESTIONS = r"""Why?? And what for (why?), you ask. What of \texttt{a ?? b}, and of
{\ttfamily x = y ?? z}? The formula $a\,??\,b$ has no sense, nor has $x = \mathbf{?}$.
\textbf{Why is that?} \paragraph{Really??} Yes; the operator ``??'' is one. Is it [what?] it is?
We call ours (\textbf{fast}), of the kind (\textbf{v2}) and \textbf{caches2021}.

\begin{verbatim}
let a = b ?? c;  // (?) [?]
\end{verbatim}

\begin{table}[t]
\caption{What is known?}
\centering
\begin{tabular}{ll}
\toprule
System & \textbf{?} \\
\midrule
One & ? \\
Two & ?? \\
\bottomrule
\end{tabular}
\end{table}
\begin{figure}[t]
\centering
\begin{tikzpicture}
\draw (0,0) node {\textbf{?}} rectangle (2,1);
\end{tikzpicture}
\caption{Who knows (and why)?}
\end{figure}"""


def test_questions_are_no_missing_references(check_paper: CheckPaper) -> None:
    main = MAIN.replace(r"\section{Evaluation}", "\\section{Evaluation}\n" + QUESTIONS)
    assert_clean(check_paper(submission(main, preamble=r"\usepackage{booktabs}"), files=FILES))
