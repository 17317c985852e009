"""`bongsu serve`: the console in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bongsu.cli import options
from bongsu.words import say
from bongsu.words.refusal import WrongUse

if TYPE_CHECKING:
    from bongsu.usecases.workspace import Workspace

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    workspace: options.Workspace = Path(),
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.", min=1, max=65535)] = 8000,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="The made-up country with one account a role; on this machine only."),
    ] = False,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="A name the console is asked for by; repeatable."),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="PEM", help="TLS certificate.")
    ] = None,
    key: Annotated[Path | None, typer.Option("--key", metavar="PEM", help="TLS key.")] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="A proxy in front encrypts and sets X-Forwarded-Proto.")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", help="Processes.", min=1)] = 2,
    threads: Annotated[int, typer.Option("--threads", help="Requests a process answers at once.", min=1)] = 4,
    with_jobs: Annotated[
        bool,
        typer.Option("--jobs/--no-jobs", help="Keep a worker for the jobs, or leave them to bongsu worker."),
    ] = True,
) -> None:
    """Open the console for browsers; the first run asks for an administrator."""
    _check_way(host, demo=demo, encrypted=bool(certificate and key), behind_proxy=behind_proxy)
    from bongsu.console.configuration import Door
    from bongsu.console.opening import open_console
    from bongsu.console.serving import serve as serve_console

    place = _demo_place(workspace) if demo else _place(workspace)
    loopback = host in LOOPBACK
    door = Door(
        hosts=(
            *(name or ()),
            *(("127.0.0.1", "localhost", "[::1]") if loopback or behind_proxy else (host,)),
        ),
        encrypted=bool(certificate and key) or behind_proxy,
        behind_proxy=behind_proxy,
        demo=demo,
    )
    open_console(place, door)
    address = f"{'https' if certificate else 'http'}://{f'[{host}]' if ':' in host else host}:{port}/"
    print(say("Console: {address}", address=address), flush=True)
    _tell_how_to_sign_in(place, demo=demo)
    _close_records()
    serve_console(
        place.folder,
        door,
        host=host,
        port=port,
        workers=workers,
        threads=threads,
        certificate=certificate,
        key=key,
        with_jobs=with_jobs,
    )


def _check_way(host: str, *, demo: bool, encrypted: bool, behind_proxy: bool) -> None:
    if demo and host not in LOOPBACK:
        raise WrongUse("--demo", expected=say("an address of this machine only"), found=host)
    if host not in LOOPBACK and not encrypted and not behind_proxy:
        raise WrongUse(
            "--host",
            expected=say(
                "--certificate and --key, or --behind-proxy: passwords must not travel in the clear"
            ),
            found=host,
        )


def _place(workspace: Path) -> Workspace:
    from bongsu.usecases.workspace import Workspace

    return Workspace.open(workspace)


def _demo_place(workspace: Path) -> Workspace:
    from rich.console import Console

    from bongsu.console.demo import demo_workspace

    folder = workspace if workspace != Path() else Path("demo")
    console = Console(stderr=True)
    return demo_workspace(folder, step=lambda text: console.print(f"[dim]{text}[/dim]"))


def _tell_how_to_sign_in(place: Workspace, *, demo: bool) -> None:
    from bongsu.console import first_run, serving

    if demo:
        from bongsu.console.demo import demo_accounts, demo_warnings

        people, password = demo_accounts(place)
        demo_warnings(place, people)
        print(say("Accounts: {names}", names=", ".join(person.name for person in people)))
        print(say("Password of each: {password}", password=password), flush=True)
    elif not first_run.administrator_exists():
        token = serving.first_run_token()
        print(
            say("First run: open the console and make the administrator; the token is {token}", token=token),
            flush=True,
        )


def _close_records() -> None:
    from bongsu import records

    records.close()
