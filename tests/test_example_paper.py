"""The author guide: it compiles cleanly, says what the call says, and states true numbers."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from maintain.release import (
    EXAMPLE,
    LIMITS,
    MODES,
    in_mode,
    release_sources,
    style_date,
    write_all,
)
from mlsys_paper.cli import command_modules
from mlsys_paper.document.anatomy import dissect
from mlsys_paper.document.lines import flowing
from mlsys_paper.format import current_format, read_format, style_file
from mlsys_paper.pdf.page import read_document
from style_numbers import with_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import CompileTex
    from mlsys_paper.document.anatomy import Anatomy
    from mlsys_paper.tex.compile import CompiledDocument

    Compile = Callable[..., CompiledDocument]

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "example_paper"
MAIN = f"{EXAMPLE}.tex"
SOURCE = (FOLDER / MAIN).read_text(encoding="utf-8")
BIBLIOGRAPHY = (FOLDER / f"{EXAMPLE}.bib").read_text(encoding="utf-8")
STYLE = style_file().read_text(encoding="utf-8")
BST = style_file().with_suffix(".bst").read_text(encoding="utf-8")

# Pages that hold nothing but main text: every line of them is the same in all modes.
MAIN_PAGES = range(2, 6)


@pytest.fixture(scope="session")
def compile_guide(compile_tex: CompileTex, tmp_path_factory: pytest.TempPathFactory) -> Compile:
    """Compile the guide as a release does, with which it shares what pdfLaTeX makes of it."""
    released = {name: path.read_bytes() for name, path in release_sources(REPOSITORY).items()}
    epoch = int(style_date(STYLE).timestamp())

    def compile_guide(mode: str = "review", engine: str = "pdflatex", **files: str):
        folder = tmp_path_factory.mktemp("guide")
        laid = {MAIN: in_mode(SOURCE, mode), **files}
        write_all(folder, released | {name: text.encode() for name, text in laid.items()})
        return compile_tex(folder / MAIN, inputs=(), engine=engine, epoch=epoch, limits=LIMITS)

    return compile_guide


@pytest.fixture(scope="session")
def guide(compile_guide: Compile) -> Callable[..., Anatomy]:
    @functools.cache
    def guide(mode: str = "review") -> Anatomy:
        return dissect(read_document(compile_guide(mode).pdf))

    return guide


def text_of(anatomy: Anatomy) -> str:
    """All that the guide says, divided words joined, what stands in the margins left out."""
    lines = [line for page in anatomy.pages for line in page.lines if line.column >= 0]
    return plain(re.sub(r"\s+", " ", " ".join(flowing(lines))))


def plain(text: str) -> str:
    """Text without accents, which pdfLaTeX sets beside or upon their letters."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(char for char in apart if unicodedata.category(char) not in {"Mn", "Sk"})


@pytest.fixture(scope="session")
def review_text(guide: Callable[..., Anatomy]) -> str:
    return text_of(guide())


# It compiles.


@pytest.mark.parametrize(
    ("mode", "engine"),
    [*((mode, "pdflatex") for mode in MODES), ("accepted", "xelatex"), ("review", "lualatex")],
)
def test_nothing_is_complained_of(compile_guide: Compile, mode: str, engine: str) -> None:
    """Every mode with pdfLaTeX, every other engine with one mode: the slow ones needn't do all."""
    document = compile_guide(mode, engine)
    assert document.pdf is not None
    log = document.log
    assert [*log.errors, *log.warnings, *log.of_kind("overfull")] == []
    assert log.page_limit == current_format().page_limit
    assert log.main_text_ends == 8 < log.page_limit
    assert log.pages == 9


@pytest.mark.parametrize("mode", MODES)
def test_no_line_is_set_loosely(compile_guide: Compile, mode: str) -> None:
    loose = compile_guide(mode).log.of_kind("underfull")
    assert [box for box in loose if "hbox" in box.message or (box.amount or 0) > 2000] == []


@pytest.mark.parametrize("mode", ["accepted", "preprint"])
def test_main_text_breaks_as_for_review(guide: Callable[..., Anatomy], mode: str) -> None:
    def places(anatomy: Anatomy, page: int) -> list[tuple[float, float, str]]:
        return [
            (round(line.x, 1), round(line.baseline, 1), line.text)
            for line in anatomy.pages[page - 1].lines
            if line.column >= 0
        ]

    for page in MAIN_PAGES:
        expected = places(guide("review"), page)
        assert len(expected) > 60
        assert places(guide(mode), page) == expected


