"""A correct paper passes at every stage; the runner tells what a rule says and how grave it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from check.papers import FILES, submission
from check.verdicts import assert_clean

if TYPE_CHECKING:
    from check.conftest import CheckPaper


def test_a_correct_submission_has_no_findings(check_paper: CheckPaper) -> None:
    report = check_paper(submission(), files=FILES)
    assert_clean(report)
    assert report.ok
    assert report.facts["pages"] == 2
