"""Django's own commands on the records, for developers: `python -m bongsu.records makemigrations`.

Works on the database that the variable BONGSU_RECORDS names, or on bongsu.db in the current folder.
"""

import os
import sys
from pathlib import Path

from bongsu.records.configuration import configuration


def main() -> None:
    """Runs one Django command."""
    import django
    from django.conf import settings
    from django.core.management import execute_from_command_line

    database = Path(os.environ.get("BONGSU_RECORDS", "bongsu.db")).absolute()
    only_here = "developers sign nobody in"
    settings.configure(**configuration(database, secret=only_here, language="en", time_zone="UTC"))
    django.setup()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
