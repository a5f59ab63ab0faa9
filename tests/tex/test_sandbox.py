"""Papers that attack: each ends as an ordinary failed compilation, quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mlsys_paper.sandbox.programs import Limits, sandbox_program
from mlsys_paper.tex.compile import compile_document
from mlsys_paper.tex.installation import find_engine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mlsys_paper.tex.compile import CompiledDocument

    Attack = Callable[..., CompiledDocument]

pytestmark = pytest.mark.thorough

ENGINES = ["pdflatex", "xelatex", "lualatex"]
SECRET = "the-secret-word"  # noqa: S105
SMALL = {"wall_seconds": 120.0, "memory_bytes": 400 << 20, "file_bytes": 2 << 20}


@pytest.fixture(params=[True, False], ids=["sandbox", "limits-alone"])
def attack(request: pytest.FixtureRequest) -> Attack:
    """Compile a document that attacks, with bubblewrap and without."""
    if request.param and sandbox_program() is None:
        pytest.skip("bubblewrap is not installed or not usable here")
    return lambda body, **settings: compile_attack(body, sandbox=request.param, **settings)


@pytest.fixture
def confined() -> Attack:
    """The same for attacks that the limits alone don't stop."""
    if sandbox_program() is None:
        pytest.skip("bubblewrap is not installed or not usable here")
    return lambda body, **settings: compile_attack(body, sandbox=True, **settings)


