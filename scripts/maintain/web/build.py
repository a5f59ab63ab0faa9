"""Make the browser page, dist/web: files for any web server, the same bytes each time.

The page runs this package's own check under Pyodide. What it is put together
from is in `page`, in the package, and in the archives that
packages.toml pins. Archives are stored, not compressed: zlib's output differs
between its versions, and servers compress what they send.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import sys
import tomllib
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from maintain.release import CHECKOUT, STYLE, style_date, write_all
from maintain.web.packages import fetched, modules_of, pinned, unpacked
from mlsys_paper.check.findings import STAGES
from mlsys_paper.errors import PaperError
from mlsys_paper.format import current_format
from mlsys_paper.web import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from maintain.web.packages import Pinned

PACKAGE = "scripts/mlsys_paper"
PAGE = "scripts/maintain/web/page"
SHEET = f"{PACKAGE}/reports/templates/page.css"
TABLE = f"{PACKAGE}/reports/templates/table.js"
INDEX = "index.html"
OFFLINE = "offline.js"
ARCHIVE = "mlsys_paper.whl"
LARGEST = 256 << 20  # bytes of a PDF
# What the check in a browser never loads.
LEFT_OUT = (
    *("commands/", "compare/", "layouts/", "pdf/links.py", "pdf/pdfium.py", "split/"),
    *("templates/", "tex/"),
)


def built(root: Path, cache: Path) -> dict[str, bytes]:
    """Return the page's files by name.

    Raises:
        PaperError: a package can't be had.
    """
    date = build_date(root)
    packages = pinned()
    files: dict[str, bytes] = {}
    wheels = {ARCHIVE: own_modules(root)}
    for package in packages:
        content = fetched(package, cache)
        if package.source == "npm":
            for name, held in unpacked(package, content).items():
                files[f"{package.folder}/{name}"] = held
        else:
            wheels[f"{package.name}.whl"] = modules_of(content)
    for name, modules in wheels.items():
        files[f"wheels/{name}"] = archive(modules, date)
    lock = "pyodide/pyodide-lock.json"
    files[lock] = without_packages(files[lock])
    files["report.css"] = (root / SHEET).read_bytes()
    # The page's policy lets no script run that stands in the report itself.
    table = (root / TABLE).read_text(encoding="utf-8")
    files["table.js"] = f"export default function () {{\n{table}}}\n".encode()
    files["licences.txt"] = licences(packages).encode()
    values = {
        "format": current_format(),
        "stages": STAGES,
        "version": version(root),
        "date": f"{date:%Y-%m-%d}",
        "settings": {
            "wheels": sorted(wheels),
            "memoryBytes": LIMITS.memory_bytes,
            "seconds": LIMITS.wall_seconds,
            "largest": LARGEST,
        },
    }
    files |= page_files(root / PAGE, values)
    files[OFFLINE] = with_list(files)
    return files


def build_date(root: Path) -> datetime:
    """The date that the page states: SOURCE_DATE_EPOCH, or else that of the style."""
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC)
    style = root / f"{STYLE}style" / f"{STYLE}.sty"
    return style_date(style.read_text(encoding="utf-8"))


def version(root: Path) -> str:
    """The version of the package."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def own_modules(root: Path) -> dict[str, bytes]:
    """The package's files that the check needs, with the style, by their names in a wheel."""
    package, style = root / PACKAGE, root / f"{STYLE}style"
    files = {}
    for file in sorted(package.rglob("*")):
        name = file.relative_to(package).as_posix()
        if file.is_file() and "__pycache__" not in file.parts and not name.startswith(LEFT_OUT):
            files[f"mlsys_paper/{name}"] = file.read_bytes()
    files[f"mlsys_paper/style_files/{STYLE}.sty"] = (style / f"{STYLE}.sty").read_bytes()
    return files


def archive(contents: Mapping[str, bytes], date: datetime) -> bytes:
    """A zip of some files: fixed order, dates and permissions."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as zipped:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, date.timetuple()[:6])
            entry.create_system = 3  # Unix, where permissions are kept
            entry.external_attr = 0o100644 << 16
            zipped.writestr(entry, contents[name])
    return buffer.getvalue()


def without_packages(lock: bytes) -> bytes:
    """Pyodide's list of packages without any: what the page has, it brings."""
    told = json.loads(lock)
    return json.dumps({"info": told["info"], "packages": {}}, sort_keys=True).encode()


def licences(packages: list[Pinned]) -> str:
    """Whose work the page holds, and under which licences."""
    lines = [f"{package.name} {package.version}: {package.licence}" for package in packages]
    return "\n".join(["This page holds, beside its own files:", "", *lines, ""])


def page_files(folder: Path, values: Mapping[str, object]) -> dict[str, bytes]:
    """The page's own files, the template filled in."""
    files = {}
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for file in sorted(folder.iterdir()):
        if file.suffix == ".j2":
            text = environment.get_template(file.name).render(values)
            files[file.stem] = text.encode()
        else:
            files[file.name] = file.read_bytes()
    return files


def with_list(files: Mapping[str, bytes]) -> bytes:
    """The service worker, with the list of what it keeps and a name for just these contents."""
    others = {name: content for name, content in files.items() if name != OFFLINE}
    state = hashlib.sha256()
    for name in sorted(files):
        state.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    # The folder's own address is the page.
    names = sorted({"./", *others} - {INDEX})
    said = (
        f'const STATE = "{state.hexdigest()[:16]}";\nconst FILES = {json.dumps(names, indent=1)};\n'
    )
    return said.encode() + files[OFFLINE]


def put(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files beside a folder, then put them in its place.

    Raises:
        PaperError: the folder cannot be written, or holds something else.
    """
    if folder.exists() and not (folder / OFFLINE).is_file() and any(folder.iterdir()):
        raise PaperError(f"{folder} holds something else", "Name another folder with --into.")
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    old = folder.with_name(f".{folder.name}.{os.getpid()}.old")
    try:
        write_all(beside, files)
        if folder.exists():
            folder.rename(old)
        beside.rename(folder)
    except OSError as error:
        raise PaperError(
            f"{folder} cannot be written: {error.strerror}", "Name another folder with --into."
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def build(root: Path, into: Path, say: Callable[[str], None]) -> Path:
    """Make the page of a checkout.

    Args:
        root: the checkout.
        into: the folder that becomes the page.
        say: told what was made.

    Raises:
        PaperError: a package can't be had, or the folder not written; an older page is then
            still there.
    """
    files = built(root, root / ".cache" / "web")
    put(files, into)
    megabytes = sum(map(len, files.values())) / 1e6
    say(f"{into}: {len(files)} files, {megabytes:.1f} MB; any web server will do")
    return into


def main(arguments: list[str] | None = None, *, root: Path = CHECKOUT) -> int:
    """Make the page of a checkout; returns the exit status."""
    parser = argparse.ArgumentParser(prog="nox -s web --", description="Make the browser page.")
    parser.add_argument(
        "--into", type=Path, default=root / "dist" / "web", help="the page's folder (dist/web)"
    )
    options = parser.parse_args(arguments)
    try:
        build(root, options.into, lambda line: print(line, flush=True))
    except PaperError as error:
        sys.stderr.write(f"web: {error}\n")
        return 2
    return 0