def test_figures_are_drawn_not_scanned(guide: Callable[..., Anatomy]) -> None:
    pages = [text.page for text in guide().pages]
    assert all(not page.images for page in pages)
    assert sum(len(page.rules) for page in pages) > 60


# Who wrote it.


def given_to(command: str) -> list[str]:
    """The arguments of a command in the title block, its listings left out."""
    block = SOURCE[SOURCE.index(r"\begin{document}") : SOURCE.index(r"\begin{abstract}")]
    return re.findall(rf"\\{command}\{{([^{{}}]*)\}}(?:\{{([^{{}}]*)\}})?", block)


def people() -> list[str]:
    """Every word of the authors' data by which they could be found."""
    names = [name for name, _ in given_to("mlsysauthor")]
    places = [text for _, text in given_to("mlsysaffiliation")]
    mails = [mail for _, mail in given_to("mlsyscorrespondingauthor")]
    assert len(names) == 3
    assert len(places) == 2
    assert len(mails) == 1
    telling = [*names, *(place.split(",")[0] for place in places), *mails]
    telling += [name.split()[-1] for name in names]
    return [*telling, *(plain(word) for word in telling)]


def test_no_name_reaches_the_review_pdf(compile_guide: Compile, review_text: str) -> None:
    pdf = compile_guide("review").pdf
    reader = pypdf.PdfReader(pdf)
    hidden = [str(reader.metadata), str(reader.xmp_metadata), str(reader.named_destinations)]
    hidden += [str(part) for part in reader.outline]
    raw = pdf.read_bytes().decode("latin-1")
    for word in people():
        assert word not in review_text
        assert word not in raw
        assert all(word not in part for part in hidden)
    assert "Review mode hides this section" not in review_text
    assert "Acknowledgements" not in [line.text for line in dissect(read_document(pdf)).lines()]


@pytest.mark.parametrize("mode", ["accepted", "preprint"])
def test_names_and_thanks_are_shown_otherwise(guide: Callable[..., Anatomy], mode: str) -> None:
    text = text_of(guide(mode))
    for name in people():
        assert plain(name) in text
    assert "Equal contribution" in text
    assert "Review mode hides this section" in text


def test_the_appendix_is_not_in_the_review_pdf(guide: Callable[..., Anatomy]) -> None:
    title = re.search(r"\\appendix\n\n\\section\{(.*?)\}", SOURCE)[1]
    assert title not in text_of(guide("review"))
    for mode in ("accepted", "preprint"):
        headings = [re.sub(r"\s", "", line.text).lower() for line in guide(mode).lines("heading")]
        assert "a" + re.sub(r"\s", "", title).lower() in headings


# What the call says, a sentence of it a line: what it is about, and words of the guide.
CALL = {
    "page limit": rf"at most {current_format().page_limit} pages, references not counted",
    "two columns": r"A submission has two columns",
    "all authors": r"Each reference must explicitly list all authors",
    "appendix any length": r"appendix may have as many pages as you wish",
    "appendix not read": r"Reviewers are not required to read it",
    "appendix separate": r"Upload it separately",
    "appendix after the paper": r"takes it once the main paper is submitted",
    "appendix due": r"it is due at the same time",
    "double-blind": r"Reviewing is double-blind",
    "arXiv": r"You may post the paper on arXiv or in another public forum",
    "third person": r"Cite your own work in the third person",
    "under review": r"under review for another conference or already published",
    "overlap": r"overlaps substantially in technical content",
    "during review": r"until reviewing is over, it must not be submitted to other conferences",
    "journal version": r"substantially different version of a journal paper",
    "journal not accepted": r"under review by the journal and not yet accepted",
    "non-archival": r"conference or workshop without proceedings",
    "technical report": r"a technical report of the paper, for instance on arXiv",
    "workshop": r"with the approval of the program chairs, an expanded version",
    "workshop mail": r"Explain the differences, and mail the workshop paper",
    "added novelty": r"what is added is what is evaluated",
    "artifacts": r"Authors of accepted papers are invited to submit code, data, models",
    "voluntary": r"It is voluntary and does not influence the decision",
    "badging": r"the ACM.s policy on review and badging",
    "conflicts": r"All conflicts of interest must be registered on the submission site",
    "undeclared": r"may be rejected for an undeclared conflict that causes a problem",
    "false conflicts": r"false ones that are to game",
    "profiles": r"created or updated an OpenReview profile",
    "author list": r"By the deadline for full papers.*?be on the author list",
    "plagiarism": r"Plagiarism of any form is disallowed",
    "subversion": r"unethical attempt to subvert",
    "language models": r"You may consult a language model",
    "generated text": r"content generated by a model is prohibited",
    "exceptions": r"illustrative or is presented as part of the paper.s experimental analysis",
    "returned": r"may be returned without review, at the discretion of the program chairs",
}


