"""The report on a terminal."""

from __future__ import annotations

from mlsys_paper.reports import text
from reports.samples import BETTER, CLEAN, FAILED, WRONG, many


def test_a_paper_without_findings_is_two_lines_of_facts() -> None:
    assert text.render([CLEAN], 0).splitlines() == [
        "clean.pdf: nothing found (submission)",
        "",
        "pages 12; main text ends on page 11; columns 2; between columns 18.0 bp; "
        "body Times 9.96 on 11.96 bp; text box 55.4 74.9 541.4 724.9 bp",
    ]


def test_findings_are_grouped_by_rule_with_page_and_remedy() -> None:
    assert text.render([WRONG], 0).splitlines()[:-2] == [
        "wrong.pdf: 2 errors, 2 warnings, 1 rule could not be checked (submission)",
        "",
        "error: margins",
        "  page 3: A line sticks out by 7.2 bp.",
        "  page 5: (warning) A line sticks out by 0.9 bp.",
        "    > Let it break.",
        "",
        "error: page-limit",
        "  page 11: Main text ends on page 11; the limit is 10.",
        "    > Shorten it.",
        "",
        "unchecked: gutter",
        "  could not check: it has one column",
        "    > Look at it.",
        "",
        "warning: source-lengths",
        "  s/a.tex:7: \\vspace{-3pt} tightens.",
        "    > Take it out.",
    ]


def test_a_file_that_could_not_be_checked_is_told_why() -> None:
    assert text.render([FAILED], 0).splitlines() == [
        "torn.pdf: could not be checked (submission)",
        "  it is encrypted",
        "  Export it without.",
    ]


def test_long_lists_are_cut_and_say_so() -> None:
    lines = text.render([many(30)], 0).splitlines()
    assert lines[0] == "many.pdf: 30 errors (submission)"
    assert sum("sticks out" in line for line in lines) == text.MOST_LISTED
    assert lines[-1] == "  and 22 more; --format html or json lists them"


def test_lines_are_broken_to_the_width_of_the_terminal() -> None:
    lines = text.render([WRONG], 40).splitlines()
    assert max(map(len, lines[1:])) <= 40
    assert "".join(text.render([WRONG], 40).split()) == "".join(text.render([WRONG], 0).split())


def test_several_papers_are_a_table_with_the_worst_first() -> None:
    assert text.render([CLEAN, BETTER, WRONG, FAILED], 40).splitlines() == [
        "errors  warnings  unchecked  pages  paper",
        "     -         -          -      -  torn.pdf    it is encrypted",
        "     2         2          1     12  wrong.pdf   margins (2), page-limit",
        "     0         1          0     12  better.pdf",
        "     0         0          0     12  clean.pdf",
        "",
        "4 papers, 1 with errors, 2 without, 1 could not be checked",
    ]
