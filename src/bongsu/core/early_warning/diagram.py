"""The life of a warning as a picture: Mermaid text made from the table of moves."""

from __future__ import annotations

from bongsu.core.early_warning.moves import TABLE


def state_diagram() -> str:
    """A Mermaid state diagram; moves that lead from one state to the same other share an arrow.

    Moves of an office carry its mark (office): the warning follows its slowest office.
    """
    arrows: dict[tuple[str, str], list[str]] = {}
    for rule in TABLE:
        for source in rule.sources:
            name = f"{rule.name} (office)" if rule.per_office else rule.name
            arrows.setdefault((source or "[*]", rule.target), []).append(name)
    lines = [f"    {source} --> {target}: {', '.join(names)}" for (source, target), names in arrows.items()]
    last = {rule.target for rule in TABLE} - {source for rule in TABLE for source in rule.sources}
    lines += [f"    {state} --> [*]" for state in sorted(last)]
    return "\n".join(["stateDiagram-v2", *lines])


def move_table() -> str:
    """The same as a Markdown table."""
    rows = ["| move | from | to | who | |", "|---|---|---|---|---|"]
    for rule in TABLE:
        notes = [
            note
            for holds, note in (
                (rule.needs_reason, "reason"),
                (rule.per_office, "each office"),
                (rule.by_clock, "also by itself"),
            )
            if holds
        ]
        sources = ", ".join(source or "–" for source in rule.sources)
        roles = ", ".join(sorted(role.value for role in rule.roles))
        rows.append(f"| {rule.name} | {sources} | {rule.target} | {roles} | {', '.join(notes)} |")
    return "\n".join(rows)
