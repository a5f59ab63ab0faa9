"""What the tests of releases share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A folder with a report of four tests."""
    (tmp_path / "2022-xelatex.xml").write_text(
        """<testsuites><testsuite>
<testcase classname="tests.style.test_a" name="test_one" time="1.5"><properties>
<property name="LaTeX" value="2022-11-01"/><property name="natbib" value="2010/09/13"/>
</properties></testcase>
<testcase classname="tests.style.test_a" name="test_two[x]" time="0.5"><failure/></testcase>
<testcase classname="tests.style.test_a" name="test_three" time="0"><error/></testcase>
<testcase classname="tests.style.test_a" name="test_four" time="0"><skipped/></testcase>
</testsuite></testsuites>"""
    )
    return tmp_path
