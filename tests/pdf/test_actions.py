"""What could act is found wherever it hides; links and bookmarks are harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.pdf.model import Box
from pdf.handmade import one_page, stream

if TYPE_CHECKING:
    from pdf.conftest import ReadBytes

SCRIPT = "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def link(action: str) -> str:
    return f"/Annots [<< /Subtype /Link /Rect [9 9 0 0] /A {action} >>]"


def outline(action: str) -> str:
    return f"/Outlines << /First << /Title (One) /A {action} >> >>"


@pytest.mark.parametrize(
    ("page", "catalog"),
    [
        ("", f"/OpenAction {SCRIPT}"),
        ("", f"/AA << /WC {SCRIPT} >>"),
        ("", f"/Names << /JavaScript << /Kids [<< /Names [(s) {SCRIPT}] >>] >> >>"),
        (f"/AA << /O {SCRIPT} >>", ""),
        (link(SCRIPT), ""),
        (link(f"<< /S /GoTo /D (x) /Next [<< /S /GoTo /D (y) >> {SCRIPT}] >>"), ""),
        (link("<< /S /URI /URI (javascript:alert\\(1\\)) >>"), ""),
        (link("<< /S /Rendition /JS (app.alert\\(1\\)) >>").replace("/Rendition", "/Odd"), ""),
        (f"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /AA << /E {SCRIPT} >> >>]", ""),
        ("", outline(SCRIPT)),
    ],
)
def test_scripts(read: ReadBytes, page: str, catalog: str) -> None:
    (found,) = read(one_page(page, catalog=catalog)).active
    assert found.kind == "javascript"


def test_scripts_of_form_fields(read: ReadBytes) -> None:
    catalog = f"/AcroForm << /Fields [<< /Kids [<< /AA << /K {SCRIPT} >> >>] >>] >>"
    assert {item.kind for item in read(one_page(catalog=catalog)).active} == {"form", "javascript"}


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("<< /S /Launch /F (cmd.exe) >>", "launch"),
        ("<< /S /SubmitForm /F (http://x.example) >>", "submission"),
        ("<< /S /ImportData /F (a.fdf) >>", "submission"),
        ("<< /S /GoToE /F (a.pdf) >>", "attachment"),
        ("<< /S /Movie >>", "media"),
        ("<< /S /GoToR /F (\\\\\\\\host\\\\share\\\\a.pdf) /D [0 /Fit] >>", "other"),
        ("<< /S /GoToR /F << /FS /URL /F (http://x.example/a.pdf) >> /D [0 /Fit] >>", "other"),
    ],
)
def test_other_actions(read: ReadBytes, action: str, kind: str) -> None:
    (found,) = read(one_page(link(action))).active
    assert (found.kind, found.page, found.box) == (kind, 1, Box(0, 0, 9, 9))


@pytest.mark.parametrize(
    ("page", "catalog"),
    [
        (link("<< /S /GoTo /D (x) >>"), "/OpenAction [3 0 R /Fit]"),
        (link("<< /S /URI /URI (https://mlsys.org) >>"), "/OpenAction << /S /GoTo /D [3 0 R] >>"),
        (link("<< /S /GoToR /F (appendix.pdf) /D (x) >>"), "/AcroForm << /Fields [] >>"),
        (link("<< /S /Named /N /NextPage >>"), outline("<< /S /GoTo /D (x) >>")),
    ],
)
def test_harmless_actions(read: ReadBytes, page: str, catalog: str) -> None:
    assert read(one_page(page, catalog=catalog)).active == ()


def test_a_link_that_opens_by_itself(read: ReadBytes) -> None:
    action = "<< /S /URI /URI (https://x.example/who) >>"
    (found,) = read(one_page(catalog=f"/OpenAction {action}")).active
    assert found.kind == "other"


@pytest.mark.parametrize(
    ("subtype", "kind"),
    [("FileAttachment", "attachment"), ("Widget", "form"), ("RichMedia", "media"), ("3D", "media")],
)
def test_annotations(read: ReadBytes, subtype: str, kind: str) -> None:
    page = f"/Annots [<< /Subtype /{subtype} /Rect [1 2 3 4] /FS << /F (a.bin) >> >>]"
    (found,) = read(one_page(page)).active
    assert (found.kind, found.box) == (kind, Box(1, 2, 3, 4))


def test_attached_files_are_counted_once(read: ReadBytes) -> None:
    data = one_page(
        objects={10: "<< /UF (code.zip) /EF << /F 11 0 R >> >>", 11: stream("", "zip")},
        catalog="/Names << /EmbeddedFiles << /Names [(c) 10 0 R] >> >> /AF [10 0 R]",
    )
    (found,) = read(data).active
    assert (found.kind, found.where) == ("attachment", "code.zip")
