"""A person who may sign in: roles and offices are rows of their own, so that a query can ask for them."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from bongsu.core.early_warning.people import Role


class User(AbstractUser):
    """Django's user; what she may do follows from her roles and offices alone.

    `language`: in which messages reach her; "" the workspace's.
    """

    language = models.CharField(max_length=8, blank=True)


class RoleOfUser(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "role"], name="one_row_per_role"),)


class OfficeOfUser(models.Model):
    """One office that a person belongs to, by its code in the catalogue."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="offices")
    office = models.CharField(max_length=16, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "office"], name="one_row_per_office"),)