@pytest.mark.parametrize("fact", CALL)
def test_the_guide_says_what_the_call_says(review_text: str, fact: str) -> None:
    assert re.search(CALL[fact], review_text), fact


def test_the_checklist_fits_on_the_first_page(guide: Callable[..., Anatomy]) -> None:
    first = text_of(guide()).split("Put mlsys")[0]
    for item in re.findall(r"^\\item \\textbf\{(.*?)\}", SOURCE, re.M):
        assert item in first
    page = [line.text for line in guide().pages[0].lines]
    assert any(line.startswith("9. A clean file.") for line in page)


# What the style offers.


def offered() -> set[str]:
    """Commands, environments and options that the style has for authors."""
    commands = re.findall(r"^\s*\\newcommand\\([A-Za-z]+)[\[{\\]", STYLE, re.M)
    commands += re.findall(r"\\isaccepted\b", STYLE)[:1]
    environments = re.findall(r"\\newenvironment\{([A-Za-z]+)\}", STYLE)
    environments += re.findall(r"\\mlsys@offer\{([A-Za-z]+)\}", STYLE)
    options = re.findall(r"\\DeclareOption\{([a-z]+)\}", STYLE)
    found = {name.lstrip("\\") for name in [*commands, *environments, *options]}
    old = {name for name in found if name.startswith("sysml")}
    assert {"mlsystitle", "mlsysauthorlist", "preprint", "ack", "yrcite"} <= found
    # The driver of colours has a command that the style puts off loading.
    return found - old - {"convertMPtoPDF"} | {"sysml", "anon"}


def test_every_command_of_the_style_is_explained(review_text: str) -> None:
    missing = [name for name in sorted(offered()) if not re.search(rf"\b{name}\b", review_text)]
    assert missing == []


def test_every_message_of_the_style_is_told(review_text: str) -> None:
    """The style gained or lost a message: say so in `What It Tells You'."""
    messages = re.findall(r"^\\mlsys@declaremessage\{([a-z-]+)\}", STYLE, re.M)
    words = {
        "unknown-option": "an unknown option",
        "two-modes": "two modes",
        "altered-layout": "a changed layout",
        "altered-type": "the type size and the leading",
        "one-column": "main text in one column",
        "no-title": r"no \\mlsystitle",
        "empty-title": "",
        "two-titles": "",
        "outside-block": "",
        "author-outside": "",
        "lost-abstract": "",
        "two-abstracts": "",
        "unended": "",
        "two-notices": "",
        "maketitle": r"\\maketitle",
        "long-running-title": "a running title too long",
        "no-affiliation": "an affiliation.s label",
        "unused-affiliation": "an affiliation that belongs to nobody",
        "no-notice": r"no \\printAffiliationsAndNotice",
        "no-corresponding-author": "no corresponding author",
        "fixed-notice": r"\\mlsysnotice outside a preprint",
        "over-limit": "main text over the limit",
        "unknown-badge": "an unknown badge",
        "badges-in-review": r"\\mlsysbadges in review",
        # Rare, and they say themselves what to do.
        "foreign-author": "",
        "one-argument": "",
        "no-abstract": "",
        "wrong-class": "",
        "biblatex": "",
        "no-termes": "",
        "pdfx": "",
    }
    assert set(messages) == set(words)
    for name, said in words.items():
        assert re.search(said, review_text), name


# Numbers.


