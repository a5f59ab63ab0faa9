"""Set up a release's root folder, once: a small Debian with TeX and nothing else.

The folders lie in `$XDG_CACHE_HOME/mlsys-texlive` (`~/.cache/mlsys-texlive`), for
all checkouts together: a gigabyte each, and the same whatever the style is.
Only their making needs root, by mmdebstrap; bubblewrap runs what is in them for any user.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.programs import Limits, folder_bytes, run, which
from mlsys_paper.tex.cache import locked

if TYPE_CHECKING:
    from maintain.texlive.catalogue import Release

# The second has the releases that the first has dropped.
MIRRORS = ("http://deb.debian.org/debian", "http://archive.debian.org/debian")
TOOLS = ("mmdebstrap", "debian-archive-keyring")
# biblatex is tried with the release on the machine alone: biber brings a hundred
# packages along.
LEFT_OUT = frozenset({"texlive-bibtex-extra"})
TEX_PACKAGES = ("texlive-", "tex-gyre", "fonts-", "lmodern")
FORMATS = ("pdflatex", "xelatex", "lualatex")
UNREAD = (
    "/usr/share/doc/*",
    "/usr/share/info/*",
    "/usr/share/locale/*",
    "/usr/share/man/*",
    "/usr/share/texlive/texmf-dist/doc/*",
    "/usr/share/texlive/texmf-dist/source/*",
    "/usr/share/texmf/doc/*",
)
# Nobody builds a format until the end: each package would ask for all of a dozen.
ESSENTIAL_HOOKS = (
    'chroot "$1" dpkg-divert --quiet --local --rename --add /usr/bin/fmtutil-sys',
    'ln -s /bin/true "$1/usr/bin/fmtutil-sys"',
)
CUSTOMIZE_HOOKS = (
    'rm "$1/usr/bin/fmtutil-sys"',
    'chroot "$1" dpkg-divert --quiet --local --rename --remove /usr/bin/fmtutil-sys',
    *(f'chroot "$1" fmtutil-sys --byfmt {name} >/dev/null 2>&1' for name in FORMATS),
)
COMPLETE = "complete.json"
MOUNTS = Path("/proc/self/mounts")
# Programs of the machine's own administration: they reach the network and are trusted.
TRUSTED = Limits(
    cpu_seconds=7200, wall_seconds=7200.0, memory_bytes=32 << 30, file_bytes=8 << 30, sandbox=False
)
NETWORK = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


def roots_folder() -> Path:
    """Where the root folders lie."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    return base / "mlsys-texlive"


def find_root(release: Release) -> Path | None:
    """The root folder of a release, None when it isn't set up, or not as it is now asked for."""
    folder = roots_folder() / release.suite
    try:
        facts = json.loads((folder / COMPLETE).read_text(encoding="utf-8"))
    except OSError:
        return None
    return folder / "root" if facts["recipe"] == recipe_digest(release) else None


def set_up(release: Release) -> Path:
    """Make a release's root folder unless it is there.

    Raises:
        PaperError: it can't be made; the message says why.
    """
    parent = roots_folder()
    parent.mkdir(parents=True, exist_ok=True)
    with locked(parent / f"{release.suite}.lock"):
        found = find_root(release)
        if found:
            return found
        require_tools()
        folder = parent / release.suite
        for path in (folder, parent / f"{release.suite}.new"):
            remove(path)
        return bootstrap(release, folder)


def measured(release: Release) -> tuple[float, int]:
    """How long it took to set a release up, in seconds, and its size in bytes."""
    facts = json.loads((roots_folder() / release.suite / COMPLETE).read_text(encoding="utf-8"))
    return facts["seconds"], facts["bytes"]


def bootstrap(release: Release, folder: Path) -> Path:
    """Make a root folder beside its place and move it there."""
    started = time.monotonic()
    beside = folder.with_name(f"{folder.name}.new")
    said = ""
    for mirror in MIRRORS:
        beside.mkdir()
        # Programs in it need to be found by users other than root.
        beside.chmod(0o755)
        # In a name space of its own, what it mounts is gone when it is, even if it is killed.
        command = mmdebstrap(release.suite, beside / "root", mirror)
        done = administrate(["unshare", "--mount", "--", *command])
        if done == "":
            break
        said = done
        remove(beside)
    else:
        raise PaperError(f"{release} can't be had: {said}")
    facts = {
        "recipe": recipe_digest(release),
        "seconds": round(time.monotonic() - started, 1),
        "bytes": folder_bytes(beside),
    }
    (beside / COMPLETE).write_text(json.dumps(facts), encoding="utf-8")
    return beside.rename(folder) / "root"


