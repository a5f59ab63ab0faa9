"""Authors are named when the paper is published; thanks come then, and under a heading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.alone import findings_of
from check.older_style import older_files, older_submission
from check.papers import FILES, MAIN, submission
from check.passages import by_passage, on_pages
from check.verdicts import assert_clean, assert_only
from mlsys_paper.tex.installation import ENGINES
from style.papers import AUTHORS, title_block

if TYPE_CHECKING:
    from check.conftest import CheckPaper
    from conftest import CompileTex

THANKS = r"\begin{acknowledgements}We thank Gus Petrov for machines.\end{acknowledgements}"
NO_AFFILIATION = r"""\begin{mlsysauthorlist}
\mlsysauthor{Ada Quill}{}
\end{mlsysauthorlist}
\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}"""
ANONYMOUS = r"""\begin{mlsysauthorlist}
\mlsysauthor{Anonymous Authors}{none}
\end{mlsysauthorlist}
\mlsysaffiliation{none}{Anonymous Institution}
\mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}"""


@pytest.mark.parametrize(
    ("authors", "said"),
    [
        (NO_AFFILIATION, ["no affiliation"]),
        (ANONYMOUS, ["Anonymous Authors"]),
        ("", ["No authors", "no affiliation"]),
    ],
)
def test_what_is_missing_of_the_block(
    authors: str, said: list[str], compile_tex: CompileTex
) -> None:
    paper = submission(options="accepted", block=title_block(authors=authors))
    found = findings_of(compile_tex, paper, "author-block", stage="camera-ready", files=FILES)
    assert len(found) == len(said)
    assert all(words in item.message for words, item in zip(said, found, strict=True))


def block_of(*authors: str) -> str:
    """A title block of authors, each with the labels behind the name."""
    named = "\n".join(rf"\mlsysauthor{author}" for author in authors)
    return title_block(
        authors=rf"""\mlsyssetsymbol{{equal}}{{*}}
        \begin{{mlsysauthorlist}}
        {named}
        \end{{mlsysauthorlist}}
        \mlsysaffiliation{{north}}{{Northfield University, Northfield, Ontario, Canada}}
        \mlsysaffiliation{{port}}{{Latticeworks, Port Hale, Nova Scotia, Canada}}
        \mlsyscorrespondingauthor{{Ada Quill}}{{ada@northfield.example}}"""
    )


NUMBERED = (
    "{Ada Quill}{equal,north}",
    "{Čeněk Ö. Ås}{north,port}",
    "{Élodie Ánh Tran-Ñ}{port}",
    "{Maximilian von und zu Hohenlohe}{north}",
)


@pytest.mark.parametrize("engine", ENGINES)
def test_an_author_without_affiliation_is_a_warning(compile_tex: CompileTex, engine: str) -> None:
    first, *others = NUMBERED
    lone = ["{Bruno C. Marlow}{}", "{Čeněk Ö. Ås}{equal}", "{Hanna van der Berg}{}"]
    authors = [lone[0], first, lone[1], *others, lone[2]]
    settings = {"stage": "camera-ready", "files": FILES, "engine": engine}
    paper = submission(options="accepted", block=block_of(*authors))
    found = findings_of(compile_tex, paper, "author-block", **settings)
    assert [finding.severity for finding in found] == ["warning"] * 3
    assert "Bruno C. Marlow" in found[0].message
    assert "Hanna van der Berg" in found[2].message


def test_numbered_authors_have_affiliations(compile_tex: CompileTex) -> None:
    paper = submission(options="accepted", block=block_of(*NUMBERED * 3))
    assert not findings_of(compile_tex, paper, "author-block", stage="camera-ready", files=FILES)


def test_badges_and_a_single_author_are_no_missing_author(compile_tex: CompileTex) -> None:
    block = title_block(
        authors=r"""\begin{mlsysauthorlist}\mlsysauthor{Ada Quill}{north}\end{mlsysauthorlist}
        \mlsysaffiliation{north}{Northfield University, Northfield, Ontario, Canada}
        \mlsyscorrespondingauthor{Ada Quill}{ada@northfield.example}"""
    )
    # What stands above the title, as badges do.
    badge = (
        r"\AddToHook{shipout/background}{\put(340,10){\fontsize{6}{7}\bfseries Artifact available}}"
    )
    paper = submission(options="accepted", block=block, preamble=badge)
    assert not findings_of(compile_tex, paper, "author-block", stage="camera-ready", files=FILES)


def test_many_authors_are_no_columns(check_paper: CheckPaper) -> None:
    # Some of these lines begin at the left column's edge and end before the gutter.
    more = "".join(rf"\mlsysauthor{{Author{chr(97 + i)} Marlow}}{{works}}" for i in range(24))
    authors = AUTHORS.replace(r"\mlsysauthor{Bruno Marlow}{works,north}", more)
    block = title_block(authors=authors)
    paper = submission(options="accepted", block=block)
    assert_clean(check_paper(paper, "camera-ready", files=FILES))


def test_the_review_block_is_not_a_published_paper_s(compile_tex: CompileTex) -> None:
    found = findings_of(
        compile_tex, submission(), "author-block", stage="camera-ready", files=FILES
    )
    assert "the anonymous one" in found[0].message


def test_a_submission_with_thanks_is_an_error(check_paper: CheckPaper) -> None:
    main = MAIN + r"\section*{Acknowledgements} We thank everybody for the lent machines."
    (finding,) = assert_only(check_paper(submission(main), files=FILES), "acknowledgements")
    assert "lent machines" in finding.message
    report = check_paper(older_submission(main), files=older_files(), inputs=())
    assert_only(report, "acknowledgements")


THANKS_IN_TEXT = [
    r"\paragraph{Acknowledgments.} We thank everybody.",
    r"\textbf{Acknowledgements:} We thank everybody.",
    r"Words.\footnote{Acknowledgements: we thank everybody.}",
]


def test_thanks_without_a_heading_are_found(compile_tex: CompileTex) -> None:
    passages = (f"\n{thanks}\n\\section{{More}}" for thanks in THANKS_IN_TEXT)
    paper = submission(on_pages(passages))
    found = findings_of(compile_tex, paper, "acknowledgements", files=FILES)
    told = by_passage(found, THANKS_IN_TEXT)
    assert {thanks: len(items) for thanks, items in told.items()} == dict.fromkeys(
        THANKS_IN_TEXT, 1
    )


def test_thanks_that_were_left_out_are_a_warning(compile_tex: CompileTex) -> None:
    paper = submission(MAIN + r"\section*{Acknowledgements} Omitted for review.")
    (finding,) = findings_of(compile_tex, paper, "acknowledgements", files=FILES)
    assert finding.severity == "warning"


def test_the_environment_is_left_out_for_review(check_paper: CheckPaper) -> None:
    assert_clean(check_paper(submission(MAIN + "\n" + THANKS), files=FILES))


def test_the_environment_s_heading_is_right(check_paper: CheckPaper) -> None:
    paper = submission(MAIN + "\n" + THANKS, options="accepted")
    assert_clean(check_paper(paper, "camera-ready", files=FILES))
