"""How `bongsu operate` prints an operation, a capacity check and an allocation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bongsu.words import say

if TYPE_CHECKING:
    from bongsu.core.operations.capacity import CapacityCheck
    from bongsu.records.operations import OperationEntry
    from bongsu.usecases.operate_allocate import Proposal


SHOWN_FROM = 0.5
"""Targeted inspections from which an item and channel has a line of its own."""


def line(entry: OperationEntry) -> str:
    """Number, state, days, items, offices and title."""
    from bongsu.words.operations import operation_state_word

    return (
        f"{entry.number}  {operation_state_word(entry.state):<8} {entry.first_day} … {entry.last_day}  "
        f"{', '.join(entry.items)}  [{', '.join(entry.offices)}]  {entry.title}"
    )


def page(entry: OperationEntry, time_zone: str) -> str:
    """The whole operation for a person at a prompt, its moments as clocks in the time zone show them."""
    from bongsu.cli.warn_shown import clock
    from bongsu.words.operations import operation_state_word
    from bongsu.words.warnings import channel_word

    rows = [line(entry)]
    rows.append(f"  {say('channels')}: {', '.join(channel_word(each) for each in entry.channels) or '–'}")
    rows.append(f"  {say('warnings')}: {', '.join(entry.warnings) or '–'}")
    rows.append(f"  {say('random share')}: {entry.random_share:.0%}")
    if entry.measures:
        rows.append(f"  {say('measures')}: {entry.measures}")
    rows += [
        "  " + say("squad {name}: {officers} officers, office {office}", **each) for each in entry.squads
    ]
    rows += [
        "  "
        + say(
            "planned: {number} inspections, office {office}, {channel}",
            number=each["inspections"],
            office=each["office"],
            channel=channel_word(each["channel"]),
        )
        for each in entry.planned
    ]
    rows += [
        f"  {clock(step.at, time_zone)}  {operation_state_word(step.to_state)}  {step.who}  "
        f"{step.reason}".rstrip()
        for step in entry.moves
    ]
    rows += [
        f"  {clock(report.at, time_zone)}  {report.office}  {report.kind}  {report.who}  "
        + say("{count} rows", count=len(report.rows))
        for report in entry.reports
    ]
    if entry.silent:
        rows.append("  " + say("Not heard of yet: {offices}", offices=", ".join(entry.silent)))
    return "\n".join(rows)


def capacity_line(check: CapacityCheck) -> str:
    """One office's part of a plan."""
    load = "–" if check.load is None else f"{check.load:.0%}"
    share = "–" if check.inspected_share is None else f"{check.inspected_share:.1%}"
    delay = "–" if check.mean_delay_minutes is None else f"{check.mean_delay_minutes:.1f}"
    return say(
        "{office}: {inspections} inspections, {hours} hours ({load} of what there is), "
        "{share} of what passes, mean delay {delay} min.",
        office=check.office,
        inspections=f"{check.inspections:,}",
        hours=f"{check.hours_needed:,.0f}",
        load=load,
        share=share,
        delay=delay,
    )


def allocation_page(found: Proposal) -> str:
    """The proposal with its reasons, the largest rise first within an office."""
    rows = [
        say(
            "By assessment {assessment}: {detections} detections expected, {even} with the usual spread.",
            assessment=found.assessment,
            detections=f"{found.allocation.detections:.1f}",
            even=f"{found.allocation.even_detections:.1f}",
        )
    ]
    for office in sorted(found.allocation.spare_hours):
        rows.append(
            say(
                "{office}: one more officer hour would find {worth} detections; {spare} hours left over",
                office=office,
                worth=f"{found.allocation.hour_worth[office]:.3f}",
                spare=f"{found.allocation.spare_hours[office]:,.0f}",
            )
        )
        own = [each for each in found.allocation.allotted if each.target.office == office]
        shown = [each for each in own if each.targeted >= SHOWN_FROM]
        for each in sorted(shown, key=lambda one: -one.times):
            limit = say(" (at the limit)") if each.at_limit else ""
            rows.append(
                "  "
                + say(
                    "{item} {channel}, grade {grade}: {targeted} inspections + {random} random "
                    "({times} × usual), finds {found} instead of {usual}; 100 more would find {more}",
                    item=each.target.item,
                    channel=each.target.channel,
                    grade=found.grades.get(each.target.item, 0),
                    targeted=f"{each.targeted:.0f}",
                    random=f"{each.random:.0f}",
                    times=f"{each.times:.1f}",
                    found=f"{each.detections:.1f}",
                    usual=f"{each.usual_detections:.1f}",
                    more=f"{each.next_gain:.2f}",
                )
                + limit
            )
        if len(shown) < len(own):
            rows.append("  " + say("{count} more: random inspections only", count=len(own) - len(shown)))
    if found.left_out:
        rows.append(
            say("Left out, nothing is expected of them in numbers: {items}", items=", ".join(found.left_out))
        )
    return "\n".join(rows)
