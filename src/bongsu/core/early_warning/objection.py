"""Why something may not happen: a code and what belongs to it, for whoever puts it into words."""

from __future__ import annotations


class Objection(ValueError):  # noqa: N818 - it is not a fault of the program
    """A rule says no.

    Attributes:
        code: which rule, e.g. "four_eyes".
        values: what its sentence needs, e.g. the state found.
    """

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        told = ", ".join(f"{name} {value}" for name, value in values.items())
        super().__init__(f"{code}: {told}" if told else code)