def inches(length: float) -> str:
    """A length in bp as the guide prints it."""
    return f"{length / 72:.2f}"


def test_headings_and_sizes_are_the_styles(review_text: str) -> None:
    form = current_format()
    spaces = {
        name: (inches(heading.before), inches(heading.after))
        for name, heading in form.headings.items()
    }
    sizes = {name: f"{size.size_pt:g}/{size.leading_pt:g}" for name, size in form.sizes.items()}
    body = sizes["normalsize"]
    for row in (
        f"Text Times {body}",
        f"Section bold small capitals {sizes['large']} {' '.join(spaces['section'])}",
        f"Subsection bold {body} {' '.join(spaces['subsection'])}",
        f"Subsubsection italic {body} {' '.join(spaces['subsubsection'])}",
        f"Caption Times {sizes['footnotesize']}",
        f"Footnote Times {sizes['footnotesize']}",
    ):
        assert row in review_text


def test_the_page_is_drawn_with_the_styles_measures(guide: Callable[..., Anatomy]) -> None:
    form = current_format()
    left, bottom, right, top = form.text_box
    width, height = form.paper
    column = inches(form.columns[0][1] - form.columns[0][0])
    expected = [
        *(inches(length) for length in (width, height, right - left, top - bottom)),
        *(inches(length) for length in (left, width - right, height - top, bottom)),
        *(column, column, inches(form.gutter)),
    ]
    page = next(text for text in guide().pages if "The page, to scale" in str(text.lines))
    caption = next(line for line in page.lines if "The page, to scale" in line.text)
    labels = [
        run.text.strip()
        for run in page.page.runs
        if run.x > caption.x - 5 and run.baseline > caption.baseline
    ]
    printed = [label for label in labels if re.fullmatch(r"\d+\.\d\d", label)]
    assert sorted(printed) == sorted(expected)


def test_the_drawn_page_is_to_scale(guide: Callable[..., Anatomy]) -> None:
    """The largest outline beside the caption has the proportions of the sheet."""
    form = current_format()
    page = next(text for text in guide().pages if "The page, to scale" in str(text.lines))
    rules = [rule for rule in page.page.rules if rule.right - rule.left > 30]
    boxes = [rule for rule in rules if rule.top - rule.bottom > 150]
    sheet = max(boxes, key=lambda box: (box.right - box.left) * (box.top - box.bottom))
    columns = [box for box in boxes if box is not sheet]
    scale = (sheet.right - sheet.left) / form.paper[0]
    assert (sheet.top - sheet.bottom) / form.paper[1] == pytest.approx(scale, rel=0.01)
    assert len(columns) == 2
    drawn = sorted((box.left - sheet.left) / scale for box in columns)
    assert drawn == pytest.approx([left for left, _ in form.columns], abs=3)
    for box in columns:
        drawn_height = (box.top - box.bottom) / scale
        assert drawn_height == pytest.approx(form.text_box[3] - form.text_box[1], rel=0.01)


def test_lines_in_a_column_are_counted_from_the_style(review_text: str) -> None:
    form = current_format()
    lines = 1 + int((form.first_baseline - form.last_baseline + 0.01) / form.body.leading)
    assert f"pages hold {form.page_limit * 2 * lines}" in review_text
    assert f"= {lines}" in review_text


def test_another_style_gives_other_numbers(compile_guide: Compile) -> None:
    changed = STYLE
    for name, value in (
        ("pagelimit", "12"),
        ("section.before", "0.21in"),
        ("section.after", "0.02in"),
        ("columnsep", "0.31in"),
        ("normalsize.size", "10"),
        ("normalsize.leading", "12.4"),
    ):
        changed = with_number(changed, name, value)
    document = compile_guide("accepted", **{style_file().name: changed})
    text = text_of(dissect(read_document(document.pdf)))
    assert "at most 12 pages" in text
    assert "10/12.4" in text
    assert "0.21 0.02" in text
    form = read_format(changed)
    assert inches(form.columns[0][1] - form.columns[0][0]) in text
    now = current_format()
    for stale in (f"at most {now.page_limit} pages", "10/12 ", "0.12 0.02"):
        assert stale not in text


