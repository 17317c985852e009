"""The console as a WSGI application, for granian or any other server: `bongsu.console.wsgi:application`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from threading import Thread
from typing import Any

DOOR = "BONGSU_DOOR"
TOKEN = "BONGSU_FIRST_RUN"  # noqa: S105 - the name of the variable, not a secret


def application() -> Any:
    """Opens the workspace of BONGSU_WORKSPACE through the door that BONGSU_DOOR describes as JSON."""
    from bongsu.console.configuration import Door
    from bongsu.console.journal import keep_journal
    from bongsu.console.opening import open_console
    from bongsu.usecases.workspace import Workspace

    told = json.loads(os.environ.get(DOOR, "{}"))
    if "hosts" in told:
        told["hosts"] = tuple(told["hosts"])
    open_console(Workspace.open(Path(os.environ["BONGSU_WORKSPACE"])), Door(**told))
    keep_journal()
    from django.core.wsgi import get_wsgi_application

    answering = get_wsgi_application()
    Thread(target=_have_ready, daemon=True).start()
    return answering


def _have_ready() -> None:
    """Reads the newest board before the first person asks for it; she would wait for the imports, too."""
    import logging

    from bongsu import records
    from bongsu.console import readings

    try:
        readings.as_known()
    except Exception:  # the page itself will say what is wrong
        logging.getLogger("bongsu.console").exception("the newest board could not be read")
    finally:
        records.close()