def remove(folder: Path) -> None:
    """Remove a folder if it is there and nothing of this machine is mounted below it.

    Raises:
        PaperError: something is; to remove it would be to remove the machine's own files.
    """
    if not folder.exists():
        return
    mounted = [line.split()[1] for line in MOUNTS.read_text(encoding="utf-8").splitlines()]
    below = [place for place in mounted if Path(place).is_relative_to(folder.resolve())]
    if below:
        raise PaperError(f"{folder} can't be removed: {below[0]} is mounted.", "Unmount it first.")
    shutil.rmtree(folder)


def mmdebstrap(suite: str, target: Path, mirror: str) -> list[str]:
    """The command that makes a root folder."""
    settings = [
        # The index of Debian's testing release expires in a week, an archived one did long ago.
        '--aptopt=Acquire::Check-Valid-Until "false"',
        '--aptopt=APT::Install-Recommends "false"',
        *(f"--dpkgopt=path-exclude={pattern}" for pattern in UNREAD),
        *(f"--essential-hook={hook}" for hook in ESSENTIAL_HOOKS),
        *(f"--customize-hook={hook}" for hook in CUSTOMIZE_HOOKS),
        f"--include={','.join(tex_packages())}",
    ]
    start = ["mmdebstrap", "--mode=root", "--variant=essential", "--format=directory"]
    return [*start, *settings, suite, str(target), mirror]


def recipe_digest(release: Release) -> str:
    """Changes when a root folder has to be made anew."""
    command = mmdebstrap(release.suite, Path("root"), "")
    return hashlib.sha256("\0".join(command).encode()).hexdigest()


def tex_packages() -> list[str]:
    """The packages of the project's list that belong to TeX."""
    lines = package_list().read_text(encoding="utf-8").splitlines()
    names = [line.partition("#")[0].strip() for line in lines]
    return [name for name in names if name.startswith(TEX_PACKAGES) and name not in LEFT_OUT]


def package_list() -> Path:
    """The one list of packages, which the checkout holds and an installed package doesn't.

    Raises:
        PaperError: this isn't a checkout.
    """
    path = Path(str(resources.files("mlsys_paper"))).parent / "debian-packages.txt"
    if not path.is_file():
        raise PaperError("Releases of TeX Live can be set up from a checkout only.")
    return path


def require_tools() -> None:
    """Install what makes root folders if it is missing.

    Raises:
        PaperError: this user can't make one, or the tools can't be had.
    """
    if os.geteuid() != 0:
        raise PaperError(
            "Only root can set up a release of TeX Live, once.",
            "Run `nox -s texlive` as root with XDG_CACHE_HOME naming this user's ~/.cache.",
        )
    if which("mmdebstrap"):
        return
    if not which("apt-get"):
        raise PaperError("mmdebstrap is not installed.", "Install it, and Debian's archive keys.")
    said = administrate(["apt-get", "install", "-y", "--no-install-recommends", *TOOLS])
    if said:
        raise PaperError(f"mmdebstrap can't be installed: {said}", "Try `apt-get update`.")


def administrate(command: list[str]) -> str:
    """Run a program as the machine's administrator would; its last words if it fails, else ""."""
    environment = {name: os.environ[name] for name in NETWORK if name in os.environ}
    environment["DEBIAN_FRONTEND"] = "noninteractive"
    # apt drops its rights and must still get into the temporary folder.
    environment["TMPDIR"] = tempfile.gettempdir()
    with tempfile.TemporaryDirectory() as scratch:
        done = run(command, folder=Path(scratch), environment=environment, limits=TRUSTED)
    if done.status == 0 and not done.stopped:
        return ""
    lines = [line.strip() for line in done.output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("E:")]
    return (errors or lines or [f"exit status {done.status}"])[0]