def test_no_measure_is_typed_into_the_source() -> None:
    body = SOURCE[SOURCE.index(r"\begin{abstract}") :]
    body = re.sub(r"\\begin\{(verbatim|tikzpicture)\}.*?\\end\{\1\}", "", body, flags=re.S)
    form = current_format()
    lengths = [form.paper[0], *form.lengths.values()]
    lengths += [form.columns[0][1] - form.columns[0][0], form.text_box[0], form.text_box[1]]
    for value in {f"{length / 72:g}" for length in lengths} | {inches(size) for size in lengths}:
        if "." in value:
            assert not re.search(rf"(?<![\d.]){re.escape(value)}(?!\d)", body), value
    assert not re.search(rf"\b{form.page_limit} pages", body)


# References.


def rows_of_entries() -> dict[str, tuple[set[str], str]]:
    """The table of entry types: what each needs, and the key of its example."""
    table = SOURCE[SOURCE.index(r"\label{tab:entries}") :]
    table = re.sub(r"\n\s+", " ", table[: table.index(r"\bottomrule")])
    rows = re.findall(r"^\\code\{(\w+)\}\s*&([^&]*)&[^&]*&\s*\\citealp\{(\w+)\}", table, re.M)
    return {
        kind: ({field.strip() for field in needs.split(",") if field.strip()}, key)
        for kind, needs, key in rows
    }


def types_of_style() -> tuple[set[str], dict[str, str]]:
    """The entry types of the bibliography style, and other names for some of them."""
    section = BST[BST.index("%% Entry types") : BST.index("%% Abbreviations")]
    aliases = dict(re.findall(r"^FUNCTION \{([a-z]+)\}\s*\{ ([a-z]+) \}", section, re.M))
    prints = r"begin\.entry|work\.of|'"
    called = re.findall(rf"^FUNCTION \{{([a-z]+)\}}\s*\{{[^}}]*?(?:{prints})", section, re.M)
    return set(called) - set(aliases), aliases


def test_every_type_of_entry_is_explained(review_text: str) -> None:
    types, aliases = types_of_style()
    assert {"article", "patent", "preprint", "inbook"} <= types
    assert set(rows_of_entries()) >= types
    for alias in aliases:
        assert re.search(rf"\b{alias}\b", review_text), alias


def test_the_table_of_entries_is_what_bibtex_warns_about(compile_tex: CompileTex) -> None:
    rows = rows_of_entries()
    entries = "".join(f"@{kind}{{{kind}, }}\n" for kind in rows)
    text = r"""\documentclass{article}\usepackage{mlsys2024}\begin{document}
\nocite{*}\bibliography{empty}\bibliographystyle{mlsys2024}\end{document}"""
    document = compile_tex(text, {"empty.bib": entries})
    warned: dict[str, set[str]] = {kind: set() for kind in rows}
    # "missing journal in article", "missing author or key in article, which ..."
    said = re.findall(r"missing (\w+)[\w ,]*? in (\w+)", document.product(".blg"))
    for field, kind in said:
        warned[kind].add(field)
    common = {"title", "year"}
    for kind, (needs, _) in rows.items():
        expected = warned[kind] - common
        if kind == "proceedings":
            expected -= {"author"}  # an editor stands in
        assert needs == expected, kind
        assert warned[kind] >= common - ({"title"} if kind == "misc" else set())


def test_every_entry_is_cited_and_of_its_type(compile_guide: Compile) -> None:
    entries = {key: kind for kind, key in re.findall(r"^@(\w+)\{(\w+),", BIBLIOGRAPHY, re.M)}
    for kind, (_, key) in rows_of_entries().items():
        assert entries[key] == kind
    listed = re.findall(r"\\bibitem.*?\]\{(\w+)\}", compile_guide().product(".bbl"), re.S)
    assert sorted(listed) == sorted(entries)
    assert r"\nocite" not in SOURCE


def test_every_author_is_printed(review_text: str) -> None:
    references = review_text[review_text.rindex("Abadi, M.") :].replace("- ", "")
    for people_of in re.findall(r"(?:author|editor)\s*=\s*\{(.*?)\},\n", BIBLIOGRAPHY, re.S):
        for name in re.split(r"\s+and\s+", people_of):
            surname = name.strip("{} ").split()[-1]
            assert re.search(rf"\b{plain(surname)}\b", references), name
    assert "et al" not in references


# Code that readers will copy.


