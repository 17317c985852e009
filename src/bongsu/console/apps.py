"""Names the console to Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "bongsu.console"
    label = "console"
    verbose_name = "Console"
