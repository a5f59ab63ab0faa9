"""The complaint that older styles print into a paper is found; a paper may quote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from check.long_paper import LONG
from check.older_style import older_files, older_submission
from check.papers import FILES, submission
from check.verdicts import assert_clean, assert_only

if TYPE_CHECKING:
    from check.conftest import CheckPaper

RULE = "style-unmodified"
COMPLAINT = r"""Please do not change the page layout, or include packages like geometry,
savetrees, or fullpage, which change it for you. We're not able to reliably undo arbitrary changes
to the style. Please remove the offending package(s), or layout-changing commands and try again."""
PRINTED = {
    "large": rf"{{\Large\bfseries The page layout violates the style. {COMPLAINT}\par}}",
    "as text": rf"\ParaA {COMPLAINT} \ParaB",
    "one line, large": r"{\LARGE The page layout violates the MLSys style.\par}",
    "full width": rf"\onecolumn {{\large The paper size has been changed. {COMPLAINT}}}",
}
QUOTED = {
    "a phrase": r"The style says: ``Please do not change the page layout''. \ParaA",
    "about packages": r"Packages like geometry, savetrees and fullpage change the layout. \ParaA",
}


@pytest.mark.parametrize("end", PRINTED.values(), ids=PRINTED)
def test_the_complaint_is_found(check_paper: CheckPaper, end: str) -> None:
    report = check_paper(older_submission(LONG, end=end), files=older_files())
    (finding,) = (finding for finding in report.findings if finding.rule == RULE)
    assert finding.severity == "error"
    assert finding.page == report.facts["pages"]
    assert finding.box is not None


def test_nothing_else_is_said_of_it(check_paper: CheckPaper) -> None:
    main = rf"{LONG} {COMPLAINT} \ParaA"
    assert_only(check_paper(submission(main), files=FILES), RULE)


@pytest.mark.parametrize("quotation", QUOTED.values(), ids=QUOTED)
def test_a_quotation_passes(check_paper: CheckPaper, quotation: str) -> None:
    assert_clean(check_paper(submission(f"{LONG}\n\n{quotation}"), files=FILES))
