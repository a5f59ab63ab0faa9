"""Papers are taken apart as a reader would: columns, lines, what each line is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from check.long_paper import LONG
from check.papers import FILES, submission
from mlsys_paper.document.anatomy import dissect
from mlsys_paper.format import current_format
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from conftest import CompileTex
    from mlsys_paper.document.anatomy import Anatomy
    from mlsys_paper.document.lines import Role, TextLine

DOCUMENTS = Path(__file__).parent.parent / "reference" / "documents"

SENTENCE = (
    "A scheduler that sees only queue lengths cannot tell a short request from a long one, "
    "so it treats every arrival alike and lets a few heavy jobs delay many light ones. "
)

# The conference's older look, by hand: a fixed ruler of three grey digits left of the left
# column, no page numbers, a head over a rule; everything that a paper can have in its columns.
OLDER = r"""
\documentclass[twocolumn,letterpaper]{article}
\usepackage{mathptmx,xcolor,fancyhdr}
\pdfpagewidth=8.5in \pdfpageheight=11in
\textwidth 6.75in \textheight 9in \columnsep .25in \oddsidemargin -.23in \evensidemargin -.23in
\topmargin -24.95781pt \headheight 10pt \headsep 10pt \topskip 10pt \footskip 0pt
\makeatletter
\renewcommand\normalsize{\@setfontsize\normalsize{10}{12}}
\renewcommand\small{\@setfontsize\small{9}{10}}
\normalsize
\renewcommand\footnotesize{\small}
\renewcommand\section{\@startsection{section}{1}{0pt}{-.12in}{.02in}{\large\bfseries\scshape\raggedright}}
\long\def\@makecaption#1#2{\vskip10pt{\small\textsl{#1.} #2\par}}
\newcount\ruled
\AddToHook{shipout/background}{\put(-44.8,-76.7){\vbox{\ruled0
  \loop\ifnum\ruled<55 \hbox to0pt{\color[gray]{.5}\normalsize
    \ifnum\ruled<10 0\fi0\the\ruled\hss}\kern5.28pt\advance\ruled1\repeat}}}
\makeatother
\parindent0pt \parskip6pt \sloppy
\pagestyle{fancy}\fancyhf{}\chead{\small\bfseries A Running Title}\renewcommand\headrulewidth{1pt}
\begin{document}
\twocolumn[{\thispagestyle{empty}\begin{center}{\Large\bfseries The Title of the Paper}\\[2ex]
\textbf{Anonymous Authors}\textsuperscript{1}\\[2ex]{\large\bfseries\scshape Abstract}
\end{center}\begin{quote}SENTENCE SENTENCE Short end.\end{quote}\vskip.2in}]
\section{Introduction}
SENTENCE SENTENCE
\begin{itemize}\item SENTENCE\end{itemize}
A footnote\footnote{SENTENCE} follows. Figure 1 shows nothing. SENTENCE
\[ \sum_{i=1}^{n} \frac{\lambda_i}{\mu} = 1 \]
SENTENCE
\begin{equation} W = \frac{1}{1-\rho} \end{equation}
\begin{figure}[t]\rule{3in}{1in}\caption{A caption that is long enough. SENTENCE}\end{figure}
\begin{figure*}[t]\rule{6in}{1in}\caption{Across both columns. SENTENCE}\end{figure*}
\section{A Long Heading That Needs Two Lines in the Column of the Paper}
FILLER
\textbf{Run in.} SENTENCE
\section*{References}
Quill, A. and Ibarra, C. SENTENCE 2021. \emph{A Journal}, 12, 2021.

