"""A person who may sign in; a class of our own from the start, because it cannot be exchanged later."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Django's user, with its groups and permissions; offices and delegations will be added here."""