def compile_attack(
    body: str, *, sandbox: bool, engine: str = "pdflatex", cpu_seconds: int = 20
) -> CompiledDocument:
    """Compile an article with this body under small limits; never from a cache."""
    text = f"\\documentclass{{article}}\\begin{{document}}\nA\n{body}\n\\end{{document}}\n"
    limits = Limits(sandbox=sandbox, cpu_seconds=cpu_seconds, **SMALL)  # type: ignore[arg-type]
    return compile_document(text=text, engine=engine, limits=limits)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that no paper may read."""
    path = tmp_path / "secret.tex"
    path.write_text(SECRET)
    return path


def tell(done: CompiledDocument) -> str:
    """All that a compilation gives away in text form."""
    texts = [path.read_bytes() for path in done.folder.rglob("*") if path.is_file()]
    return done.output + done.log_text + b"".join(texts).decode("latin-1")


@pytest.mark.parametrize("engine", ENGINES)
def test_foreign_files_are_not_read(
    attack: Attack, secret: Path, engine: str, request: pytest.FixtureRequest
) -> None:
    if find_engine(engine).openin != "p" and "limits-alone" in request.node.name:
        pytest.skip("this LuaTeX reads nothing, not even its fonts, or whatever it can find")
    read = r"\openin3=FILE \ifeof3 CLOSED\else\read3 to\x \typeout{\meaning\x}\fi"
    tries = f"\\input{{{secret}}}\n" + read.replace("FILE", str(secret))
    done = attack(tries, engine=engine)
    # What is found and then not read is missed in other words.
    missed = (f"File `{secret}' not found", f"I can't find file `{secret}'")
    assert done.log.errors[0].message.startswith(missed)
    assert SECRET not in tell(done)


def test_system_files_parent_folders_and_hidden_files_are_not_read(attack: Attack) -> None:
    tries = r"\InputIfFileExists{../result.json}{BAD}{}\InputIfFileExists{.hidden}{BAD}{}"
    done = attack(tries + r"\input{/etc/passwd}")
    assert "Not reading from" in done.output
    assert [error.message for error in done.log.errors] == ["File `/etc/passwd.tex' not found."]
    assert "root:" not in tell(done)


def test_bibtex_reads_no_foreign_files(attack: Attack, tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_text(f"@misc{{a, title = {{{SECRET}}}}}")
    done = attack(f"\\nocite{{*}}\\bibliographystyle{{plain}}\\bibliography{{{tmp_path}/x}}")
    assert "I couldn't open database file" in done.blg_text
    assert SECRET not in tell(done)


# Each in a paper of its own: what one TeX Live only refuses ends the run in another.
PROGRAMS = {
    "shell": r"\immediate\write18{touch made}",
    "lua": r"\ifdefined\directlua\directlua{os.execute('touch made') os.spawn('touch made')}\fi",
    "pipe": r"\InputIfFileExists{|touch made}{}{}",
    "pipe-of-the-engine": r"\openin3={|touch made}",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("way", PROGRAMS)
def test_no_program_is_started(attack: Attack, engine: str, way: str) -> None:
    done = attack(rf"\typeout{{It asks.}}{PROGRAMS[way]}", engine=engine)
    assert "It asks." in done.log_text
    assert not list(done.folder.rglob("made*"))


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_written_elsewhere(attack: Attack, tmp_path: Path, engine: str) -> None:
    target = tmp_path / "made"
    done = attack(rf"\immediate\openout3={target} \immediate\write3{{x}}", engine=engine)
    assert list(tmp_path.iterdir()) == []
    assert [error for error in done.log.errors if "I can't write on file" in error.message]
    assert done.pdf is None


def test_lua_reads_and_writes_nothing_elsewhere(
    confined: Attack, secret: Path, tmp_path: Path
) -> None:
    """Lua's own functions know no paranoia: only the sandbox holds them.

    The format of later papers lies in a folder that it lets be read, no more.
    """
    formats = r"""
    local format = kpse.find_file("lualatex.fmt", "fmt")
    texio.write_nl("format read: " .. tostring(io.open(format)))
    texio.write_nl("format written: " .. tostring(io.open(format, "a")))
    texio.write_nl("format removed: " .. tostring(os.remove(format)))
    """
    others = f"""
    local made = io.open("{tmp_path}/made", "w")
    texio.write_nl("made: " .. tostring(made))
    local read = io.open("{secret}")
    texio.write_nl("read: " .. tostring(read))
    os.rename("main.tex", "{tmp_path}/moved")
    local program = io.popen("touch {tmp_path}/run")
    """
    done = confined(rf"\directlua{{{formats}}}\directlua{{{others}}}", engine="lualatex")
    for said in (
        *("made: nil", "\nread: nil", "format read: file"),
        *("format written: nil", "format removed: nil"),
    ):
        assert said in done.log_text, said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret.tex"]


def test_nothing_is_left_behind_for_the_reader_or_for_other_papers(
    attack: Attack, secret: Path
) -> None:
    """Links in place of products are not followed; the font cache stays clean, and warm."""
    put = rf"""\directlua{{
      lfs.link("{secret}", "main.bbl", true) lfs.link("{secret}", "main.blg", true)
      local folder = kpse.expand_var("$TEXMFCACHE")
      local file = io.open(folder .. "/poison", "w")
      texio.write_nl("poison: " .. io.type(file))}}"""
    look = r"""\directlua{
      local folder = kpse.expand_var("$TEXMFCACHE")
      texio.write_nl("poison: " .. tostring(io.open(folder .. "/poison")))
      texio.write_nl("warm: " .. tostring(lfs.isdir(folder .. "/luatex-cache")))}"""
    done = attack(put, engine="lualatex")
    assert (done.bbl_text, done.blg_text) == ("", "")
    assert SECRET not in tell(done)
    assert "poison: file" in done.log_text
    later = attack(look, engine="lualatex").log_text
    assert "poison: nil" in later
    assert "warm: true" in later


def test_endless_loop_is_ended(attack: Attack) -> None:
    done = attack(r"\loop\iftrue\repeat", cpu_seconds=1)
    assert done.stopped == "processor time"
    assert done.pdf is None
    assert done.log.errors[-1].message == (
        "Stopped: it needed more than the allowed 1 s of processor time."
    )
    assert done.runs == 1


def test_endless_pages_are_ended() -> None:
    done = compile_attack(r"\loop x\newpage\iftrue\repeat", sandbox=True, cpu_seconds=1)
    assert done.stopped in {"processor time", "file size"}
    assert done.pdf is None


def test_endless_output_is_ended(attack: Attack) -> None:
    done = attack(
        r"\loop\wlog{xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx}\iftrue\repeat"
    )
    assert done.stopped == "file size"
    assert done.log.errors[-1].message == (
        "Stopped: it needed more than the allowed 2 MB in one file."
    )


def test_memory_eater_is_ended(attack: Attack) -> None:
    done = attack(r"\def\x{xx}\loop\edef\x{\x\x}\iftrue\repeat")
    assert "TeX capacity exceeded" in done.log.errors[0].message
    assert done.pdf is None


def test_memory_eater_in_lua_is_ended(attack: Attack) -> None:
    lua = "local t = 'x' while true do t = t .. t end"
    done = attack(rf"\directlua{{{lua}}}", engine="lualatex")
    assert "not enough memory" in done.output
    assert done.log.errors
    assert done.exit_status != 0


def test_question_to_the_terminal_ends_the_run(attack: Attack) -> None:
    done = attack(r"\errorstopmode\read-1 to\x \typein{name}")
    assert done.exit_status != 0
    assert done.pdf is None
