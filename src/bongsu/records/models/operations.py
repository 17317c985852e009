"""A special operation: its plan, the offices that take part, its moves, and every report an office made."""

from __future__ import annotations

from typing import Any

from django.db import models


class Operation(models.Model):
    """The plan as decided; only `state` changes, and each change is a move."""

    number = models.CharField(max_length=16, primary_key=True)
    title = models.TextField()
    state = models.CharField(max_length=16, db_index=True)
    items = models.JSONField()
    channels = models.JSONField()
    first_day = models.DateField()
    last_day = models.DateField()
    squads = models.JSONField()
    planned = models.JSONField()
    capacity = models.JSONField()
    random_share = models.FloatField()
    measures = models.TextField(blank=True)
    warnings = models.JSONField()
    planned_by = models.CharField(max_length=150)
    planned_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="operation_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(random_share__gte=0.0, random_share__lt=1.0),
                name="random_share_below_all",
            ),
        )

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for: all but the state, which the moves tell."""
        return {
            "number": self.number,
            "title": self.title,
            "items": self.items,
            "channels": self.channels,
            "first_day": self.first_day,
            "last_day": self.last_day,
            "squads": self.squads,
            "planned": self.planned,
            "capacity": self.capacity,
            "random_share": self.random_share,
            "measures": self.measures,
            "warnings": self.warnings,
            "offices": sorted(each.office for each in self.offices.all()),
            "planned_by": self.planned_by,
            "planned_at": self.planned_at,
        }


class OperationOffice(models.Model):
    """An office that takes part: whoever belongs to it may see the operation and report."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="offices")
    office = models.CharField(max_length=16, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["operation", "office"], name="one_row_per_office_of_operation"),
        )


class OperationMove(models.Model):
    """One step from one state to the next; the first comes from "" and vouches for the plan."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="moves")
    ordinal = models.PositiveIntegerField()
    from_state = models.CharField(max_length=16, blank=True)
    to_state = models.CharField(max_length=16)
    who = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["operation", "ordinal"], name="one_operation_move_per_ordinal"),
        )
        ordering = ("operation", "ordinal")

    @property
    def subject(self) -> str:
        return f"operation {self.operation_id} move {self.ordinal}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "operation": self.operation.content() if self.ordinal == 1 else self.operation_id,
            "ordinal": self.ordinal,
            "from": self.from_state,
            "to": self.to_state,
            "who": self.who,
            "at": self.at,
            "reason": self.reason,
        }


class OperationReport(models.Model):
    """What an office reported, and under which loads the facts of it stand in the ledger."""

    operation = models.ForeignKey(Operation, on_delete=models.PROTECT, related_name="reports")
    ordinal = models.PositiveIntegerField()
    office = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=16)
    rows = models.JSONField()
    loads = models.JSONField()
    quarantined = models.PositiveIntegerField()
    who = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["operation", "ordinal"], name="one_report_per_ordinal"),
        )
        ordering = ("operation", "ordinal")

    @property
    def subject(self) -> str:
        return f"operation {self.operation_id} report {self.ordinal}"

    def content(self) -> dict[str, Any]:
        """What the audit log vouches for."""
        return {
            "operation": self.operation_id,
            "ordinal": self.ordinal,
            "office": self.office,
            "kind": self.kind,
            "rows": self.rows,
            "loads": self.loads,
            "quarantined": self.quarantined,
            "who": self.who,
            "at": self.at,
        }
