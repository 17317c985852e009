"""Send a test message to an office, a role or a person, and see how it went."""

from __future__ import annotations

from datetime import datetime

from bongsu.core.early_warning.people import Person, Role
from bongsu.records import audit, deliveries, outbox
from bongsu.records.deciding import decide
from bongsu.records.deliveries import DeliveryEntry
from bongsu.usecases import deliver
from bongsu.usecases.due_work import real_clock
from bongsu.usecases.record_assessment import open_records
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal
from bongsu.words.warnings import role_words


def send_test(workspace: Workspace, audience: str, *, by: Person, now: datetime) -> list[DeliveryEntry]:
    """The deliveries of the test message, each tried once; raises Refusal where she is no administrator."""
    open_records(workspace)
    allowed = (Role.ADMINISTRATOR, Role.OPERATOR)
    if not by.has(*allowed):
        raise Refusal(
            by.name, expected=say("the role {role}", role=role_words(allowed)), found=say("none of them")
        )

    def act() -> str:
        audit.append("message.tested", actor=by.name, subject=f"audience {audience}", at=now)
        return outbox.put("test", audience=audience, values={"who": by.name}, at=now)

    try:
        message = decide(act, at=now)
    except ValueError:
        raise Refusal("AUDIENCE", expected="office:020, person:kim, role:approver", found=audience) from None
    deliver.deliver_due(clock=real_clock, language=workspace.settings.language)
    return [each for each in deliveries.log() if each.message == message]
