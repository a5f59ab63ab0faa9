"""scripts/bootstrap.sh and .ci/run, on machines made of stubs.

Each machine is a folder that is the whole PATH: a few real tools, and stubs
for whatever would change the system, which write down how they were called.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.thorough

REPOSITORY = Path(__file__).resolve().parent.parent
LISTED = [
    line
    for line in (REPOSITORY / "scripts/debian-packages.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
# What only the tests want, and can do without.
EXTRAS = [line.removeprefix("tests: ") for line in LISTED if line.startswith("tests: ")]
ONE_BY_ONE = [[name] for name in EXTRAS]
PACKAGES = [line for line in LISTED if not line.startswith("tests: ")]
TOOLS = ("sh", "bash", "sed", "grep", "cat", "tr", "dirname", "env", "mkdir", "mktemp", "rm")
TOOLS += ("tee", "tail", "true", "cp")

# What each stub does after it has written its name and arguments to $STATE/calls.
STUBS = {
    "id": 'cat "$STATE/uid"',
    "sudo": '[ ! -e "$STATE/sudo-refuses" ] || exit 1; [ "$1" != -n ] || shift; exec "$@"',
    "dpkg-query": """
for name in "$@"; do ! grep -qx "$name" "$STATE/installed" || echo "$name installed"; done
exit 1""",
    "apt-get": """
[ ! -e "$STATE/apt-fails" ] || exit 100
[ ! -e "$STATE/no-extras" ] || case " $* " in *" chromium "*) exit 100 ;; esac
case " $* " in *" install "*)
    for name in "$@"; do echo "$name" >>"$STATE/installed"; done ;;
esac""",
    # Debian's Python makes environments only once python3-venv is there.
    "python3": """
case $1 in
    -c) [ ! -e "$STATE/python-is-old" ] || exit 1
        grep -qx python3-venv "$STATE/installed" || [ -e "$STATE/python-of-its-own" ] ;;
    -m) mkdir -p "$4/bin"; cp "$STATE/../bin/environment-python" "$4/bin/python" ;;
    --version) echo Python 3.9 ;;
esac""",
    "environment-python": """
case $1 in
    -c) [ -e "$STATE/nox" ] ;;
    -m) case $2 in
        pip) [ ! -e "$STATE/pip-fails" ] || exit 1; : >"$STATE/nox" ;;
        nox) cat "$STATE/nox-prints"; exit "$(cat "$STATE/nox-status")" ;;
    esac ;;