Tan, E. SENTENCE 2022.
\appendix
\section{Proofs}
SENTENCE
\end{document}
"""


def filled(text: str, filler: int = 20) -> str:
    return text.replace("FILLER", "SENTENCE SENTENCE\n\n" * filler).replace("SENTENCE", SENTENCE)


def found(anatomy: Anatomy, *roles: Role) -> list[TextLine]:
    return list(anatomy.lines(*roles))


@pytest.fixture(scope="module")
def older(compile_tex: CompileTex) -> Anatomy:
    compiled = compile_tex(filled(OLDER, 40))
    assert compiled.pdf is not None, compiled.log_text
    return dissect(read_document(compiled.pdf))


@pytest.fixture(scope="module")
def long(compile_tex: CompileTex) -> Anatomy:
    """The longest of the reference documents, in the style of this project."""
    source = (DOCUMENTS / "long.tex").read_text(encoding="utf-8").replace("[STYLEOPTIONS]", "")
    compiled = compile_tex(source, {"paragraphs.tex": DOCUMENTS / "paragraphs.tex"})
    assert compiled.pdf is not None, compiled.log_text
    return dissect(read_document(compiled.pdf))


@pytest.mark.parametrize("name", ["older", "long"])
def test_the_body_is_measured_as_the_format_says(name: str, request: pytest.FixtureRequest) -> None:
    body = request.getfixturevalue(name).body
    form = current_format()
    assert body.font == "NimbusRomNo9L-Regu"
    assert body.size == pytest.approx(form.body.size, abs=0.005)
    assert body.leading == pytest.approx(form.body.leading, abs=0.011)
    assert body.columns == 2
    assert body.gutter == pytest.approx(form.gutter, abs=0.05)
    assert body.text_box.left == pytest.approx(form.columns[0][0], abs=0.05)
    assert body.text_box.right == pytest.approx(form.columns[1][1], abs=0.05)
    assert body.first_baseline == pytest.approx(form.first_baseline, abs=0.05)
    assert body.last_baseline == pytest.approx(form.last_baseline, abs=0.05)
    assert body.text_box.top == pytest.approx(724.94, abs=0.05)
    assert body.text_box.bottom == pytest.approx(74.95, abs=0.05)
    assert body.lines > 100


def test_every_page_has_the_columns_of_the_paper(older: Anatomy) -> None:
    assert len(older.pages) == 4
    for page in older.pages:
        (first, second) = page.columns.edges
        assert first == pytest.approx((55.44, 289.44), abs=0.1)
        assert second == pytest.approx((307.44, 541.44), abs=0.1)


def test_the_ruler_is_no_text(older: Anatomy) -> None:
    numbers = found(older, "line number")
    assert len(numbers) == 55 * len(older.pages)
    assert all(line.text.isdecimal() and line.x < 40 for line in numbers)
    assert not any(line.text[:3].isdecimal() for line in found(older, "body"))


def test_line_numbers_on_the_lines_are_no_text(long: Anatomy) -> None:
    numbers = found(long, "line number")
    assert len(numbers) > 300
    assert all(line.text.isdecimal() for line in numbers)
    others = [line for line in long.lines() if line.role != "line number"]
    assert all(line.x > 54 for line in others)
    assert not [line for line in found(long, "body") if line.text.split()[0].isdecimal()]


def test_head_and_folio_are_found(older: Anatomy, long: Anatomy) -> None:
    assert [(line.page, line.text) for line in found(older, "head")] == [
        (number, "A Running Title") for number in (2, 3, 4)
    ]
    assert found(older, "folio") == []
    assert {line.text for line in found(long, "head")} == {"A Long Paper"}
    assert [line.text for line in found(long, "folio")] == [
        str(page.page.number) for page in long.pages
    ]


def test_what_a_figure_has_beyond_the_sheet_hides_no_head_and_no_folio(
    compile_tex: CompileTex,
) -> None:
    cut = r"""\begin{figure}[t]\begin{tikzpicture}
    \clip (0,0) rectangle (3,1.6); \draw (0,0) -- (3,1);
    \node at (2,15) {above}; \node at (2,-40) {below};
    \node at (40,2) {aside};
    \node at (1.5,2.7) {clipped};\end{tikzpicture}\caption{Cut.}\end{figure}"""
    document = submission("\n\n".join([LONG, cut, LONG]), preamble=r"\usepackage{tikz}")
    compiled = compile_tex(document, files=FILES)
    assert compiled.pdf is not None, compiled.log_text
    text = dissect(read_document(compiled.pdf))
    beyond = [line for line in text.lines() if line.text in {"above", "below", "aside", "clipped"}]
    assert [line.role for line in beyond].count("head") == 0
    assert len(beyond) == 4
    pages = range(1, len(text.pages) + 1)
    assert [line.page for line in found(text, "head")] == list(pages[1:])
    assert [line.page for line in found(text, "folio")] == list(pages)


def test_the_front_is_title_authors_and_abstract(older: Anatomy) -> None:
    front = found(older, "front")
    assert [line.text for line in front[:3]] == [
        "The Title of the Paper",
        "Anonymous Authors1",
        "ABSTRACT",
    ]
    assert front[-1].text == "end."
    assert {line.page for line in front} == {1}


def test_headings_read_as_words_and_keep_their_second_line(older: Anatomy) -> None:
    assert [line.text for line in found(older, "heading")] == [
        "1 INTRODUCTION",
        "2 A LONG HEADING THAT NEEDS TWO",
        "LINES IN THE COLUMN OF THE PAPER",
        "REFERENCES",
        "A PROOFS",
    ]


def test_headings_of_every_level_are_found(long: Anatomy) -> None:
    texts = [line.text for line in found(long, "heading")]
    assert texts[:3] == ["1 PART 1", "1.1 First half", "1.1.1 Second half"]
    assert len(texts) == 24


def test_footnotes_are_told_from_text(older: Anatomy) -> None:
    notes = found(older, "footnote")
    assert notes[0].text.startswith("1A scheduler that sees")
    assert all(line.size == pytest.approx(8.97) for line in notes)
    assert len(notes) in {3, 4}


def test_captions_begin_with_their_label_and_end_with_their_type(older: Anatomy) -> None:
    captions = found(older, "caption")
    labels = [line.text[:9] for line in captions if line.text.startswith("Figure")]
    assert sorted(labels) == ["Figure 1.", "Figure 2."]
    assert len(captions) > 4
    assert {line.column for line in captions} >= {0, 1} or {line.column for line in captions} >= {
        0,
        2,
    }
    mentions = [line.text for line in found(older, "body") if "Figure 1 shows nothing" in line.text]
    assert len(mentions) <= 1


def test_rows_of_tables_and_lines_of_algorithms_are_no_body(compile_tex: CompileTex) -> None:
    source = (DOCUMENTS / "floats.tex").read_text(encoding="utf-8")
    compiled = compile_tex(
        source.replace("[STYLEOPTIONS]", "[accepted]"),
        {"paragraphs.tex": DOCUMENTS / "paragraphs.tex"},
    )
    assert compiled.pdf is not None, compiled.log_text
    anatomy = dissect(read_document(compiled.pdf))
    floats = [line.text for line in found(anatomy, "float")]
    assert "repeat" in floats
    assert "end for" in floats
    assert len(floats) == 5 + 10 + 7
    labels = [line.text.split(".")[0] for line in found(anatomy, "caption")]
    assert {"Figure 1", "Figure 2", "Figure 3", "Table 1"} <= set(labels)
    body = found(anatomy, "body")
    assert all(line.column > 0 and line.characters > 3 for line in body)


def test_displays_are_one_line_each(older: Anatomy, long: Anatomy) -> None:
    first, second = found(older, "display")
    assert "=" in first.text
    assert first.box.height > 20
    assert second.text.endswith("(1)")
    numbers = [line.text[-3:] for line in found(long, "display")]
    assert numbers == [f"({n})" for n in range(1, 9)]


def test_references_end_where_the_next_heading_begins(older: Anatomy) -> None:
    references = found(older, "reference")
    assert references[0].text.startswith("Quill, A. and Ibarra, C.")
    assert references[-1].text.endswith("2022.")
    lines = list(older.lines("heading", "body", "reference"))
    after = lines[lines.index(references[-1]) + 1]
    assert after.text == "A PROOFS"
    assert lines[-1].role == "body"


def test_lines_come_in_reading_order(long: Anatomy) -> None:
    numbers = [
        tuple(int(part) for part in line.text.split()[0].split("."))
        for line in long.lines("heading")
    ]
    assert numbers == sorted(numbers)
    for page in long.pages:
        inside = [line.column for line in page.lines if line.role == "body"]
        assert inside == sorted(inside)


def test_every_letter_of_the_runs_is_in_one_line(older: Anatomy) -> None:
    for page in older.pages:
        runs = [run for line in page.lines for run in line.runs]
        assert sorted(run.start for run in runs) == sorted(run.start for run in page.page.runs)


ONE_COLUMN = r"""
\documentclass[letterpaper]{article}
\pdfpagewidth=8.5in \pdfpageheight=11in
\begin{document}
\section{One}
FILLER
\end{document}
"""


def test_one_column_is_one_column(compile_tex: CompileTex) -> None:
    compiled = compile_tex(filled(ONE_COLUMN, 12))
    assert compiled.pdf is not None
    anatomy = dissect(read_document(compiled.pdf))
    body = anatomy.body
    assert body is not None
    assert (body.columns, body.gutter) == (1, 0)
    assert body.font == "CMR10"
    assert body.size == 9.96
    assert body.text_box.width == pytest.approx(345 / 72.27 * 72, abs=0.5)
    assert {line.column for line in anatomy.lines("body")} == {0}
    assert [line.text for line in anatomy.lines("folio")] == ["1", "2"]


def test_a_one_column_appendix_keeps_its_own_columns(compile_tex: CompileTex) -> None:
    text = OLDER.replace(r"\appendix", r"\appendix\onecolumn")
    compiled = compile_tex(filled(text.replace(r"\section{Proofs}", r"\section{Proofs} FILLER")))
    assert compiled.pdf is not None
    anatomy = dissect(read_document(compiled.pdf))
    counts = [len(page.columns.edges) for page in anatomy.pages]
    assert counts[:3] == [2, 2, 2]
    assert counts[-1] == 1
    assert anatomy.body is not None
    assert anatomy.body.columns == 2


def test_a_file_without_text_has_no_body(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(612, 792)
    path = tmp_path / "blank.pdf"
    writer.write(path)
    anatomy = dissect(read_document(path))
    assert anatomy.body is None
    assert found(anatomy) == []
    assert len(anatomy.pages) == 1
