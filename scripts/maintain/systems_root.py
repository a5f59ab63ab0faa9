"""A bare system in a folder, and programs run in it as in a machine of its own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlparse

from maintain.texlive.roots import MIRRORS, NETWORK, remove

USER, USER_ID = "maintainer", 1000
SETTINGS = Path("usr/local/share/pip-settings")
PIP_LOG = Path("var/tmp/pip.log")
ARCHIVES = "var/cache/apt/archives"
UBUNTU_KEYS = Path("/usr/share/keyrings/ubuntu-archive-keyring.gpg")

# The folder becomes the root of a name space of mounts, as when a machine starts: in a mere
# chroot no user may make a name space, and bubblewrap would not work as it does on a
# machine. What is mounted ends with the process.
ENTER = """
set -e
root=$1; shift
mount --bind "$root" "$root"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"; mount --bind -o ro "$1" "$root$1"; shift
done
shift
mount --bind "$ARCHIVES" "$root/var/cache/apt/archives"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
cd "$root"
mount --move . /
exec chroot . "$@"
"""


class Unavailable(Exception):  # noqa: N818 - it is what the system is
    """A system can't be set up; the message says why."""


@dataclass(frozen=True)
class Done:
    """How a command ended: status, output, seconds, and the bytes it downloaded and left."""

    status: int
    output: str
    seconds: float
    downloaded: int
    on_disk: int