def listings() -> list[str]:
    return re.findall(r"\\begin\{verbatim\}\n(.*?)\\end\{verbatim\}", SOURCE, re.S)


def whole_listings() -> tuple[str, str]:
    paper, appendix = (code for code in listings() if code.startswith(r"\documentclass"))
    return paper, appendix


def set_mode(code: str, mode: str) -> str:
    assert code.count(r"\usepackage{mlsys2024}") == 1
    return code.replace(r"\usepackage{mlsys2024}", rf"\usepackage{MODES[mode]}{{mlsys2024}}")


def complaints(document: CompiledDocument) -> list[object]:
    log = document.log
    return [*log.errors, *log.warnings, *log.of_kind("overfull")]


@pytest.mark.parametrize("mode", MODES)
def test_the_listed_paper_and_appendix_compile(compile_tex: CompileTex, mode: str) -> None:
    paper, appendix = whole_listings()
    files: dict[str, str] = {"paper.bib": BIBLIOGRAPHY}
    first = compile_tex(set_mode(paper, mode), files)
    assert complaints(first) == []
    lines = [line.text for line in dissect(read_document(first.pdf)).lines()]
    assert any("Knuth & Plass (1981)" in line for line in lines)
    assert any("Ann Author" in line for line in lines) == (mode != "review")

    files["paper.aux"] = first.product(".aux")
    second = compile_tex(set_mode(appendix, mode), files)
    assert complaints(second) == []
    words = text_of(dissect(read_document(second.pdf)))
    assert "The claim of Section 1 follows from Knuth & Plass (1981)" in words
    assert re.search(r"\bA P ?ROOFS\b", words)
    assert "Abstract" not in words


@pytest.fixture(scope="module")
def embellished(compile_tex: CompileTex) -> CompiledDocument:
    """The listed paper for print, with the listed note of another kind and the named badges."""
    paper, _ = whole_listings()
    paper = with_listed_note(set_mode(paper, "accepted"))
    paper = paper.replace("\\mlsystitlerunning", f"{named_badges()}\n\\mlsystitlerunning")
    return compile_tex(paper, {"paper.bib": BIBLIOGRAPHY})


def with_listed_note(paper: str) -> str:
    """A paper with the author and the notice of the listing that has a symbol of its own."""
    fragment = next(code for code in listings() if code.startswith(r"\mlsyssetsymbol"))
    authors, notice = fragment.split("...\n")
    symbol, author = authors.splitlines()
    old = "\\printAffiliationsAndNotice\n  {\\mlsysEqualContribution}\n"
    assert old in paper
    paper = paper.replace(r"\begin{mlsysauthorlist}", f"{symbol}\n\\begin{{mlsysauthorlist}}")
    paper = paper.replace(r"\end{mlsysauthorlist}", f"{author}\n\\end{{mlsysauthorlist}}")
    return paper.replace(old, notice)


def named_badges() -> str:
    """The line for badges that the guide names, as authors write it."""
    [named] = re.findall(r"\\cs\{(mlsysbadges\\\{.*?\\\})\}", SOURCE, re.S)
    line = "\\" + re.sub(r"\\code\{|\}(?=\s)", "", named).replace("\\{", "{").replace("\\}", "}")
    assert re.fullmatch(r"\\mlsysbadges\{available,\s+functional,\s+reproduced\}", line), line
    return line


def test_the_listed_note_of_another_kind_is_printed(embellished: CompiledDocument) -> None:
    assert complaints(embellished) == []
    text = text_of(dissect(read_document(embellished.pdf)))
    assert "Cai Third" in text
    assert re.search(r"†\s?Work done at Company", text)


def test_the_badges_that_it_names_are_drawn(embellished: CompiledDocument) -> None:
    assert complaints(embellished) == []
    first = read_document(embellished.pdf).pages[0]
    assert {"available", "functional", "reproduced"} <= {run.text for run in first.runs}


def listed(start: str) -> str:
    """The one listing that begins with these words."""
    [code] = [code for code in listings() if code.startswith(start)]
    return code


SET_AS_LISTED = {
    "theorem": r"\begin{theorem}",
    "code": r"\begin{lstlisting}",
    "figure": "\\begin{figure}[t]\n\\centering\n\\includegraphics",
    "subfigures": "\\begin{figure}[t]\n\\centering\n\\begin{subfigure}",
    "table": r"\begin{table}",
}


