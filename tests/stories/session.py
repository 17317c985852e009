"""Runs command lines one after another in one program: quicker than a start for each.

stdin: a JSON list of command lines, each a list of words. stdout: a JSON list of {"code", "out", "err"}.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import traceback
from typing import Any


def run(words: list[str]) -> dict[str, Any]:
    """What one command line prints and its exit code."""
    from bongsu.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    sys.argv = ["bongsu", *words]
    code: Any = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
        except Exception:
            traceback.print_exc()
            code = "crash"
    return {"code": code, "out": out.getvalue(), "err": err.getvalue()}


if __name__ == "__main__":
    print(json.dumps([run(each) for each in json.load(sys.stdin)], ensure_ascii=False))
