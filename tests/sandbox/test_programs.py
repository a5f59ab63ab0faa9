"""Programs that misbehave are ended, and harm nothing outside their folder."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mlsys_paper.errors import PaperError
from mlsys_paper.sandbox.programs import Limits, run, sandbox_arguments, sandbox_program, which

if TYPE_CHECKING:
    from collections.abc import Callable

    from mlsys_paper.sandbox.programs import Completed

    Shell = Callable[..., Completed]

pytestmark = pytest.mark.thorough

NOBODY = 65534


@pytest.fixture(params=[True, False], ids=["sandbox", "limits-alone"])
def shell(request: pytest.FixtureRequest, tmp_path: Path) -> Shell:
    """Run a shell script in tmp_path/scratch, with bubblewrap and without."""
    if request.param and sandbox_program() is None:
        pytest.skip("bubblewrap is not installed or not usable here")
    scratch = tmp_path / "scratch"
    scratch.mkdir()

    def shell(script: str, **limits: float) -> Completed:
        given = Limits(sandbox=request.param, **limits)  # type: ignore[arg-type]
        return run(["sh", "-c", script], folder=scratch, limits=given)

    return shell


@pytest.fixture
def confined(tmp_path: Path) -> Callable[[str], str]:
    """Run a shell script in the sandbox, return what it prints."""
    if sandbox_program() is None:
        pytest.skip("bubblewrap is not installed or not usable here")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return lambda script: run(["sh", "-c", script], folder=scratch).output


def ended(child: int) -> bool:
    """Whether a process ends soon; the kernel delivers a signal when it likes."""
    state = Path(f"/proc/{child}/stat")
    for _ in range(200):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return True
        if state.exists() and ") Z " in state.read_text():  # nobody has asked how it ended
            return True
        time.sleep(0.05)
    return False


def test_output_and_status_are_those_of_the_program(shell: Shell) -> None:
    done = shell("echo out; echo err >&2; exit 3")
    assert (done.status, done.output, done.stopped) == (3, "out\nerr\n", "")


def test_input_is_closed(shell: Shell) -> None:
    assert shell("cat; echo end").output == "end\n"


def test_environment_holds_only_what_was_stated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hidden")
    done = run(["env"], folder=tmp_path, environment={"TEXINPUTS": ".:"})
    names = {line.split("=")[0] for line in done.output.splitlines()}
    assert "TEXINPUTS=.:" in done.output.splitlines()
    assert names <= {"PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TEXINPUTS", "PWD", "SHLVL", "_"}


def test_scratch_folder_has_one_name_in_every_sandbox(
    confined: Callable[[str], str], tmp_path: Path
) -> None:
    assert confined("pwd; echo $HOME; echo $TMPDIR").split() == ["/scratch"] * 3
    folder = tmp_path / "scratch" / "sub"
    folder.mkdir()
    said = run(
        ["sh", "-c", "pwd; echo $HERE"],
        folder=folder,
        scratch=folder.parent,
        environment={"HERE": f"{folder}:x"},
    ).output
    assert said.split() == ["/scratch/sub", "/scratch/sub:x"]


def test_endless_loop_is_ended_by_processor_time(shell: Shell) -> None:
    done = shell("while :; do :; done", cpu_seconds=1)
    assert done.stopped == "processor time"
    assert done.status > 128


def test_sleeper_is_ended_by_wall_clock_time(shell: Shell) -> None:
    assert shell("echo before; sleep 300", wall_seconds=0.3).stopped == "wall-clock time"


def test_sleeper_with_closed_output_is_ended_too(shell: Shell) -> None:
    assert shell("exec >&- 2>&-; sleep 300", wall_seconds=0.3).stopped == "wall-clock time"


def test_children_left_behind_are_ended(tmp_path: Path) -> None:
    done = run(["sh", "-c", "sleep 300 & echo $!"], folder=tmp_path, limits=Limits(sandbox=False))
    assert done.stopped == ""
    assert ended(int(done.output))


def test_memory_is_limited(shell: Shell) -> None:
    done = shell("x=xxxxxxxxxxxxxxxx; while :; do x=$x$x; done", memory_bytes=64 << 20)
    assert done.status != 0
    assert not done.stopped


def test_long_file_is_refused(shell: Shell, tmp_path: Path) -> None:
    done = shell("head -c 3000000 /dev/zero > big; exit $?", file_bytes=1 << 20)
    assert done.stopped == "file size"
    assert (tmp_path / "scratch" / "big").stat().st_size <= 1 << 20


def test_many_files_are_limited_together(shell: Shell) -> None:
    script = "i=0; while :; do i=$((i+1)); head -c 100000 /dev/zero > f$i; sleep 0.01; done"
    assert shell(script, scratch_bytes=1 << 20, wall_seconds=60).stopped == "disk space"


def test_output_is_bounded(shell: Shell) -> None:
    done = shell("head -c 300000 /dev/zero | tr '\\0' x; echo end >&2", output_bytes=1000)
    assert done.output == "x" * 1000
    assert done.status == 0


def test_absent_program_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="no-such-program is not installed"):
        run(["no-such-program"], folder=tmp_path)


def test_sandbox_hides_homes_and_accounts(confined: Callable[[str], str], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    assert confined(f"cat /etc/passwd {tmp_path}/secret; ls /proc /root").count("No such file") == 4


def test_sandbox_writes_its_scratch_folder_alone(
    confined: Callable[[str], str], tmp_path: Path
) -> None:
    places = f"/evil /dev/evil /usr/evil /var/evil {tmp_path}/evil"
    said = confined(f"for f in {places} inside; do (echo x > $f) && echo wrote $f; done 2>&1")
    assert [line for line in said.splitlines() if line.startswith("wrote")] == ["wrote inside"]
    assert (tmp_path / "scratch" / "inside").read_text() == "x\n"
    assert not (tmp_path / "evil").exists()


def test_sandbox_has_no_network(confined: Callable[[str], str]) -> None:
    script = (
        "import socket\n"
        "try: socket.create_connection(('127.0.0.1', 9), 1)\n"
        "except OSError as error: print(error.strerror)\n"
        "print([name for _, name in socket.if_nameindex()])\n"
    )
    said = confined(f'/usr/bin/env python3 -c "{script}"')
    if "not found" in said or "No such file" in said:
        pytest.skip("no python3 in the system's folders")
    assert said.splitlines()[-1] == "['lo']"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_sandbox_works_for_an_ordinary_user() -> None:
    program = sandbox_program()
    if program is None:
        pytest.skip("bubblewrap is not installed or not usable here")
    here = Path("/usr")
    done = subprocess.run(
        [program, *sandbox_arguments(here, here, ()), "--", "id", "-u"],
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        capture_output=True,
        text=True,
        check=False,
    )
    if "namespace" in done.stderr or "uid map" in done.stderr:
        pytest.skip("this machine gives ordinary users no namespaces")
    assert done.stdout.strip() == str(NOBODY), done.stderr


def test_programs_of_another_system_are_run_in_place_of_this_ones(tmp_path: Path) -> None:
    if sandbox_program() is None:
        pytest.skip("bubblewrap is not installed or not usable here")
    root, scratch = tmp_path / "root", tmp_path / "scratch"
    scratch.mkdir()
    (root / "usr" / "bin").mkdir(parents=True)
    for name in ("bin", "lib", "lib64"):
        if Path("/", name).is_dir():
            (root / name).symlink_to(Path("/", name).resolve())
    own = root / "usr" / "bin" / "greet"
    own.write_text("#!/bin/sh\necho hello from $0; ls /usr /opt\n")
    own.chmod(0o755)
    assert which("greet") is None
    assert which("greet", root) == Path("/usr/bin/greet")
    done = run(["greet"], folder=scratch, root=root)
    assert done.output.splitlines()[0] == "hello from /usr/bin/greet"
    assert "share" not in done.output


def test_programs_of_another_system_are_never_run_without_the_sandbox(tmp_path: Path) -> None:
    with pytest.raises(PaperError, match="need bubblewrap"):
        run(["sh", "-c", ":"], folder=tmp_path, root=Path("/"), limits=Limits(sandbox=False))
    with pytest.raises(PaperError, match="not installed"):
        run(["sh", "-c", ":"], folder=tmp_path, root=tmp_path)