@dataclass
class Root:
    """A system's folder.

    Attributes:
        folder: where it lies; what lay there is removed.
        suite: the system's name for mmdebstrap.
        sudo: whether an ordinary user types, who may use sudo, instead of root.
        shared: folders of this machine that pip's settings name.
        bare: its size in bytes before anything was done in it.
    """

    folder: Path
    suite: str
    sudo: bool = False
    shared: tuple[str, ...] = ()
    bare: int = field(default=0, init=False)

    @property
    def home(self) -> Path:
        """The home of the user, from outside."""
        return self.folder / (f"home/{USER}" if self.sudo else "root")

    def make(self, *, sudo: bool) -> None:
        """Make the system, with a user who may use sudo if that is asked for.

        Raises:
            Unavailable: no mirror has it, or this machine lacks mmdebstrap.
        """
        if not shutil.which("mmdebstrap"):
            raise Unavailable("mmdebstrap is not installed; apt-get install mmdebstrap has it")
        self.sudo = sudo
        remove(self.folder)
        said = ""
        for source in sources(self.suite):
            remove(self.folder)
            done = subprocess.run(
                ["unshare", "--mount", "--", *mmdebstrap(self.suite, self.folder, source, sudo)],
                capture_output=True,
                text=True,
                check=False,
                env=machine_environment(),
            )
            if done.returncode == 0:
                break
            errors = [line for line in done.stderr.splitlines() if line.startswith("E:")]
            said = (errors or done.stderr.splitlines() or ["mmdebstrap failed"])[0]
        else:
            remove(self.folder)
            raise Unavailable(said)
        self.folder.chmod(0o755)
        # The disk need not hold every step of dpkg's; nothing else differs.
        (self.folder / "etc/dpkg/dpkg.cfg.d/unsafe-io").write_text("force-unsafe-io\n")
        for name in ("resolv.conf", "hosts"):
            shutil.copy(Path("/etc") / name, self.folder / "etc" / name)
        self.shared = copy_pip_settings(self.folder)
        log = self.folder / PIP_LOG
        log.touch()
        log.chmod(0o666)
        if sudo:
            (self.folder / "etc/sudoers.d").mkdir(exist_ok=True)
            (self.folder / "etc/sudoers.d/all").write_text(f"{USER} ALL=(ALL) NOPASSWD: ALL\n")
            added = f"useradd --create-home --shell /bin/bash --uid {USER_ID} {USER}"
            subprocess.run(["chroot", str(self.folder), *added.split()], check=True)
        self.bare = self.size()

    def give_to_user(self, folder: Path) -> None:
        """Make a folder in the system the user's own."""
        owner = USER_ID if self.sudo else 0
        subprocess.run(["chown", "-R", f"{owner}:{owner}", folder], check=True)

    def run(self, script: str, log: Path) -> Done:
        """Run a script in the checkout, as the user; its output is added to the log."""
        inside = "/" + str(self.home.relative_to(self.folder))
        user = USER if self.sudo else "root"
        environment = {
            "HOME": inside,
            "USER": user,
            "LOGNAME": user,
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "PIP_LOG": f"/{PIP_LOG}",
            **{name: os.environ[name] for name in NETWORK if name in os.environ},
        }
        assignments = [f"{name}={value}" for name, value in environment.items()]
        who = ["setpriv", f"--reuid={USER_ID}", f"--regid={USER_ID}", "--clear-groups"]
        command = [*(who if self.sudo else []), "env", "-i", *assignments, "sh", "-c"]
        command.append(f"cd {shlex.quote(inside)}/project\n{script}")
        spaces = ["unshare", "--mount", "--pid", "--ipc", "--uts", "--fork", "--kill-child"]
        archives = log.parent / "archives" / self.suite
        (archives / "partial").mkdir(parents=True, exist_ok=True)
        inner = ["sh", str(self.folder), *self.shared, "--", *command]
        (self.folder / PIP_LOG).write_text("")
        before = log.stat().st_size if log.exists() else 0
        started = time.monotonic()
        with log.open("a", encoding="utf-8") as output:
            output.write(f"\n$ {script}\n")
            output.flush()
            done = subprocess.run(
                [*spaces, "--", "sh", "-c", ENTER, *inner],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                env={**os.environ, "ARCHIVES": str(archives)},
            )
        seconds = time.monotonic() - started
        with log.open("rb") as written:
            written.seek(before)
            said = written.read().decode("utf-8", "replace")
        pip_said = (self.folder / PIP_LOG).read_text(encoding="utf-8", errors="replace")
        downloaded = apt_bytes(said) + pip_bytes(pip_said)
        return Done(done.returncode, said, seconds, downloaded, self.size() - self.bare)

    def size(self) -> int:
        """Return how many bytes the system takes on the disk, without apt's archives."""
        command = ["du", "-s", "-x", "--block-size=1", f"--exclude={ARCHIVES}", str(self.folder)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return int(done.stdout.split()[0])

    def remove(self) -> None:
        """Remove the system."""
        remove(self.folder)


def sources(suite: str) -> list[list[str]]:
    """Return mmdebstrap's words for each mirror to try, the mirror last."""
    if suite != "noble":
        return [[mirror] for mirror in MIRRORS]
    keys = [f"--keyring={UBUNTU_KEYS}"] if UBUNTU_KEYS.is_file() else []
    return [[*keys, "--components=main,universe", "http://archive.ubuntu.com/ubuntu"]]


def mmdebstrap(suite: str, target: Path, source: list[str], sudo: bool) -> list[str]:
    """Return the command that makes a system with apt, and with sudo if asked for."""
    *options, mirror = source
    start = ["mmdebstrap", "--mode=root", "--variant=apt", "--format=directory", *options]
    if sudo:
        start.append("--include=sudo,passwd")
    return [*start, suite, str(target), mirror]


def machine_environment() -> dict[str, str]:
    """Return the environment of what sets systems up."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", *NETWORK) if name in os.environ}
    return {**kept, "DEBIAN_FRONTEND": "noninteractive", "TMPDIR": "/tmp"}  # noqa: S108


def copy_pip_settings(root: Path) -> tuple[str, ...]:
    """Give a system this machine's settings of pip; return the folders that they name.

    An index or a proxy's certificate is the machine's matter, as its network is.
    """
    listed = [sys.executable, "-m", "pip", "config", "list"]
    done = subprocess.run(listed, capture_output=True, text=True, check=True)
    settings: dict[str, str] = {}
    folders: set[str] = set()
    (root / SETTINGS).mkdir(parents=True, exist_ok=True)
    for line in done.stdout.splitlines():
        name, _, quoted = line.partition("=")
        words = []
        for word in quoted.strip("'").replace("\\n", " ").split():
            place = local_path(word)
            if place and place.is_file():
                shutil.copy(place, root / SETTINGS / place.name)
                words.append(f"/{SETTINGS / place.name}")
                continue
            if place and place.is_dir():
                folders.add(str(place.parent if place.name == "simple" else place))
            words.append(word)
        settings[name.rpartition(".")[2]] = " ".join(words)
    settings.pop("log", None)
    text = "\n".join(["[global]", *(f"{name} = {value}" for name, value in settings.items())])
    (root / "etc/pip.conf").write_text(text + "\n", encoding="utf-8")
    return tuple(sorted(folders))


def local_path(word: str) -> Path | None:
    """Return the path that a word of pip's settings is, or that its URL names."""
    if word.startswith("file://"):
        return Path(unquote(urlparse(word).path))
    return Path(word) if word.startswith("/") else None


UNITS = {"B": 1, "bytes": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}


def apt_bytes(output: str) -> int:
    """Return what apt needed of archives, those from an earlier run's cache included."""
    needed = re.findall(r"Need to get (?:[\d.,]+ k?\w+/)?([\d.,]+) (k?\w+) of archives", output)
    lists = re.findall(
        r"^Fetched ([\d.,]+) (\w+) in .*\nReading package lists", output, re.MULTILINE
    )
    return sum(round(float(n.replace(",", "")) * UNITS[unit]) for n, unit in [*needed, *lists])


def pip_bytes(log: str) -> int:
    """Return what pip's log says it downloaded, or took from a folder in place of an index."""
    sizes = re.findall(r"Downloading \S+ \(([\d.]+) ([kMG]?B|bytes)\)", log)
    taken = {Path(name) for name in re.findall(r"Processing (/\S+\.whl)", log)}
    copied = sum(path.stat().st_size for path in taken if path.is_file())
    return copied + sum(round(float(n) * UNITS[unit]) for n, unit in sizes)
