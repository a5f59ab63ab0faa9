"""The reports say the same in three forms: a table, JSON as documented, one page to look at."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import jsonschema
import pytest

from compare.samples import BROKEN, MENDED, ROWS, SAME, SHIFTED, SKIPPED, STILL, UNREAD
from compare.sides import comparison
from mlsys_paper.compare import html, machine, table
from mlsys_paper.compare.words import percent
from mlsys_paper.layouts.model import Share

ALL = comparison(*ROWS)


def test_papers_come_by_how_much_changed() -> None:
    more = replace(SAME, name="more", movement=replace(STILL, body=Share(1, 90), pages=(1,)))
    less = replace(SAME, name="less", movement=replace(STILL, body=Share(89, 90), pages=(1,)))
    found = comparison(*ROWS, less, more)
    assert [paper.name for paper in found.papers] == [
        *("broken", "unread", "more", "<script>shifted", "less", "mended", "skipped", "same"),
    ]


@pytest.mark.parametrize(
    ("row", "verdict", "changed", "compared"),
    [
        (SAME, "same", False, True),
        (SKIPPED, "skipped", False, False),
        (MENDED, "mended", True, True),
        (SHIFTED, "moved", True, True),
        (UNREAD, "unread", True, True),
        (BROKEN, "broke", True, True),
    ],
)
def test_verdicts(row: object, verdict: str, changed: bool, compared: bool) -> None:
    found = comparison(row)  # type: ignore[arg-type]
    assert found.papers[0].verdict == verdict
    assert (found.changed, found.compared) == (changed, compared)


def test_a_hundred_percent_is_said_only_of_all() -> None:
    assert percent(Share(9999, 10_000)) == "99.9%"
    assert percent(Share(10_000, 10_000)) == "100%"
    assert percent(Share(1, 3)) == "33.3%"
    assert percent(Share()) == "-"


def test_the_table() -> None:
    assert table.render(ALL).splitlines() == [
        "paper                            pages  main text   body  refs  new err/warn/overfull",
        "broken           broke           3 > -          -      -     -                  2/0/0",
        "unread           not comparable      3          -      -     -                  0/0/0",
        "<script>shifted  moved           3 > 4      2 > 3  99.9%  0.0%                  0/2/1",
        "mended           mended          - > 3          -      -     -                  0/0/0",
        "skipped          not compared        -          -      -     -                  0/0/0",
        "same             same                3          1   100%  100%                  0/0/0",
        "",
        "broken: broke",
        "  no PDF after; the first: main.tex:3: Undefined control sequence",
        "",
        "unread: not comparable",
        "  Not compared: its PDF can't be compared: too long.",
        "",
        "<script>shifted: moved",
        "  2 new warnings; the first: beware & heed",
        "  1 new overfull box; the first: main.tex:9: 4.0 pt too wide",
        "  The first line that moved: page 2: \u201cA line\u201d is 1.50 bp lower.",
        "  1 of 4 rules, strokes and pictures moved.",
        "  Pages that differ: 2 and 3.",
        "  The main text ends on page 2 > 3.",
        "  7 lines off by up to 0.41 bp, within the tolerance.",
        "  2 missing figures shown as a frame: fig/a and fig/b.",
        "",
        "mended: mended",
        "  no PDF before; the first: no",
        "",
        "skipped: not compared",
        "  Not compared: No .tex file has a \\documentclass.",
        "",
        "before: 4 compiled, 1 from the cache; after: 5 compiled, 0 from the cache",
        "6 papers, 1 broke, 1 not comparable, 1 moved, 1 mended, 1 not compared, 1 same",
    ]


def test_json_is_as_documented() -> None:
    record = json.loads(machine.render(ALL))
    jsonschema.Draft202012Validator.check_schema(machine.schema())
    jsonschema.validate(record, machine.schema())
    assert record["changed"] is True
    shifted = record["papers"][2]
    assert shifted["verdict"] == "moved"
    assert shifted["movement"]["body"] == {"same": 899, "total": 900}
    assert shifted["movement"]["first"]["after"]["baseline"] == 598.5
    assert shifted["movement"]["within_tolerance"] == {"lines": 7, "most": 0.41}
    assert shifted["after"]["missing_figures"] == ["fig/a", "fig/b"]
    assert record["papers"][4]["failure"] == SKIPPED.failure
    for gone in ("papers", "tolerance"):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({k: v for k, v in record.items() if k != gone}, machine.schema())


def test_the_page_is_one_file_and_what_papers_say_stays_text() -> None:
    page = html.render(ALL)
    assert "<script" not in page
    assert "&lt;script&gt;shifted" in page
    assert "beware &amp; heed" in page
    outside = re.findall(r"""(?:src|href)=["'](?!data:image/png;base64,|#)[^"']*|url\(""", page)
    assert outside == []
    assert len(re.findall(r"<img ", page)) == 4
    targets = set(re.findall(r' id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets


def test_the_page_shows_each_changed_page_before_after_and_over_each_other() -> None:
    page = html.render(comparison(SHIFTED))
    captions = re.findall(r"<figcaption>(\w+)</figcaption>", page)
    assert captions == ["before", "after", "overlay"] * 2
    assert page.count("there is no such page") == 2
    assert "page 3." in page  # it differs and is not pictured
    # The first line that moved is framed before and after, where it was and is.
    tops = re.findall(r'class="mark" style="left:9.06%;top:([\d.]+)%', page)
    wanted = [100 * (792 - baseline - 0.75 * 9.96) / 792 for baseline in (600, 598.5)]
    assert list(map(float, tops)) == pytest.approx(wanted, abs=0.01)


def test_papers_with_nothing_to_tell_have_a_row_and_no_section() -> None:
    page = html.render(comparison(SAME))
    assert "<section" not in page
    assert "mlsys2020, accepted, pdflatex" in page


def test_reports_of_many_papers_stay_small_enough_for_a_mail() -> None:
    assert [html.pictures_for(papers) for papers in (1, 10, 20, 1000)] == [8, 7, 3, 1]
    page = html.render(comparison(*(replace(SHIFTED, name=f"{i:03}") for i in range(100))))
    assert page.count("<figcaption>overlay") == 70
    assert page.count("Not pictured, to keep this file small: page 3.") == 35
    assert page.count("Not pictured, to keep this file small: page 2, 3.") == 65
