"""The reference list: what BibTeX makes of entries, and how that typesets."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from layout_assertions import assert_layout
from mlsys_paper.format import current_format
from mlsys_paper.pdf.page import read_document

if TYPE_CHECKING:
    from conftest import CompileTex
    from golden import GoldenText
    from mlsys_paper.tex.compile import CompiledDocument

FOLDER = Path(__file__).parent / "bst"
REFERENCES = Path(__file__).parent / "reference" / "documents" / "references.bib"

PREAMBLE = r"""\documentclass{article}
\ifdefined\directlua\else \usepackage[T1]{fontenc}\fi
\usepackage[accepted]{mlsys2024}
"""
BLOCK = r"""\twocolumn[\mlsystitle{A List}\begin{mlsysauthorlist}\mlsysauthor{A. List}{b}
\end{mlsysauthorlist}\mlsysaffiliation{b}{Nowhere}\mlsyscorrespondingauthor{A. List}{a@b.example}
\begin{abstract}It lists.\end{abstract}]\printAffiliationsAndNotice{}\clearpage\pagestyle{empty}
"""
ADDRESSES = {
    "hyperref": r"\usepackage[hidelinks]{hyperref}",
    "url": r"\usepackage{url}",
    "neither": "",
}
# The entries of crossref.bib whose parents are not cited themselves.
PARTS = "talk-1,talk-2,talk-3,lone-talk,part-1,part-2,inbook,volume,issue-1,issue-2,unled-1,unled-2"
DATABASES = sorted(path.stem for path in FOLDER.glob("*.bib"))
CITED = {name: PARTS if name == "crossref" else "*" for name in DATABASES}
TYPESET = [name for name in DATABASES if name != "scripts"]  # by pdfLaTeX
VARIED = ("classic", "later", "links", "names", "values")  # together in one list


def article(database: str, body: str, preamble: str = "") -> str:
    """A document with this body and the reference list of a database."""
    return (
        f"{PREAMBLE}{preamble}\n\\begin{{document}}\n{BLOCK}{body}\n"
        f"\\bibliographystyle{{mlsys2024}}\\bibliography{{{database}}}\n\\end{{document}}\n"
    )


@pytest.fixture(scope="module")
def listed(compile_tex: CompileTex):
    """Compile the list of one of the databases under hyperref."""

    def listed(name: str) -> CompiledDocument:
        return compile_tex(
            article(name, f"\\nocite{{{CITED[name]}}}", ADDRESSES["hyperref"]),
            {f"{name}.bib": FOLDER / f"{name}.bib"},
            engine="pdflatex" if name in TYPESET else "lualatex",
        )

    return listed


@pytest.fixture(scope="module")
def listed_together(compile_tex: CompileTex):
    """Compile one list of most databases, with a way to set addresses."""

    def listed_together(means: str) -> CompiledDocument:
        return compile_tex(
            article(",".join(VARIED), r"\nocite{*}", ADDRESSES[means]),
            {f"{name}.bib": FOLDER / f"{name}.bib" for name in VARIED},
        )

    return listed_together


@pytest.fixture(scope="module")
def from_text(compile_tex: CompileTex):
    """Compile citations of a database given as text."""

    def from_text(
        database: str, body: str = r"\nocite{*}", preamble: str = ADDRESSES["hyperref"]
    ) -> CompiledDocument:
        return compile_tex(article("given", body, preamble), {"given.bib": database})

    return from_text


def entries(bbl: str) -> dict[str, str]:
    """What a .bbl prints of each entry, in one line, by the entry's key."""
    found = re.findall(r"^\\bibitem\[.*?\]\{([\w:-]+)\}\n(.*?)\n\n", bbl, re.MULTILINE | re.DOTALL)
    return {key: " ".join(text.replace(r"\newblock", "").split()) for key, text in found}


def labels(bbl: str) -> dict[str, str]:
    """The short label and year that a .bbl gives each entry, by the entry's key."""
    items = re.findall(r"^\\bibitem\[(.*?)\]\{([\w:-]+)\}$", bbl, re.MULTILINE | re.DOTALL)
    return {key: " ".join(label.split()) for label, key in items}


