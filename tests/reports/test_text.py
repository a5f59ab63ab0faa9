"""The report on a terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mlsys_paper.check.findings import Finding, Place
from mlsys_paper.reports import text
from reports.samples import BETTER, CLEAN, FAILED, NAMED, SOURCE, WRONG, many


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
        "error: page-limit",
        "  page 11: Main text ends on page 11; the limit is 10.",
        "    > Shorten it.",
        "",
        "error: margins",
        "  page 3: A line sticks out by 7.2 bp.",
        "  page 5: (warning) A line sticks out by 0.9 bp.",
        "    > Let it break.",
        "",
        "warning: source-lengths (author guide)",
        "  s/a.tex:7, s/a.tex:9 and s/b.tex:2: \\vspace{-3pt} tightens.",
        "    > Take it out.",
        "",
        "unchecked: gutter",
        "  could not check: it has one column",
        "    > Look at it.",
    ]


def test_the_pages_of_one_cause_are_named_once() -> None:
    also = tuple(Place(page) for page in (7, 5, 6, 12))
    finding = Finding("fonts", "warning", "guide", "A font is missing.", "Embed it.", 2, also=also)
    report = replace(CLEAN, findings=(finding,))
    assert "  pages 2, 5-7 and 12: A font is missing." in text.render([report], 0).splitlines()


def test_colours_are_for_terminals_that_have_them() -> None:
    assert "\x1b[" not in text.render([WRONG], 80)
    assert "\x1b[1;31merror: page-limit" in text.render([WRONG], 80, color=True)
    assert "\x1b[" in text.render([WRONG, CLEAN], 80, color=True)


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


def test_several_papers_are_a_table_by_what_counts() -> None:
    named = replace(WRONG, file=Path("named.pdf"), findings=(NAMED, SOURCE))
    assert text.render([CLEAN, BETTER, WRONG, FAILED, named], 80).splitlines() == [
        "torn.pdf: could not be checked: it is encrypted",
        "paper       anonymity  length  authors  format  guide  pages",
        "named.pdf           1       -        -       -      1     12",
        "wrong.pdf           -       1        -       1      2     12",
        "better.pdf          -       -        -       -      1     12",
        "clean.pdf           -       -        -       -      -     12",
        "",
        "5 papers, 2 with errors, 2 without, 1 could not be checked",
    ]


def test_the_table_fits_a_hundred_columns() -> None:
    reports = [replace(WRONG, file=Path("submissions", 90 * "x" + f"{i}.pdf")) for i in range(3)]
    printed = text.render(reports, 240)
    assert max(map(len, printed.splitlines())) <= 100
    assert "".join(printed.split()).count("x") == 270
