"""Which version of a document somebody may be handed: at the centre the whole, at an office its own part."""

from __future__ import annotations

from dataclasses import dataclass

from bongsu.core.early_warning.people import Person
from bongsu.core.panel.periods import Period
from bongsu.usecases import warn_look
from bongsu.usecases.document_content import DocumentContent, Kind, Version
from bongsu.usecases.gather_documents import gather_document
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that somebody asks for; as in `gather_document`.

    Attributes:
        version: None: the one of her role.
        office: of an office version; "": her own.
    """

    kind: Kind
    version: Version | None = None
    office: str = ""
    subject: str = ""
    assessment: str | None = None
    period: Period | None = None
    act: str | None = None


def hand_out(workspace: Workspace, wanted: Wanted, *, by: Person) -> DocumentContent:
    """The content of a document in a version that this person may have.

    Who sees the whole country may have every version; a field officer that of an office of her own, and what
    is for the public.

    Raises:
        Refusal: the version is not hers, there is no such thing, or the version may not show it.
    """
    version, office = version_of(wanted, by=by)
    if wanted.kind is Kind.WARNING:
        warn_look.show(workspace, wanted.subject, by=by)
    return gather_document(
        workspace,
        wanted.kind,
        version=version,
        office=office,
        subject=wanted.subject,
        assessment=wanted.assessment,
        period=wanted.period,
        act=wanted.act,
    )


def version_of(wanted: Wanted, *, by: Person) -> tuple[Version, str]:
    """The version and, of an office's, which office; raises Refusal where it is not hers.

    >>> from bongsu.core.early_warning.people import Role
    >>> park = Person("park", frozenset({Role.FIELD}), frozenset({"010"}))
    >>> version_of(Wanted(Kind.BOARD), by=park)
    (<Version.OFFICE: 'office'>, '010')
    """
    if by.is_national:
        version = wanted.version or (Version.OFFICE if wanted.office else Version.FULL)
        return version, wanted.office
    version = wanted.version or Version.OFFICE
    if version is Version.FULL:
        raise Refusal(
            "version",
            expected=f"{Version.OFFICE}, {Version.PUBLIC}",
            found=version,
            todo=say("The whole document is for the centre; ask for your office's."),
        )
    if version is Version.PUBLIC:
        return version, wanted.office
    own = sorted(by.offices)
    office = wanted.office or (own[0] if len(own) == 1 else "")
    if office not in own:
        raise Refusal("office", expected=", ".join(own) or say("an office"), found=office or say("none"))
    return version, office