def words(document: CompiledDocument) -> str:
    """The text of a document's PDF in one line, hyphenated words made whole."""
    assert document.pdf is not None
    with pypdf.PdfReader(document.pdf) as reader:
        text = "\n".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("-\n", "").split())


def addresses(document: CompiledDocument) -> set[str]:
    """The addresses that a document's PDF links to."""
    assert document.pdf is not None
    return {
        link.target
        for page in read_document(document.pdf).pages
        for link in page.links
        if link.kind == "uri"
    }


def assert_typeset(document: CompiledDocument) -> None:
    """Fail unless a list was set with nothing but BibTeX's and loose lines' warnings."""
    assert document.pdf is not None
    complaints = [
        finding
        for finding in document.log.findings
        if finding.source != "bibtex" and finding.kind != "underfull"
    ]
    assert complaints == []


def bibtex_messages(document: CompiledDocument) -> str:
    """What BibTeX says of a database and its entries."""
    lines = document.blg_text.splitlines()
    start = max(i for i, line in enumerate(lines) if line.startswith("Database file #"))
    end = next(i for i, line in enumerate(lines) if line.startswith("You've used"))
    return "\n".join(line for line in lines[start + 1 : end] if not line.startswith("Reallocat"))


# What BibTeX writes


@pytest.mark.parametrize("name", DATABASES)
def test_entries_print_as_recorded(name: str, listed, golden_text: GoldenText) -> None:
    document = listed(name)
    start = document.bbl_text.index("\n\\bibitem") + 1
    golden_text(
        f"{document.bbl_text[start:]}\nBibTeX says:\n{bibtex_messages(document)}\n",
        f"bst/{name}.txt",
    )


def test_a_whole_list_is_written_as_recorded(
    compile_tex: CompileTex, golden_text: GoldenText
) -> None:
    document = compile_tex(
        article("references", r"\nocite{*}", ADDRESSES["hyperref"]), {"references.bib": REFERENCES}
    )
    golden_text(document.bbl_text, "bst/references.bbl")


@pytest.mark.parametrize("name", ["names", "scripts", "values"])
def test_what_bibtex_writes_is_whole_utf_8(name: str, listed) -> None:
    (listed(name).folder / "main.bbl").read_bytes().decode("utf-8", "strict")


def test_letters_are_sorted_by_what_unicode_makes_of_them(style_dir: Path) -> None:
    style = (style_dir / "mlsys2024.bst").read_text(encoding="utf-8")
    tables = re.findall(r"FUNCTION \{table\.(\S+)\}\n\{ \"(.*)\"\n  \"(.*)\" \*\n\}", style)
    assert len(tables) == 8
    for lead, first, second in tables:
        cells = [(first + second)[i : i + 2].strip() for i in range(0, 128, 2)]
        assert len(first + second) == 128
        for last, cell in zip(range(0x80, 0xC0), cells, strict=True):
            character = bytes([*bytes.fromhex(lead.replace(".", "")), last]).decode("utf-8")
            letters = unicodedata.normalize("NFKD", character).lower()
            if letters != character.lower() and letters[0].isascii():
                expected = "".join(c for c in letters if "a" <= c <= "z")
                assert cell in {expected, expected[:2]}, character
            assert cell.isascii()


def test_the_list_is_sorted_by_name_number_of_authors_year_and_key(from_text) -> None:
    people = {
        "one-late": ("Quill, Ada", 2021),
        "one-early": ("Quill, Ada", 2019),
        "two-b": ("Quill, Ada and Tan, E.", 2000),
        "two-a": ("Quill, Ada and Marlow, B.", 2005),
        "three-late": ("Quill, Ada and Aarons, A. and Zhang, L.", 2003),
        "three-early": ("Quill, Ada and Zhang, L. and Aarons, A.", 2002),
        "other": ("Quill, Bea", 1990),
        "longer": ("Quillian, A.", 1980),
        "van": ("van der Berg, H.", 1970),
        "accent": ("Quíllb, A.", 1960),
    }
    database = "".join(
        f"@misc{{{key}, author = {{{names}}}, title = {{T}}, year = {year}}}\n"
        for key, (names, year) in people.items()
    )
    assert list(labels(from_text(database).bbl_text)) == [
        "one-early", "one-late", "two-a", "two-b", "three-early", "three-late", "other",
        "accent", "longer", "van",
    ]  # fmt: skip