esac""",
}


@dataclass(frozen=True)
class Machine:
    """A checkout in a folder, and a PATH with stubs."""

    folder: Path

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def set(self, name: str, content: str = "") -> None:
        (self.state / name).write_text(content, encoding="utf-8")

    def without(self, *programs: str) -> None:
        for program in programs:
            (self.folder / "bin" / program).unlink()

    def install(self, *packages: str) -> None:
        self.set("installed", "".join(f"{package}\n" for package in packages))

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        self.set("calls")
        return subprocess.run(
            command,
            cwd=self.folder / "checkout",
            env={"PATH": str(self.folder / "bin"), "STATE": str(self.state)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def bootstrap(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("sh", "scripts/bootstrap.sh", *arguments)

    def calls(self, program: str) -> list[str]:
        lines = (self.state / "calls").read_text(encoding="utf-8").splitlines()
        return [line.partition(" ")[2] for line in lines if line.split(" ")[0] == program]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A bare machine: root, apt, no package of the list installed."""
    made = Machine(tmp_path)
    for folder in ("bin", "state", "checkout/scripts", "checkout/.ci"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (
        *("scripts/bootstrap.sh", "scripts/debian-packages.txt", ".ci/run", "pyproject.toml"),
    ):
        shutil.copy(REPOSITORY / name, tmp_path / "checkout" / name)
    for name in TOOLS:
        real = shutil.which(name)
        assert real, name
        (tmp_path / "bin" / name).symlink_to(real)
    for name, body in STUBS.items():
        stub = tmp_path / "bin" / name
        stub.write_text(f'#!/bin/sh\necho "{name} $*" >>"$STATE/calls"\n{body}\n', encoding="utf-8")
        stub.chmod(0o755)
    made.install()
    made.set("uid", "0\n")
    made.set("nox-status", "0\n")
    made.set("nox-prints")
    return made


def installs(machine: Machine) -> list[list[str]]:
    """The packages of each call of apt-get install."""
    found = []
    for call in machine.calls("apt-get"):
        options, command, packages = call.partition(" install ")
        if command:
            assert "-y" in options.split()
            assert "--no-install-recommends" in options.split()
            found.append(packages.split())
    return found


def test_a_bare_machine_gets_every_package_then_nox_then_the_work(machine: Machine) -> None:
    done = machine.bootstrap("build")
    assert done.returncode == 0, done.stderr
    assert installs(machine) == [PACKAGES]
    assert machine.calls("apt-get")[0].endswith("update")
    [environment] = [call for call in machine.calls("python3") if call.startswith("-m venv")]
    assert environment.endswith("/checkout/.nox/bootstrap")
    *_, work = machine.calls("environment-python")
    assert re.fullmatch(r"-m nox --noxfile \S+/checkout/noxfile.py --session build --", work)


def test_a_second_run_installs_nothing_and_asks_no_mirror(machine: Machine) -> None:
    machine.bootstrap("tests")
    done = machine.bootstrap("tests")
    assert done.returncode == 0
    assert done.stderr.startswith("bootstrap: in this checkout you can now type\n")
    assert machine.calls("apt-get") == []
    assert not [call for call in machine.calls("python3") if call.startswith("-m")]
    assert not [call for call in machine.calls("environment-python") if "pip" in call]
    assert len([call for call in machine.calls("environment-python") if "nox --" in call]) == 1


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    machine.install(*(package for package in PACKAGES if package not in ("biber", "tex-gyre")))
    assert machine.bootstrap("build").returncode == 0
    assert installs(machine) == [["tex-gyre", "biber"]]


def test_a_name_that_begins_like_an_installed_one_is_still_missing(machine: Machine) -> None:
    machine.install(*(package for package in PACKAGES if package != "python3"))
    machine.bootstrap("build")
    assert installs(machine) == []  # a Python that suffices is there, from wherever
    machine.install(*(package for package in PACKAGES if package != "texlive-latex-base"))
    machine.bootstrap("build")
    assert installs(machine) == [["texlive-latex-base"]]


def test_a_python_of_its_own_spares_debians(machine: Machine) -> None:
    machine.set("python-of-its-own")
    assert machine.bootstrap("build").returncode == 0
    [installed] = installs(machine)
    assert installed == [name for name in PACKAGES if not name.startswith("python3")]


def test_what_only_the_tests_want_is_installed_for_them_alone(machine: Machine) -> None:
    assert EXTRAS
    assert machine.bootstrap("tests").returncode == 0
    assert installs(machine) == [PACKAGES, *ONE_BY_ONE]
    machine.install()
    machine.bootstrap("build")
    assert installs(machine) == [PACKAGES]


def test_what_only_the_tests_want_may_be_missing(machine: Machine) -> None:
    machine.set("no-extras")
    done = machine.bootstrap("tests")
    assert done.returncode == 0
    assert "going on without chromium; the tests that need it are skipped" in done.stderr
    assert installs(machine) == [PACKAGES, *ONE_BY_ONE]
    assert machine.calls("environment-python")[-1].endswith("--session tests thorough --")


def test_a_user_who_may_not_install_it_goes_on_as_well(machine: Machine) -> None:
    machine.install(*PACKAGES)
    machine.set("uid", "1000\n")
    machine.set("sudo-refuses")
    assert machine.bootstrap("tests").returncode == 0
    assert installs(machine) == []
    assert machine.calls("environment-python")[-1].endswith("--session tests thorough --")


def test_arguments_go_to_pytest_as_they_are(machine: Machine) -> None:
    machine.bootstrap("tests", "-k", "one or two", "tests/test_x.py")
    *_, work = machine.calls("environment-python")
    assert work.endswith("--session tests -- -k one or two tests/test_x.py")


@pytest.mark.parametrize("status", [0, 1, 3])
def test_the_status_is_that_of_the_work(machine: Machine, status: int) -> None:
    machine.set("nox-status", f"{status}\n")
    assert machine.bootstrap("tests").returncode == status


@pytest.mark.parametrize("arguments", [(), ("bench",), ("--build",), ("build", "more")])
def test_other_arguments_print_the_usage_and_do_nothing(
    machine: Machine, arguments: tuple[str, ...]
) -> None:
    done = machine.bootstrap(*arguments)
    assert done.returncode == 2
    assert "usage: sh scripts/bootstrap.sh build" in done.stderr
    assert (machine.state / "calls").read_text(encoding="utf-8") == ""


def test_help_is_no_error(machine: Machine) -> None:
    done = machine.bootstrap("--help")
    assert done.returncode == 0
    assert "scripts/bootstrap.sh tests" in done.stdout


@pytest.mark.parametrize("absent", ["apt-get", "dpkg-query"])
def test_without_apt_it_says_what_to_install(machine: Machine, absent: str) -> None:
    machine.without(absent)
    done = machine.bootstrap("build")
    assert done.returncode == 2
    assert f"--no-install-recommends {' '.join(PACKAGES)}\n" in done.stderr
    assert "TeX Live" in done.stderr
    assert "nox -s build" in done.stderr
    assert machine.calls("environment-python") == []


def test_a_user_without_sudo_is_told_what_is_missing(machine: Machine) -> None:
    machine.set("uid", "1000\n")
    machine.without("sudo")
    machine.install(*PACKAGES[1:])
    done = machine.bootstrap("tests")
    assert done.returncode == 2
    assert f"--no-install-recommends {PACKAGES[0]}\n" in done.stderr
    assert machine.calls("apt-get") == []


def test_a_user_with_sudo_installs_through_it_without_being_asked(machine: Machine) -> None:
    machine.set("uid", "1000\n")
    assert machine.bootstrap("tests").returncode == 0
    assert installs(machine) == [PACKAGES, *ONE_BY_ONE]
    # No terminal here: sudo must not wait for a password.
    assert all(call.startswith("-n ") for call in machine.calls("sudo"))
    assert len(machine.calls("sudo")) >= len(machine.calls("apt-get"))


def test_a_user_whom_sudo_refuses_is_told_what_is_missing(machine: Machine) -> None:
    machine.set("uid", "1000\n")
    machine.set("sudo-refuses")
    done = machine.bootstrap("tests")
    assert done.returncode == 2
    assert "sudo did not let" in done.stderr
    assert machine.calls("apt-get") == []


def test_a_user_on_a_machine_that_has_all_needs_no_sudo(machine: Machine) -> None:
    machine.set("uid", "1000\n")
    machine.install(*PACKAGES, *EXTRAS)
    assert machine.bootstrap("tests").returncode == 0
    assert machine.calls("sudo") == []


def test_a_failing_apt_ends_it_before_the_work(machine: Machine) -> None:
    machine.set("apt-fails")
    done = machine.bootstrap("tests")
    assert done.returncode == 2
    assert "apt-get could not install" in done.stderr
    assert machine.calls("environment-python") == []


def test_a_system_with_an_old_python_is_named_before_the_work(machine: Machine) -> None:
    machine.set("python-is-old")
    done = machine.bootstrap("tests")
    assert done.returncode == 2
    assert "Python 3.11 or newer" in done.stderr
    assert "Python 3.9" in done.stderr
    assert machine.calls("environment-python") == []


def test_a_broken_environment_is_made_anew(machine: Machine) -> None:
    machine.bootstrap("tests")
    (machine.state / "nox").unlink()
    assert machine.bootstrap("tests").returncode == 0
    assert [call for call in machine.calls("python3") if call.startswith("-m venv --clear")]


def test_nox_and_the_checkouts_own_command_are_installed_together(machine: Machine) -> None:
    machine.bootstrap("build")
    [pip] = [call for call in machine.calls("environment-python") if call.startswith("-m pip")]
    assert re.search(r" nox>=\S+ --editable \S+/checkout$", pip)


def test_other_requirements_of_the_checkout_make_the_environment_anew(machine: Machine) -> None:
    machine.bootstrap("build")
    project = machine.folder / "checkout/pyproject.toml"
    text = project.read_text(encoding="utf-8")
    project.write_text(text.replace("line-length = 100", "line-length = 99"), encoding="utf-8")
    machine.bootstrap("build")
    assert machine.calls("python3")[-1].startswith("-c")
    project.write_text(text.replace('"pypdf>=7,<8"', '"pypdf>=8,<9"'), encoding="utf-8")
    machine.bootstrap("build")
    assert machine.calls("python3")[-1].startswith("-m venv --clear")


@pytest.mark.parametrize("status", [0, 1])
def test_it_ends_with_what_can_be_typed_next(machine: Machine, status: int) -> None:
    machine.set("nox-status", f"{status}\n")
    said = machine.bootstrap("build").stderr
    _, _, following = said.partition("you can now type\n")
    activate, nox, command = following.split("\n")[1:4]
    place = machine.folder / "checkout/.nox/bootstrap/bin/activate"
    assert activate.split("#")[0].strip() == f". '{place}'"
    assert nox.split("#")[0].strip() == "nox -l"
    assert command.split("#")[0].strip() == "mlsys-paper --help"


def test_what_cannot_be_typed_is_not_offered(machine: Machine) -> None:
    machine.set("pip-fails")
    done = machine.bootstrap("build")
    assert done.returncode == 2
    assert "pip could not install nox and mlsys-paper" in done.stderr
    assert "type" not in done.stderr


def test_the_range_of_nox_begins_where_the_noxfile_says() -> None:
    script = (REPOSITORY / "scripts/bootstrap.sh").read_text(encoding="utf-8")
    noxfile = (REPOSITORY / "noxfile.py").read_text(encoding="utf-8")
    [lower] = re.findall(r"^nox_requirement='nox(>=[\d.]+),<\d+'$", script, re.MULTILINE)
    assert f'nox.needs_version = "{lower}"' in noxfile


def test_the_list_names_each_package_once() -> None:
    assert len(PACKAGES) == len(set(PACKAGES))
    assert [name for name in PACKAGES if not re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", name)] == []


CLOSING = "=================== 3 failed, 40 passed, 5 errors in 20.13s ===================="
QUIET_CLOSING = "12 passed, 1 skipped in 3.88s"


@pytest.mark.parametrize(
    ("closing", "status"),
    [(CLOSING, 1), (QUIET_CLOSING, 0), ("==== 700 passed in 301.50s (0:05:01) ====", 0)],
)
def test_continuous_integration_ends_with_pytests_closing_line(
    machine: Machine, closing: str, status: int
) -> None:
    machine.set("nox-prints", f"1 passed in a test's own words\n{closing}\nnox > the end\n")
    machine.set("nox-status", f"{status}\n")
    done = machine.run("bash", ".ci/run", "-k", "x")
    assert done.returncode == status
    assert done.stdout.splitlines()[-1] == closing
    assert machine.calls("environment-python")[-1].endswith("--session tests -- -k x")


def test_continuous_integration_sees_through_colours(machine: Machine) -> None:
    machine.set("nox-prints", f"\x1b[32m{QUIET_CLOSING}\x1b[0m\n")
    assert machine.run("bash", ".ci/run").stdout.splitlines()[-1] == QUIET_CLOSING


def test_continuous_integration_says_when_the_tests_could_not_run(machine: Machine) -> None:
    machine.set("apt-fails")
    done = machine.run("bash", ".ci/run")
    assert done.returncode == 2
    assert "apt-get could not install" in done.stdout
    assert done.stdout.splitlines()[-1] == "The tests did not run to their end: status 2."
