"""The tables of the decisions; one file a noun."""

from bongsu.records.models.assessments import AssessedItem, Assessment
from bongsu.records.models.audit import AuditHead, AuditLine
from bongsu.records.models.catalogue_versions import CatalogueVersion
from bongsu.records.models.delegations import Delegation
from bongsu.records.models.early_warnings import (
    Addressee,
    DocumentVersion,
    DraftingRound,
    EarlyWarning,
    Feedback,
    Issue,
    Move,
)
from bongsu.records.models.evaluations import Evaluation
from bongsu.records.models.item_drafts import ItemDraft
from bongsu.records.models.jobs import Job
from bongsu.records.models.mendings import Mending
from bongsu.records.models.notes import Note
from bongsu.records.models.numbering import Numbering
from bongsu.records.models.operations import (
    Operation,
    OperationMove,
    OperationOffice,
    OperationReport,
)
from bongsu.records.models.outbox import Address, Attempt, Delivery, Message
from bongsu.records.models.overrides import Override
from bongsu.records.models.reviews import Review, ReviewDecision, ReviewSignature
from bongsu.records.models.settings import Setting
from bongsu.records.models.tokens import ApiToken
from bongsu.records.models.tripwires import NoticeVerdict, TripwireNotice, WatchRun
from bongsu.records.models.users import OfficeOfUser, RoleOfUser, User

__all__ = [
    "Address",
    "Addressee",
    "ApiToken",
    "AssessedItem",
    "Assessment",
    "Attempt",
    "AuditHead",
    "AuditLine",
    "CatalogueVersion",
    "Delegation",
    "Delivery",
    "DocumentVersion",
    "DraftingRound",
    "EarlyWarning",
    "Evaluation",
    "Feedback",
    "Issue",
    "ItemDraft",
    "Job",
    "Mending",
    "Message",
    "Move",
    "Note",
    "NoticeVerdict",
    "Numbering",
    "OfficeOfUser",
    "Operation",
    "OperationMove",
    "OperationOffice",
    "OperationReport",
    "Override",
    "Review",
    "ReviewDecision",
    "ReviewSignature",
    "RoleOfUser",
    "Setting",
    "TripwireNotice",
    "User",
    "WatchRun",
]
