"""The page's build: what it takes from packages, and that it takes nothing else."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from maintain.web import packages
from maintain.web.build import CHECKOUT, archive, build_date, own_modules, put
from maintain.web.packages import Pinned, UnreachableError, fetched, modules_of, pinned, unpacked
from mlsys_paper.errors import PaperError

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"an archive"
PINNED = Pinned(
    *("npm", "@some/thing", "1.2", f"sha256:{hashlib.sha256(CONTENT).hexdigest()}", "MIT"),
    files=("dist/a.js", "b.wasm"),
)


def downloads(content: bytes | None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let a package's archive be this, or unreachable; return what is asked for."""
    asked: list[str] = []

    def download(package: Pinned, folder: Path) -> None:
        asked.append(package.name)
        if content is None:
            raise UnreachableError("no network", "Wait.")
        (folder / "some-thing-1.2.tgz").write_bytes(content)

    monkeypatch.setattr(packages, "download", download)
    return asked


def test_an_archive_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = downloads(CONTENT, monkeypatch)
    for _ in range(2):
        assert fetched(PINNED, tmp_path / "cache") == CONTENT
    assert asked == ["@some/thing"]


def test_another_archive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    downloads(b"another", monkeypatch)
    with pytest.raises(PaperError, match=hashlib.sha256(b"another").hexdigest()) as refused:
        fetched(PINNED, tmp_path)
    assert not isinstance(refused.value, UnreachableError)
    assert list(tmp_path.iterdir()) == []


def test_a_kept_archive_is_held_against_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / PINNED.archive).write_bytes(b"changed on the disk")
    downloads(CONTENT, monkeypatch)
    assert fetched(PINNED, tmp_path) == CONTENT
    assert (tmp_path / PINNED.archive).read_bytes() == CONTENT


def test_no_network_is_no_fault_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloads(None, monkeypatch)
    with pytest.raises(UnreachableError):
        fetched(PINNED, tmp_path)


def test_the_lock_names_one_archive_for_each_package() -> None:
    found = pinned()
    assert {package.source for package in found} == {"npm", "pypi"}
    assert len({package.archive for package in found}) == len(found)
    for package in found:
        algorithm, _, digits = package.hash.partition(":")
        assert len(bytes.fromhex(digits)) == hashlib.new(algorithm).digest_size
        assert "GPL" not in package.licence


def test_what_the_page_needs_of_a_package_is_there() -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as made:
        for name in ("dist/a.js", "b.wasm", "README.md"):
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(name)
            made.addfile(entry, io.BytesIO(name.encode()))
    assert unpacked(PINNED, file.getvalue()) == {"a.js": b"dist/a.js", "b.wasm": b"b.wasm"}
    with pytest.raises(PaperError, match=r"holds no gone\.js"):
        unpacked(replace(PINNED, files=("gone.js",)), file.getvalue())


def test_compiled_code_of_a_wheel_is_left_out() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as wheel:
        for name in ("m/__init__.py", "m/_fast.cpython-311.so", "m.dist-info/RECORD"):
            wheel.writestr(name, name)
    assert modules_of(file.getvalue()) == {"m/__init__.py": b"m/__init__.py"}


def test_an_archive_is_the_same_bytes_each_time() -> None:
    date = build_date(CHECKOUT)
    assert archive({"a": b"1", "b": b"2"}, date) == archive({"b": b"2", "a": b"1"}, date)


def test_the_date_may_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert f"{build_date(CHECKOUT):%Y-%m-%d}" == "2023-11-14"


def test_the_page_takes_the_check_and_not_what_it_never_loads() -> None:
    names = set(own_modules(CHECKOUT))
    assert {"mlsys_paper/web.py", "mlsys_paper/check/run.py", "mlsys_paper/pdf/browser.py"} <= names
    assert "mlsys_paper/pdf/pdfium.py" not in names
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in names)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    with pytest.raises(PaperError, match="holds something else"):
        put({"offline.js": b"", "index.html": b""}, tmp_path)
    assert mine.read_text() == "mine"


def test_an_older_page_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "page"
    put({"offline.js": b"1", "old.js": b"1", "x/y.js": b"1"}, folder)
    put({"offline.js": b"2", "x/z.js": b"2"}, folder)
    held = [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]
    assert sorted(held) == ["offline.js", "x/z.js"]
    assert [file.name for file in tmp_path.iterdir()] == ["page"]
