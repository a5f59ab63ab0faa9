"""One version and one address, in every file that states them."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from maintain import stamp
from mlsys_paper.errors import PaperError

REPOSITORY = Path(__file__).resolve().parents[2]
NAMES = (
    *(stamp.PROJECT, stamp.CHANGES, stamp.STYLE_FILE),
    *(stamp.GUIDE, stamp.README, stamp.CITATION),
)
FILES = {name: (REPOSITORY / name).read_text(encoding="utf-8") for name in NAMES}
DAY = date(2024, 3, 9)


def test_the_files_agree() -> None:
    """What was stamped last, stamped again, changes nothing."""
    version = tomllib.loads(FILES[stamp.PROJECT])["project"]["version"]
    stated = re.search(r"\[(\d+/\d\d/\d\d) v(\S+) ", FILES[stamp.STYLE_FILE])
    assert stated is not None
    assert stated[2] == version
    released = re.search(r"^## \[(.*)\] - (.*)$", FILES[stamp.CHANGES], re.MULTILINE)
    assert released is not None
    assert released.groups() == (version, stated[1].replace("/", "-"))
    changes = re.sub(r"(?s)## Unreleased.*?(?=## \[)", "", FILES[stamp.CHANGES])
    again = {**FILES, stamp.CHANGES: changes}
    assert stamp.stamped(again, version, date.fromisoformat(released[2])) == again


def test_unreleased_changes_become_the_version() -> None:
    changes = FILES[stamp.CHANGES]
    unreleased = changes
    if "## Unreleased" not in changes:
        unreleased = changes.replace("## [", "## Unreleased\n\n- More.\n\n## [", 1)
    result = stamp.stamped({**FILES, stamp.CHANGES: unreleased}, "2024.7", DAY)
    assert 'version = "2024.7"' in result[stamp.PROJECT]
    assert "[2024/03/09 v2024.7 Style" in result[stamp.STYLE_FILE]
    assert "## [2024.7] - 2024-03-09" in result[stamp.CHANGES]
    assert "Unreleased" not in result[stamp.CHANGES]


def test_an_address_reaches_guide_and_readme_and_leaves_them_again() -> None:
    address = "https://style.example/mlsys2024"
    project = FILES[stamp.PROJECT].replace('address = ""', f'address = "{address}"')
    changes = "# Changes\n\n## Unreleased\n"
    files = {**FILES, stamp.PROJECT: project, stamp.CHANGES: changes}
    filled = stamp.stamped(files, "2024.7", DAY)
    assert rf"\newcommand*\projectaddress{{{address}}}" in filled[stamp.GUIDE]
    assert f"are at <{address}>; report faults there." in filled[stamp.README]
    emptied = {**filled, stamp.PROJECT: FILES[stamp.PROJECT], stamp.CHANGES: changes}
    result = stamp.stamped(emptied, "2024.7", DAY)
    assert result[stamp.GUIDE] == FILES[stamp.GUIDE]
    assert result[stamp.README] == FILES[stamp.README]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (stamp.PROJECT, 'address = ""', 'address = "style.example"', "is not an address"),
        (stamp.STYLE_FILE, r"\ProvidesPackage", r"\Provides", "0 places"),
        (stamp.README, "<!-- address -->", "", "0 places"),
        (stamp.CHANGES, "## ", "### ", "says nothing about"),
    ],
)
def test_what_cannot_be_stamped_is_named(name: str, old: str, new: str, said: str) -> None:
    files = {**FILES, name: FILES[name].replace(old, new)}
    with pytest.raises(PaperError, match=said):
        stamp.stamped(files, "2024.7", DAY)


def test_nothing_is_written_for_a_wrong_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert stamp.main(["v1.0"], root=tmp_path) == 2
    assert "v1.0 is not a version" in capsys.readouterr().err
    for name, text in FILES.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    assert stamp.main(["2024.7", "--date", "2024-03-09"], root=tmp_path) == (
        0 if "## Unreleased" in FILES[stamp.CHANGES] else 2
    )
