"""The packages of the browser page: fetched once, and held against the hashes in packages.toml.

They come from whatever index and registry pip and npm are set up for.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from mlsys_paper.errors import PaperError

LOCK = Path(__file__).with_name("packages.toml")
SECONDS = 300
# One platform, so that everybody gets the same file of a package that has several.
PLATFORM = ("--platform=manylinux2014_x86_64", "--python-version=3.11", "--implementation=cp")
COMPILED = (".so", ".c", ".pyi")


class UnreachableError(PaperError):
    """A package can't be fetched here and now; nothing is wrong with the project."""


@dataclass(frozen=True)
class Pinned:
    """A package of one version.

    Attributes:
        source: "npm" or "pypi".
        name: of the package.
        version: of the package.
        hash: of its archive, as "algorithm:digits".
        licence: in SPDX's words.
        folder: of an npm package's files on the page.
        files: of an npm package that the page needs.
    """

    source: str
    name: str
    version: str
    hash: str
    licence: str
    folder: str = ""
    files: tuple[str, ...] = ()

    @property
    def archive(self) -> str:
        """The name of its archive in the cache."""
        suffix = "tgz" if self.source == "npm" else "whl"
        return f"{self.name.rpartition('/')[2]}-{self.version}.{suffix}"


def pinned(lock: Path = LOCK) -> list[Pinned]:
    """Return the packages that a lock file names."""
    listed = tomllib.loads(lock.read_text(encoding="utf-8"))
    return [
        Pinned(source, name, **{**entry, "files": tuple(entry.get("files", ()))})
        for source, packages in listed.items()
        for name, entry in packages.items()
    ]


def fetched(package: Pinned, cache: Path) -> bytes:
    """Return the archive of a package, from the cache or else from its index.

    Raises:
        PaperError: it can't be had, or is not the one that was pinned.
    """
    place = cache / package.archive
    if place.is_file() and hash_of(place.read_bytes(), package) == package.hash:
        return place.read_bytes()
    with tempfile.TemporaryDirectory(prefix="mlsys-web-") as scratch:
        download(package, Path(scratch))
        found = [file for file in Path(scratch).iterdir() if file.suffix in (".tgz", ".whl")]
        if len(found) != 1:
            raise PaperError(f"{package.name}: no archive came", "Try again.")
        content = found[0].read_bytes()
    if (found_hash := hash_of(content, package)) != package.hash:
        raise PaperError(
            f"{package.name} {package.version} has the hash {found_hash}, and not the pinned one",
            "Look at why, before you put it into packages.toml.",
        )
    cache.mkdir(parents=True, exist_ok=True)
    beside = place.with_suffix(f".{os.getpid()}.part")
    beside.write_bytes(content)
    beside.replace(place)
    return content


def hash_of(content: bytes, package: Pinned) -> str:
    """Return the hash of an archive by the algorithm of the package's pinned hash."""
    algorithm = package.hash.partition(":")[0]
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


def download(package: Pinned, folder: Path) -> None:
    """Have pip or npm put the archive of a package into a folder.

    Raises:
        UnreachableError: it isn't there, or can't fetch it.
    """
    if package.source == "npm":
        npm = shutil.which("npm")
        if npm is None:
            raise UnreachableError(
                f"npm is needed to fetch {package.name}, and isn't installed",
                "Install Node.js, which has it; the page itself is built without.",
            )
        wanted = f"{package.name}@{package.version}"
        command = [npm, "pack", "--silent", f"--pack-destination={folder}", wanted]
    else:
        wanted = f"{package.name}=={package.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", *PLATFORM, f"--dest={folder}", wanted]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=folder
        )
    except subprocess.TimeoutExpired as error:
        raise UnreachableError(
            f"{wanted} can't be fetched within {SECONDS} s", "Try again."
        ) from error
    if done.returncode:
        last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise UnreachableError(f"{wanted} can't be fetched: {last}", "Look at the network.")


def unpacked(package: Pinned, content: bytes) -> dict[str, bytes]:
    """Return the files of a package that the page needs, by their names without folders.

    Raises:
        PaperError: one is missing.
    """
    files = {}
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            for name in package.files:
                try:
                    member = archive.extractfile(f"package/{name}")
                except KeyError:
                    member = None
                if member is None:
                    raise PaperError(f"{package.name} holds no {name}", "Change packages.toml.")
                files[name.rpartition("/")[2]] = member.read()
    return files


def modules_of(content: bytes) -> dict[str, bytes]:
    """Return the files of a wheel but for compiled code and what belongs to it."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        with zipfile.ZipFile(file) as wheel:
            return {
                name: wheel.read(name)
                for name in wheel.namelist()
                if not name.endswith((*COMPILED, "/RECORD", "/"))
            }
