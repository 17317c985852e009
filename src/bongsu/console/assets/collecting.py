"""Hashes and compresses what is served, in a process of its own, since it configures Django for itself."""

from __future__ import annotations

import sys
from pathlib import Path

from bongsu.console.assets.folder import built_folder

STATIC = Path(__file__).parents[1] / "static"


def collect(root: Path) -> None:
    """Copies every file under a hashed name, with gzip and brotli beside it, into the new folder `root`."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        SECRET_KEY="signs nothing",  # noqa: S106
        INSTALLED_APPS=["django.contrib.staticfiles"],
        STATIC_URL="/static/",
        STATIC_ROOT=str(root),
        STATICFILES_DIRS=[str(STATIC), str(built_folder())],
        STATICFILES_FINDERS=[
            "django.contrib.staticfiles.finders.FileSystemFinder",
            "bongsu.console.assets.htmx.HtmxFinder",
        ],
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        },
    )
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    collect(Path(sys.argv[1]))