def test_more_works_of_a_year_than_there_are_letters_are_told_apart(from_text) -> None:
    database = "".join(
        f"@misc{{k{i:03}, author = {{Quill, Ada}}, title = {{T}}, year = 2021}}\n"
        for i in range(60)
    )
    given = list(labels(from_text(database).bbl_text).values())
    assert len(set(given)) == 60
    assert given[0] == r"Quill(2021{\natexlab{a}})"
    assert given[25:28] == [
        rf"Quill(2021{{\natexlab{{{letters}}}}})" for letters in ("z", "aa", "ab")
    ]
    assert given[-1] == r"Quill(2021{\natexlab{bh}})"


def test_letters_are_the_same_whatever_the_order_of_citations(from_text) -> None:
    team = " and ".join(f"Writer{i}, Anastasia Maria" for i in range(40))
    database = "".join(
        f"@misc{{{key}, author = {{{team}}}, title = {{T}}, year = 2021}}\n" for key in "cab"
    )
    one, other = (
        from_text(database, rf"\nocite{{{keys}}}").bbl_text for keys in ("a,b,c", "c,b,a")
    )
    assert one == other
    assert list(labels(one)) == ["a", "b", "c"]


# All authors


@pytest.mark.parametrize("count", [1, 2, 500])
def test_every_author_is_printed(count: int, from_text) -> None:
    names = [f"Writer{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(count)]
    authors = " and ".join(f"{name}, Ada Maria" for name in names)
    document = from_text(f"@misc{{all, author = {{{authors}}}, title = {{T}}, year = 2021}}")
    printed = words(document)
    for name in names:
        assert f"{name}, A. M." in printed
    assert "et al" not in entries(document.bbl_text)["all"]
    assert not document.log.errors
    assert not document.log.of_kind("overfull")


@pytest.mark.thorough
def test_thousands_of_authors_are_written(from_text) -> None:
    authors = " and ".join(f"Wríter{i}, Øda" for i in range(3000))
    document = from_text(f"@misc{{all, author = {{{authors}}}, title = {{T}}, year = 2021}}")
    printed = entries(document.bbl_text)["all"]
    assert all(f"Wríter{i}, Ø." in printed for i in range(3000))


def test_a_name_longer_than_what_is_scanned_at_a_time_is_printed_whole(from_text) -> None:
    name = "Wríter" * 100
    document = from_text(
        f"@misc{{k, author = {{{name}, Ådne and Tan, Øda}}, title = {{T}}, year = 2021}}"
    )
    assert entries(document.bbl_text)["k"] == f"{name}, Å. and Tan, Ø. T, 2021."


def test_brackets_far_behind_are_kept_from_natbib(from_text) -> None:
    authors = " and ".join([*(f"Writer{i}, Ada" for i in range(60)), "{Lab (East)}"])
    document = from_text(f"@misc{{k, author = {{{authors}}}, title = {{T}}, year = 2021}}")
    written = " ".join(document.bbl_text.split())
    assert re.search(r"\(2021\)\{Writer0, .* and \{Lab \(East\)\}\}\]\{k\}", written)


@pytest.mark.parametrize(
    ("authors", "printed"),
    [
        ("Quill, Ada and others", "Quill, A. et~al."),
        ("Quill, Ada and Tan, Emil and others", "Quill, A., Tan, E., et~al."),
        ("Quill, Ada and et al.", "Quill, A. et~al."),
    ],
)
def test_authors_left_out_are_warned_about(authors: str, printed: str, from_text) -> None:
    document = from_text(f"@misc{{short, author = {{{authors}}}, title = {{T}}, year = 2021}}")
    assert entries(document.bbl_text)["short"] == f"{printed} T, 2021."
    assert bibtex_messages(document).splitlines()[0] == (
        "Warning--`and others' in short: the call for papers wants all authors listed"
    )
    assert [finding.key for finding in document.log.findings if finding.source == "bibtex"] == [
        "short"
    ]


def test_an_author_called_others_is_no_warning(from_text) -> None:
    document = from_text("@misc{k, author = {Others, Ada and {others}}, title = {T}, year = 2021}")
    assert "call for papers" not in document.blg_text


# The printed list


@pytest.mark.parametrize("name", TYPESET)
def test_entries_typeset_without_complaint(name: str, listed) -> None:
    assert_typeset(listed(name))


@pytest.mark.parametrize("means", ["url", "neither"])
def test_entries_typeset_without_hyperref(means: str, listed_together) -> None:
    assert_typeset(listed_together(means))


def test_links_move_nothing(listed_together) -> None:
    plain, linked = listed_together("url").pdf, listed_together("hyperref").pdf
    assert_layout(read_document(plain), read_document(linked), tolerance=0.01)


def test_letters_of_all_scripts_reach_the_page(listed) -> None:
    printed = words(listed("scripts"))
    assert "Nguyễn, Á. and Ưu, Đ." in unicodedata.normalize("NFC", printed)


def test_identifiers_are_links(listed) -> None:
    raw = "https://example.org/~bea/a_b%20c?x=1&y=2#part"
    expected = {
        *(f"https://doi.org/10.0000/{name}.1" for name in ("plain", "address", "old", "named")),
        "https://doi.org/10.0000/978-3-030-0_6",
        "https://doi.org/10.0000/a_b(1)<2::3>4%5",
        *(f"https://example.org/{name}" for name in ("plain", "wrapped_up", "a_b", "note_1")),
        *(f"https://example.org/{name}" for name in ("~bea", "beside", "eprint_5")),
        "https://example.org/a/very/long/address/that/does/not/fit/on/any/line/of/the/file/or/of"
        "/the/column/and-goes-on-and-on.html",
        *(f"https://arxiv.org/abs/2301.0000{i}" for i in (1, 2, 4, 6)),
        "https://arxiv.org/abs/cs/0301001",
        "https://www.jstor.org/stable/12345",
        raw,
    }
    assert addresses(listed("links")) == expected


@pytest.mark.parametrize("means", ["url", "neither"])
def test_without_hyperref_identifiers_are_printed(means: str, listed_together) -> None:
    document = listed_together(means)
    assert addresses(document) == set()
    printed = words(document).replace(" ", "")
    for part in (
        "10.0000/a_b(1)<2::3>4%5",
        "https://example.org/~bea/a_b%20c?x=1&y=2#part",
        "arXiv:2301.00004[cs.LG]",
    ):
        assert part in printed


def test_long_addresses_stay_whole_in_the_file(listed) -> None:
    assert "and-goes-on-and-on.html}.\n" in listed("links").bbl_text
    assert not re.search(r"[^\\]%$", entries(listed("links").bbl_text)["url-long"])


def test_commands_of_the_paper_win(from_text) -> None:
    document = from_text(
        "@article{k, author = {Quill, A.}, title = {T}, journal = {J}, year = 2021,"
        " doi = {10.0000/x}, url = {https://example.org/u}}",
        preamble=r"\newcommand{\doi}[1]{DOI=#1}\newcommand{\url}[1]{URL=#1}",
    )
    assert "DOI=10.0000/x. URL URL=https://example.org/u." in words(document)


def test_citations_read_as_the_labels_say(compile_tex: CompileTex) -> None:
    body = "\n\n".join(
        [
            r"\citep{two} | \citet{two} | \citet*{many-x} | \citep{many-x,many-y,many-z}",
            r"\citet{by-editor} | \citep{by-key} | \citep{software-by-body} | \citep{by-body}",
            r"\citet{in-brackets} | \citep{undated-first} | \citep{first-key,second-key} |",
        ]
    )
    document = compile_tex(
        article("labels", body + r"\nocite{*}"), {"labels.bib": FOLDER / "labels.bib"}
    )
    for reading in (
        "(Quill & Marlow, 2019b)", "Quill & Marlow (2019b)", "Quill, Tan, and Zhang (2021b)",
        "(Quill et al., 2021b;a; 2020)", "Quill (2021a)", "(Keyed, 2021a)",
        "(The Lattice Trust, 2021)", "(Lat, 2021)", "Tan (1901 (2001))", "(Undated, a)",
        "(Quill, 2021b;c)",
    ):  # fmt: skip
        assert reading in words(document)


def test_the_list_can_be_numbered(compile_tex: CompileTex) -> None:
    document = compile_tex(
        article("names", r"\citet{hyphens}\nocite{*}", r"\setcitestyle{numbers,square}"),
        {"names.bib": FOLDER / "names.bib"},
    )
    assert not document.log.errors
    assert "Marat-Li et al. [" in words(document)


# The file itself


def test_the_conference_year_stands_once(style_dir: Path) -> None:
    text = (style_dir / "mlsys2024.bst").read_text(encoding="utf-8")
    assert text.count(str(current_format().year)) == 1


def test_functions_are_defined_once_and_used(style_dir: Path) -> None:
    style = (style_dir / "mlsys2024.bst").read_text(encoding="utf-8")
    code = re.sub(r'"[^"\n]*"', '""', re.sub(r"(?m)%.*$", "", re.sub(r'"[^"\n]*"', '""', style)))
    defined = re.findall(r"FUNCTION\s*\{(\S+)\}", code)
    assert len(defined) == len(set(defined))
    types = set(
        re.findall(
            r"^@(\w+)\{", "\n".join(p.read_text("utf-8") for p in FOLDER.glob("*.bib")), re.M
        )
    )
    for name in defined:
        uses = len(re.findall(rf"(?<![\w.$-]){re.escape(name)}(?![\w.$-])", code))
        assert uses > 1 or name in types or name == "default.type", name


HOMONYMS = {
    "Yang Li 0001": "Li, Y.",
    "Li 0001, Yang": "Li, Y.",
    "Li, Yang 0031": "Li, Y.",
    "Yang Li {0001}": "Li, Y.",
    "Yang Li~0001": "Li, Y.",
    "Wei Wang 0101": "Wang, W.",
    r"Jos{\'e} da Silva Jr. 0002": "da Silva Jr., J.",
    r"J{\"u}rgen M{\"u}ller 0012": "Müller, J.",
    "Ludwig van Beethoven 0002": "van Beethoven, L.",
}
NAMES_WITH_DIGITS = {
    "Ada Quill": "Quill, A.",
    "Agent 007": "007, A.",
    "Team 2024": "2024, T.",
    "{Area 0051 Lab}": "Area 0051 Lab",
}


def test_numbers_of_people_are_left_out_with_one_warning_an_entry(from_text) -> None:
    database = "".join(
        f"@article{{k{i}, author={{{name} and Tan, E.}}, title={{T{i}}}, journal={{J}}, "
        "year=2020}\n"
        for i, name in enumerate(HOMONYMS | NAMES_WITH_DIGITS)
    )
    document = from_text(
        database + "@book{e, editor={Bo Ng 0003}, title={B}, publisher={P}, year=1999}"
    )
    printed = words(document)
    for name in (HOMONYMS | NAMES_WITH_DIGITS).values():
        assert f"{name} and Tan, E." in printed
    assert "Ng, B. (ed.)" in printed
    warned = re.findall(r"number of a person left out in (\w+)", document.blg_text)
    assert sorted(warned) == sorted(["e", *(f"k{i}" for i in range(len(HOMONYMS)))])


def test_a_number_between_the_stretches_that_are_scanned_is_left_out(from_text) -> None:
    people = [f"Writer{chr(97 + i // 26)}{chr(97 + i % 26)}" for i in range(60)]
    authors = " and ".join(f"Ada {name} 0001" for name in people)
    document = from_text(f"@misc{{k, author={{{authors}}}, title={{T}}, year=2020}}")
    assert "0001" not in document.bbl_text
    assert all(f"{name}, A." in words(document) for name in people)


PLACES = {
    "eprint={2309.06180}, archivePrefix={arXiv}, primaryClass={cs.LG}": "arXiv:2309.06180 [cs.LG]",
    "eprint={arXiv:2309.06180v2}": "arXiv:2309.06180v2",
    "eprint={hep-th/9901001}, archivePrefix={arXiv}": "arXiv:hep-th/9901001",
    "eprint={2309.06180}, eprinttype={arxiv}, eprintclass={cs.DC}": "arXiv:2309.06180 [cs.DC]",
    "eprint={ARXIV:2309.06180}": "arXiv:2309.06180",
    "eprint={2309.06180v2}, archivePrefix={arXiv}, note={arXiv:2309.06180}": "arXiv:2309.06180",
    "eprint={2309.06180}, archivePrefix={arXiv}, howpublished={A blog}": "",
    "eprint={2309.06180}, archivePrefix={arXiv}, doi={10.1/x}": "",
    "eprint={2309.06180}, archivePrefix={arXiv}, url={https://example.org}": "",
}


@pytest.mark.parametrize(("fields", "place"), PLACES.items())
def test_an_entry_without_a_place_says_its_preprints_number(from_text, fields, place) -> None:
    document = from_text(f"@misc{{k, author={{Quill, A.}}, title={{T}}, year=2020, {fields}}}")
    printed = words(document)
    if place:
        assert printed.count(place) == 1
    else:
        assert "2309.06180" not in printed


NUMBERED = {
    "@article{k, journal={arXiv preprint arXiv:2309.06180}": 1,
    "@article{k, journal={CoRR}, volume={abs/2309.06180}": 1,
    "@article{k, journal={arXiv preprint}": 1,
    "@article{k": 1,
    "@article{k, journal={J}": 0,
    "@inproceedings{k, booktitle={B}": 0,
    "@misc{k, journal={arXiv preprint arXiv:2309.06180}": 1,
    "@preprint{k, journal={arXiv preprint arXiv:2309.06180}": 1,
    "@unpublished{k": 1,
    "@unpublished{k, note={In review}": 0,
}


@pytest.mark.parametrize(("beginning", "times"), NUMBERED.items())
def test_a_preprints_number_is_never_printed_twice(from_text, beginning, times) -> None:
    document = from_text(
        f"{beginning}, author={{Quill, A.}}, title={{T}}, year=2020, eprint={{2309.06180}}, "
        "archivePrefix={arXiv}}"
    )
    assert words(document).count("2309.06180") == times


def test_an_organisation_without_author_is_cited_by_its_title_or_key(from_text) -> None:
    database = """@online{a, title={The Tool}, url={https://example.org/a}, year=2020}
@online{b, title={The Other}, key={Other Tool}, url={https://example.org/b}, year=2021}
@online{c, title={The Third}, organization={Tool Makers}, url={https://example.org/c}, year=2022}"""
    printed = words(from_text(database, r"\citet{a}; \citet{b}; \citet{c}."))
    assert "The Tool (2020); Other Tool (2021); Tool Makers (2022)." in printed


def test_what_is_cited_by_its_title_is_sorted_by_it(from_text) -> None:
    database = """@online{a, title={Pond}, year=2020}
@online{b, author={Reed, A.}, title={T}, year=2020}
@misc{c, author={Oak, A.}, title={T}, year=2020}"""
    assert list(labels(from_text(database).bbl_text)) == ["c", "a", "b"]


def test_a_list_holds_entries_alone(from_text) -> None:
    bbl = from_text("@misc{k, author={Quill, A.}, title={T}, year=2020}").bbl_text
    assert bbl.startswith("\\begin{thebibliography}")
    assert "\\providecommand" not in bbl
