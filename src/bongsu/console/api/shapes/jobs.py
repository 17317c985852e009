"""Long work that was asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from bongsu.console.api.shapes import base
from bongsu.console.api.shapes.base import Shape, listing, under
from bongsu.words.jobs import STATES


class Job(Shape):
    """A job as it stands."""

    number: int = base.said("Its number; `/jobs/{number}` is its address.", 12, ge=1)
    kind: Literal["load", "review", "effect", "assess"] = base.said("What kind of work.")
    what: dict[str, Any] = base.said("What was asked for.", {"item": "tobacco", "as_of": "2005-05-31"})
    language: str = base.said("Language of its words.", "ko")
    asked_by: str = base.said("Who asked; it is done in her name, with the roles she has then.", "choi")
    asked_at: datetime = base.said("When.")
    state: Literal[tuple(STATES)] = base.said(  # type: ignore[valid-type]
        "waiting and running: something is still to come; failed: refused; lost: its worker died."
    )
    started_at: datetime | None = base.said("When a worker took it.")
    ended_at: datetime | None = base.said("When it ended.")
    done: int = base.said("Steps done.", 14, ge=0)
    whole: int = base.said("Steps in all; 0 where nobody can say.", 36, ge=0)
    said: str = base.said("What is being done, what came of it, or why it was refused.")
    result: dict[str, Any] = base.said("What came of it; empty until it is done.", {"review": "R-000001"})
    outcome: str = base.said("Address of what came of it, or empty.", "/api/v1/reviews/R-000001")


Jobs = listing("jobs", Job, "Jobs")
OneJob = under("job", Job, "OneJob")
