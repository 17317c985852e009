"""The one way bongsu says no: where, what was expected, what was found, what to do."""

from __future__ import annotations

from collections.abc import Iterable


class Refusal(Exception):  # noqa: N818 - it is not a fault of the program
    """Something asked for cannot be done as given. The command line prints it and ends with exit code 1.

    Args:
        where: the file and line, the option, or the table concerned.
        expected, found: what should have stood there and what did.
        todo: what the person can do about it.
        parts: the refusals that this one says together, where there are several.
    """

    exit_code = 1

    def __init__(
        self,
        where: str,
        *,
        expected: str = "",
        found: str = "",
        todo: str = "",
        parts: Iterable[Refusal] = (),
    ) -> None:
        self.where, self.expected, self.found, self.todo = where, expected, found, todo
        self.parts = tuple(parts) or (self,)
        super().__init__(str(self))

    def __str__(self) -> str:
        from bongsu.words import say

        parts = [self.where]
        if self.expected:
            parts.append(say("expected {expected}", expected=self.expected))
        if self.found:
            parts.append(say("found {found}", found=self.found))
        if self.todo:
            parts.append(self.todo)
        return "; ".join(parts)


class WrongUse(Refusal):
    """The command itself was given wrongly: an option's value cannot be read. Ends with exit code 2."""

    exit_code = 2
