"""Who wrote a paper is found where it is told, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from check.older_style import older_files, older_submission
from check.papers import FILES, MAIN, submission
from check.passages import by_passage, on_pages
from check.verdicts import assert_clean, assert_only, told
from conftest import REPOSITORY
from mlsys_paper.check.paper import read_paper
from mlsys_paper.check.rules import hidden_text
from mlsys_paper.check.rules.anonymity import RULES
from mlsys_paper.check.run import judge
from mlsys_paper.tex.sources import folder_sources
from style.papers import ABSTRACT, AUTHORS, title_block

if TYPE_CHECKING:
    from collections.abc import Iterable

    from check.conftest import CheckPaper
    from conftest import CompileTex
    from mlsys_paper.check.findings import Finding


class Check(Protocol):
    """Judges a main text with a sentence more by the rules of this module alone."""

    def __call__(self, text: str, preamble: str = ..., *authors: str) -> list[Finding]: ...


LINKED = r"\usepackage{hyperref}"
BY_HAND = r"""\begin{center}\textbf{Ada Quill, Bruno Marlow}\\
Northfield University\end{center}"""


def saying(text: str) -> str:
    """The main text with a sentence more in its middle."""
    return MAIN.replace(r"\section{Design}", "\n" + text + "\n\n\\section{Design}")


def apart(texts: Iterable[str]) -> str:
    """A main text with each of the texts in a paragraph and on a page of its own."""
    return on_pages(f"\n{text}" for text in texts)


@pytest.fixture
def anonymity(compile_tex: CompileTex) -> Check:
    """Judge a main text by the rules of this module alone."""

    def anonymity(text: str, preamble: str = LINKED, *authors: str) -> list[Finding]:
        compiled = compile_tex(submission(saying(text), preamble=preamble), files=FILES)
        assert compiled.pdf is not None, compiled.output[-2000:]
        paper = read_paper(compiled.pdf, "submission", authors=authors)
        return list(judge(paper, RULES).findings)

    return anonymity


GUIDE = REPOSITORY / "example_paper"


@pytest.mark.parametrize("option", ["", "[accepted]"])
def test_the_author_guide_may_explain_anonymity(compile_tex: CompileTex, option: str) -> None:
    source = (GUIDE / "example_paper.tex").read_text(encoding="utf-8")
    document = source.replace(r"\usepackage{mlsys2024}", rf"\usepackage{option}{{mlsys2024}}")
    compiled = compile_tex(document, files=folder_sources(GUIDE, "example_paper.tex").files)
    assert compiled.pdf is not None
    stage = "camera-ready" if option else "submission"
    report = judge(read_paper(compiled.pdf, stage), (*RULES, *hidden_text.RULES))
    assert_clean(report)


# The author block


@pytest.mark.parametrize("stage", ["submission", "appendix"])
def test_names_in_the_author_block(check_paper: CheckPaper, stage: str) -> None:
    document = submission(block=title_block(authors=BY_HAND))
    (found,) = assert_only(check_paper(document, stage, files=FILES), "anonymous-authors")  # type: ignore[arg-type]
    assert found.page == 1
    assert found.box is not None
    assert "Ada Quill, Bruno Marlow" in found.message


def test_names_below_the_anonymous_authors(check_paper: CheckPaper) -> None:
    document = submission(block=title_block(authors=AUTHORS + BY_HAND))
    assert_only(check_paper(document, files=FILES), "anonymous-authors")


def test_names_in_older_styles(check_paper: CheckPaper) -> None:
    document = older_submission(block=title_block(authors=BY_HAND))
    assert_only(check_paper(document, files=older_files()), "anonymous-authors")


def test_a_camera_ready_paper_is_no_submission(check_paper: CheckPaper) -> None:
    report = check_paper(submission(options="accepted"), files=FILES)
    found = [item for item in report.findings if item.rule == "anonymous-authors"]
    assert len(found) == 2, told(report)
    assert "ada@northfield.example" in found[1].message


def test_a_paper_without_an_author_block_is_warned_of(check_paper: CheckPaper) -> None:
    report = check_paper(submission(block=title_block(authors="")), files=FILES)
    found = [item for item in report.findings if item.rule == "anonymous-authors"]
    assert [item.severity for item in found] == ["warning"], told(report)


@pytest.mark.parametrize(
    "block",
    [
        title_block(),
        title_block("A Title So Long That It Does Not Fit on One Line of the Page, and Goes On"),
        title_block(authors=r"\begin{center}\textbf{Anonymous Authors}\\Paper ID 12\end{center}"),
        title_block(authors=AUTHORS + r"\begin{center}January 1, 2024\end{center}"),
        title_block(
            authors=AUTHORS.replace(r"{north}", r"{north,equal}"),
            notice=r"\printAffiliationsAndNotice{\mlsysEqualContribution}",
        ),
        title_block(abstract=ABSTRACT.replace(r"\ParaC", r"\ParaC\ We \emph{rank} requests.")),
    ],
)
def test_anonymous_blocks(check_paper: CheckPaper, block: str) -> None:
    report = check_paper(submission(block=block), files=FILES)
    assert not [item for item in report.findings if item.rule == "anonymous-authors"], told(report)


def test_an_appendix_of_its_own_needs_no_author_block(check_paper: CheckPaper) -> None:
    block = "\\twocolumn[\n\\mlsystitle{Predictive Placement: Appendix}\n\\vskip 0.3in\n]"
    main = "\\appendix\n" + MAIN
    report = check_paper(submission(main, block=block), "appendix", files=FILES)
    assert not [item for item in report.findings if item.rule == "anonymous-authors"], told(report)


def test_a_paper_without_text_cannot_be_checked(check_paper: CheckPaper) -> None:
    report = check_paper(
        r"\documentclass{article}\pagestyle{empty}\begin{document}\rule{1in}{1in}\end{document}"
    )
    found = {item.rule: item.severity for item in report.findings}
    assert found["anonymous-authors"] == "unchecked"
    assert found["anonymous-text"] == "unchecked"


# The text


TELLING = [
    "Write to ada.quill@northfield.edu for the traces.",
    r"Write to \texttt{ada.quill@northfield.edu} for the traces.",
    r"Write to \href{mailto:bruno.marlow@northfield.edu}{us} for the traces.",
    r"The prototype is run by alice@northfield.edu.",
    r"Questions go to \texttt{contact@latticeworks.com}.",
    r"Questions\footnote{To quill@northfield.edu, please.} are welcome.",
    "The first author's ORCID is 0000-0003-1415-9269.",
    r"See \href{https://orcid.org/0000-0003-1415-9269}{this page}.",
    "This work was supported by NSF grant CNS-1234567.",
    "We thank our colleagues at Latticeworks for their comments.",
]


def test_what_tells_the_authors(check_paper: CheckPaper) -> None:
    document = submission(apart(TELLING), preamble=LINKED)
    report = check_paper(document, files=FILES)
    found = [item for item in report.findings if item.rule == "anonymous-text"]
    told = by_passage(found, TELLING)
    assert {text: len(items) for text, items in told.items()} == dict.fromkeys(TELLING, 1)
    assert {item.severity for item in found} == {"error"}


def test_authors_in_older_styles(check_paper: CheckPaper) -> None:
    document = older_submission(saying("Write to ada.quill@northfield.edu for the traces."))
    assert_only(check_paper(document, files=older_files()), "anonymous-text")


KNOWN = [
    "The tool was written by Ada Quill at Northfield.",
    "The photograph shows A. Quill.",
    r"\begin{figure}[t]\rule{1in}{1in}\caption{Drawn by Ada Quill.}\end{figure}",
]


def test_names_that_are_known(check_paper: CheckPaper) -> None:
    report = check_paper(submission(apart(KNOWN)), files=FILES, authors=("Ada Quill",))
    found = assert_only(report, "anonymous-text")
    told = by_passage(found, KNOWN)
    assert {text: len(items) for text, items in told.items()} == dict.fromkeys(KNOWN, 1)
    assert all(item.box is not None for item in found)


def test_own_work_may_be_cited_in_the_third_person(check_paper: CheckPaper) -> None:
    text = r"\citet{quill-article} shows this, and so do others \citep{three,ibarra-conf}."
    authors = ("Ada Quill", "Bruno C. Marlow", "Chen Ibarra", "ada@northfield.example")
    assert_clean(check_paper(submission(saying(text)), files=FILES, authors=authors))


IDLE = [
    r"A request from \texttt{user@example.com} is masked.",
    r"The decorator \texttt{@property} and \texttt{foo@bar} are code.",
    r"The GPU runs at @\,3\,GHz, with recall@10.",
    "The masked mail is john.doe@example.org.",
    "Clone git@github.com:pytorch/pytorch.git first.",
    "We thank the anonymous reviewers.",
    "The design is supported by measurements on a cluster of a university.",
    "The token 4111-1111-1111-1111 is no card.",
]


def test_what_tells_nobody(check_paper: CheckPaper) -> None:
    assert_clean(check_paper(submission(apart(IDLE), preamble=LINKED), files=FILES))


def test_a_mail_in_a_table_is_warned_of(anonymity: Check) -> None:
    table = (
        r"\begin{table}[t]\caption{Prompts.}\begin{tabular}{ll}\hline Mail & Sent\\\hline "
        r"ada.quill@northfield.edu & yes\\\hline\end{tabular}\end{table}"
    )
    (found,) = anonymity(table)
    assert (found.rule, found.severity) == ("anonymous-text", "warning")


def test_affiliations_are_warned_of(anonymity: Check) -> None:
    (found,) = anonymity("It runs on machines of Latticeworks.", LINKED, "Latticeworks")
    assert (found.rule, found.severity) == ("anonymous-text", "warning")


# Links


OWN_LINKS = [
    r"Our code is available at \url{https://github.com/northfield-lab/placement}.",
    r"Our code is available at github.com/northfield-lab/tailor.",
    r"We release the system as open source.\footnote{\url{https://github.com/quill/queue-1}}",
    r"We release the system\footnote{https://github.com/quill/queue-2} as open source.",
    r"The code is available \href{https://github.com/quill/queue-3}{here}.",
    r"Measured as before.\footnote{Code: \url{https://github.com/quill/queue-4}.}",
    r"Data and code can be found at \url{https://northfield-systems.github.io/queues}.",
    r"Our implementation, which has 12 thousand lines of code in three languages, is available"
    r" at \url{https://github.com/northfield-systems-group/predictive-placement-of-requests}.",
]
OWN_LINKS_IN_OTHER_WORDS = [
    r"The source of our system is on GitHub.\footnote{https://github.com/quill/queue-5}",
    r"The code, benchmarks, and result files are available at https://github.com/quill/queue-6.",
    "The source code and instructions to replicate all results are available at:\n\n"
    r"https://github.com/quill/queue-7",
    r"The scripts of our scheduler are on Zenodo.\footnote{See \url{https://zenodo.org/record/1}.}",
    r"We keep all our scripts in a repository (\url{https://gitlab.com/quill/queue-8}).",
    r"Our repository\footnote{\url{https://codeberg.org/quill/queue-9}} is on Codeberg.",
    r"Our models can be downloaded from \url{https://placement-lab.org/models}.",
]


@pytest.mark.parametrize("links", [OWN_LINKS, OWN_LINKS_IN_OTHER_WORDS])
def test_links_to_the_authors(check_paper: CheckPaper, links: list[str]) -> None:
    document = submission(apart(links), preamble=LINKED)
    found = assert_only(check_paper(document, files=FILES), "identifying-links")
    told = by_passage(found, links)
    assert {text: len(items) for text, items in told.items()} == dict.fromkeys(links, 1)


def test_a_link_of_the_authors_is_one_finding(check_paper: CheckPaper) -> None:
    text = r"Our code is available at \url{https://github.com/northfield-lab/placement}."
    later = r"See \url{https://github.com/northfield-lab/placement}."
    document = submission(apart([text, later]), preamble=LINKED)
    (found,) = assert_only(check_paper(document, files=FILES), "identifying-links")
    assert [place.page for place in found.places] == [2, 3]


@pytest.mark.parametrize(
    "name", ["adaquill", "ada-quill", "aquill", "quill-ada/x", "Ada_Quill"], ids=str
)
def test_a_link_with_an_authors_name(check_paper: CheckPaper, name: str) -> None:
    text = rf"See also \url{{https://github.com/{name}/queue}}."
    report = check_paper(
        submission(saying(text), preamble=LINKED), files=FILES, authors=("Ada Quill",)
    )
    (found,) = assert_only(report, "identifying-links")
    assert "Ada Quill" in found.message


OTHERS_LINKS = [
    r"We use Megatron-LM.\footnote{\url{https://github.com/NVIDIA/Megatron-LM}}",
    r"We implement it in PyTorch (\url{https://github.com/pytorch/pytorch}).",
    r"We evaluate Llama~2.\footnote{https://huggingface.co/meta-llama}",
    r"The source code of vLLM is available at \url{https://github.com/vllm-project/vllm}.",
    r"CIFAR\footnote{\url{https://www.cs.toronto.edu/~kriz/cifar.html}} is small. We release"
    r" nothing of it.",
    r"See \url{https://github.com/quill/queue}.",
    r"It is described elsewhere.\footnote{\url{https://northfield-lab.github.io}}",
    r"The trace\footnote{\url{https://doi.org/10.5281/zenodo.123456}} has 12 days.",
    r"\href{https://github.com/quill/logo}{\rule{20pt}{20pt}}",
]


def test_all_other_links_to_people_are_one_warning(check_paper: CheckPaper) -> None:
    report = check_paper(submission(apart(OTHERS_LINKS), preamble=LINKED), files=FILES)
    (found,) = assert_only(report, "identifying-links", "warning")
    assert set(by_passage([found], OTHERS_LINKS)) == set(OTHERS_LINKS)
    assert found.message.startswith("9 links lead"), found.message
    assert "github.com/NVIDIA/Megatron-LM (page 2)" in found.message


def test_a_link_in_the_abstract(check_paper: CheckPaper) -> None:
    abstract = ABSTRACT.replace(r"\ParaC", r"\ParaC\ \url{https://github.com/quill/queue}")
    document = submission(block=title_block(abstract=abstract), preamble=LINKED)
    assert_only(check_paper(document, files=FILES), "identifying-links", "warning")


NOBODYS_LINKS = [
    r"Our code is available at \url{https://anonymous.4open.science/r/placement-12}.",
    r"Our code is available at \url{https://github.com/anonymous-placement/code}.",
    r"Our data are available at \url{https://osf.io/abcde/?view_only=0123456789}.",
    r"PyTorch\footnote{\url{https://pytorch.org/docs}} and the MLSys site, \url{https://mlsys.org}.",
    r"The standard is RFC 9110 (\url{https://www.rfc-editor.org/rfc/rfc9110}).",
]


def test_links_to_nobody(check_paper: CheckPaper) -> None:
    assert_clean(check_paper(submission(apart(NOBODYS_LINKS), preamble=LINKED), files=FILES))


# Self-reference


CLAIMS = [
    r"This extends our previous work \citep{quill-article}.",
    r"As we showed in \citep{quill-article}, queues grow.",
    r"We previously showed that queues grow \citep{quill-article}.",
    r"Our prior system Lattice \citep{quill-article} had no history of clients.",
    r"Queues grow.\footnote{See our earlier paper \citep{quill-article}.}",
]


def test_own_work_in_the_first_person(check_paper: CheckPaper) -> None:
    report = check_paper(submission(apart(CLAIMS)), files=FILES)
    (found,) = assert_only(report, "anonymous-text", "warning")
    assert found.basis == "guide"
    assert set(by_passage([found], CLAIMS)) == set(CLAIMS)


NO_CLAIMS = [
    r"Our previous section and our earlier experiments say so \citep{tan-book}.",
    r"Our prior (a Gaussian) is broad; our prior distribution is that of \citet{tan-book}.",
    r"We previously discussed in Section 3 what \citet{tan-book} measured.",
    r"Previous work \citep{quill-article} has shown that our method is needed.",
    r"Authors should not write ``in our previous work''.",
]


def test_first_persons_that_claim_nothing(check_paper: CheckPaper) -> None:
    assert_clean(check_paper(submission(apart(NO_CLAIMS)), files=FILES))
