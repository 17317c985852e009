"""Messages to people, written in the transaction of the decision they tell of, and how each was delivered."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """What is to be told, to whom, before anybody has chosen words or ways.

    `audience` is "office:020", "role:approver" or "person:kim"; `values` fill the template of `kind`.
    """

    id = models.CharField(max_length=36, primary_key=True)
    kind = models.CharField(max_length=32)
    audience = models.CharField(max_length=160)
    values = models.JSONField()
    warnings = models.JSONField(default=list)
    at = models.DateTimeField()
    spread_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("at", "id")


class Delivery(models.Model):
    """One message on its way to one person or office; `id` is what the recipient sees in the header.

    `target` is "mail:kim@example.org", "address:7", or "nowhere" where no way is known.
    """

    id = models.CharField(max_length=36, primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.CharField(max_length=160)
    language = models.CharField(max_length=8)
    address = models.ForeignKey("Address", on_delete=models.PROTECT, null=True)
    target = models.CharField(max_length=270)
    state = models.CharField(max_length=16)
    attempts = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["message", "recipient", "target"], name="one_delivery_per_target"
            ),
        )


class Attempt(models.Model):
    """One try to deliver; without an end the sender was stopped, and what came of it is unknown.

    `duplicate`: an earlier try may have reached the recipient already, and the message said so.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tries")
    ordinal = models.PositiveIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ok = models.BooleanField(null=True)
    duplicate = models.BooleanField(default=False)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["delivery", "ordinal"], name="one_attempt_per_ordinal"),
        )
        ordering = ("delivery", "ordinal")


class Address(models.Model):
    """Where messages for an office or a person go besides the account's mail; encrypted."""

    number = models.PositiveBigIntegerField(primary_key=True)
    owner = models.CharField(max_length=160, db_index=True)
    sealed = models.TextField()
    masked = models.CharField(max_length=200)
    language = models.CharField(max_length=8, blank=True)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
