"""The commands: results on stdout, trouble on stderr with exit code 2, noticed by a running server."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from yarl import URL

from server.cli import main
from server.keys import SESSION_ENDS
from server.settings_io import markdown_table
from tests.server.accounts_at import PASSWORD, is_signed_in, post, sign_in, sign_up
from tests.server.running import Running, connected

Numeral = Callable[..., Awaitable[tuple[int, str, str]]]

SOON_S = 10


@pytest.fixture
def numeral(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Numeral:
    """Runs a command on the test's data, as a shell would: exit code, stdout, stderr."""
    monkeypatch.setenv("NUMERAL_DATABASE_URL", database_url)
    monkeypatch.setenv("NUMERAL_DATA_DIR", str(tmp_path))

    def run(arguments: list[str], typed: str) -> int:
        with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as ended:
            patch.setattr("sys.stdin", io.StringIO(typed))
            main(arguments)
        return int(ended.value.code or 0)

    async def in_a_thread(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(run, list(arguments), typed)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return in_a_thread


async def test_a_user_made_by_command_can_sign_in(numeral: Numeral, server: Running) -> None:
    """Also where nobody may register."""
    added = await numeral("user", "add", "ada", "--email", "ada@example.org", "--password-stdin", typed=f"{PASSWORD}\n")
    assert added[:2] == (0, "ada can sign in now.\n")
    async with connected(server) as client:
        assert (await sign_in(client, "ada")).status == 303
    code, listed, _ = await numeral("user", "list")
    assert code == 0
    assert listed.split("\t")[:2] == ["ada", "ada@example.org"]
    assert listed.strip().endswith("1\tactive")


async def test_a_bad_user_is_refused_with_the_reasons(numeral: Numeral) -> None:
    """All of them, and exit code 2."""
    code, out, err = await numeral("user", "add", "a", "--email", "x", "--password-stdin", typed="short\n")
    assert (code, out) == (2, "")
    assert [line.partition(":")[0] for line in err.splitlines()] == ["username", "email", "password"]
    assert await numeral("user", "add", "ada", "--email", "a@b.org", "--password-stdin", typed=f"{PASSWORD}\n")
    code, _, err = await numeral("user", "add", "Ada", "--email", "c@d.org", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (code, err) == (2, "username: This user name is taken. Choose another.\n")


async def test_a_reset_link_by_command_works_once(numeral: Numeral, server: Running) -> None:
    """For servers without mail: the page names this very command."""
    async with connected(server) as client:
        await sign_up(client, "ada")
        code, link, note = await numeral("user", "reset-link", "ada")
        assert code == 0
        assert "60 minutes" in note
        token = URL(link.strip()).query["token"]
        form = {"token": token, "password": "a new and better one", "confirmation": "a new and better one"}
        assert (await post(client, "/reset-password", **form)).status == 303
        assert (await post(client, "/reset-password", **form)).status == 422


async def test_whom_nobody_knows_is_told(numeral: Numeral) -> None:
    """With the command that shows who there is."""
    for command in ("reset-link", "disable", "enable", "end-sessions", "delete"):
        arguments = ("user", command, "nobody", *(["--yes"] if command == "delete" else []))
        code, out, err = await numeral(*arguments)
        assert (code, out) == (2, ""), command
        assert "There is no user 'nobody'." in err


async def test_a_running_server_notices_what_commands_do(numeral: Numeral, server: Running) -> None:
    """Pages at once, sockets as soon as they hear of it."""
    async with connected(server) as client:
        await sign_up(client, "ada")
        with server.app[SESSION_ENDS].subscribe(1) as ended:
            assert (await numeral("user", "end-sessions", "ada"))[1] == "Ended 1 session.\n"
            assert not await is_signed_in(client)
            async with asyncio.timeout(SOON_S):
                await ended.wait()
        assert (await sign_in(client, "ada")).status == 303
        assert (await numeral("user", "disable", "ada"))[1] == "ada is disabled.\n"
        assert not await is_signed_in(client)
        assert (await sign_in(client, "ada")).status == 401
        assert (await numeral("user", "enable", "ada"))[1] == "ada is enabled.\n"
        assert (await sign_in(client, "ada")).status == 303


async def test_deleting_asks_first(numeral: Numeral, server: Running) -> None:
    """There is no way back."""
    async with connected(server) as client:
        await sign_up(client, "ada")
        code, out, _ = await numeral("user", "delete", "ada", typed="n\n")
        assert (code, out.strip()) == (1, "")
        assert await is_signed_in(client)
        assert (await numeral("user", "delete", "ada", "--yes"))[:2] == (0, "ada is deleted.\n")
        assert not await is_signed_in(client)


async def test_the_database_is_looked_after(numeral: Numeral) -> None:
    """Up, down, and told where it stands."""
    assert "none (this program works with" in (await numeral("db", "current"))[1]
    code, revision, _ = await numeral("db", "upgrade")
    assert code == 0
    assert (await numeral("db", "current"))[1].startswith(revision.strip())
    assert (await numeral("db", "downgrade", "base"))[1] == "none\n"


async def test_the_settings_are_printed_for_the_readme(numeral: Numeral) -> None:
    """As a table in Markdown."""
    assert (await numeral("settings"))[:2] == (0, markdown_table() + "\n")


async def test_a_wrong_setting_stops_every_command(numeral: Numeral, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is opened."""
    monkeypatch.setenv("NUMERAL_PORT", "99999")
    for command in (["serve"], ["user", "list"], ["db", "upgrade"]):
        code, out, err = await numeral(*command)
        assert (code, out) == (2, "")
        assert err.startswith("NUMERAL_PORT: ")