@pytest.mark.parametrize("name", SET_AS_LISTED)
def test_the_guide_sets_what_it_lists(name: str) -> None:
    """What the listing shows stands in the guide's own source a second time, as code."""
    assert SOURCE.count(listed(SET_AS_LISTED[name])) == 2


@pytest.mark.parametrize("mode", MODES)
def test_what_it_lists_compiles_as_pasted(compile_tex: CompileTex, mode: str) -> None:
    paper, _ = whole_listings()
    packages = "\\usepackage{subcaption}\n"
    packages += listed(r"\usepackage{amsmath") + listed(r"\usepackage{listings")
    pasted = "".join(listed(start) for start in SET_AS_LISTED.values())
    paper = paper.replace("\\usepackage{hyperref}\n", packages + "\\usepackage{hyperref}\n")
    paper = set_mode(paper, mode).replace("\\bibliography{", pasted + "\\bibliography{")
    files: dict[str, str | bytes] = {"paper.bib": BIBLIOGRAPHY}
    for drawing in ("overview", "throughput", "latency"):
        name = f"figures/{drawing}.pdf"
        files[name] = (FOLDER / name).read_bytes()
    document = compile_tex(paper, files)
    assert complaints(document) == []
    text = text_of(dissect(read_document(document.pdf)))
    for words in ("Figure 1. From source", "(a) Requests", "(b) Latency", "Table 1. Batches"):
        assert words in text
    assert re.search(r"Theorem 1\.? A column holds", text)


def test_no_listing_is_wider_than_a_column() -> None:
    r"""In \small Courier, every character of which is as wide as any other."""
    form = current_format()
    column = form.columns[0][1] - form.columns[0][0]
    width = 0.6 * form.sizes["small"].size_pt * 72 / 72.27
    widest = max((line for code in listings() for line in code.splitlines()), key=len)
    assert len(widest) * width <= column, widest


def test_biblatex_as_listed_knows_natbibs_commands(compile_tex: CompileTex) -> None:
    paper, _ = whole_listings()
    biblatex = listed(r"\usepackage[nonatbib]").replace("[style", "[backend=bibtex,style")
    paper = paper.replace("\\usepackage{mlsys2024}  % for review\n", biblatex)
    paper = paper.replace("\\bibliography{paper}\n\\bibliographystyle{mlsys2024}\n", "")
    paper = paper.replace(
        "\\end{document}", "\\citep{abadi16}\n\\printbibliography\n\\end{document}"
    )
    document = compile_tex(paper, {"paper.bib": BIBLIOGRAPHY})
    assert not document.log.errors
    text = text_of(dissect(read_document(document.pdf)))
    assert "As Knuth and Plass (1981) show" in text
    assert re.search(r"Abadi, .*Barham.*Zheng", text)


@pytest.mark.parametrize("drawing", ["overview", "throughput", "latency"])
def test_a_shipped_drawing_is_what_its_source_makes(
    compile_tex: CompileTex, drawing: str, tmp_path: Path
) -> None:
    for name in (f"{drawing}.tex", "figure-page.tex"):
        (tmp_path / name).write_bytes((FOLDER / "figures/source" / name).read_bytes())
    made = read_document(compile_tex(tmp_path / f"{drawing}.tex", inputs=()).pdf).pages
    shipped = read_document(FOLDER / "figures" / f"{drawing}.pdf").pages
    assert len(made) == len(shipped) == 1
    places = [
        [(round(run.x, 1), round(run.baseline, 1), run.text) for run in page.runs]
        for page in (*made, *shipped)
    ]
    assert places[0] == places[1] != []
    column = current_format().columns[0][1] - current_format().columns[0][0]
    box = pypdf.PdfReader(FOLDER / "figures" / f"{drawing}.pdf").pages[0].mediabox
    assert box.width <= column


@pytest.mark.parametrize("command", ["new", "build", "check", "split", "compare"])
def test_the_commands_that_it_names_exist(command: str) -> None:
    named = re.findall(r"\\code\{mlsys-paper (\w+)", SOURCE)
    assert command in named
    assert set(named) <= {module.__name__.rpartition(".")[2] for module in command_modules()}
