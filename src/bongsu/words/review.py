"""What a review advises and proposes, in words."""

from __future__ import annotations

from bongsu.core.review.proposal import Measure, Proposal
from bongsu.core.review.suitability import Advice
from bongsu.words import say


def advice_words(advice: Advice) -> str:
    """What a steward is advised to do with an indicator."""
    return {
        Advice.KEEP: say("Keep."),
        Advice.WATCH_COVERAGE: say("Watch: more than half of the periods have no value."),
        Advice.WATCH_REVISIONS: say("Watch: later revisions are larger than half a standard deviation."),
        Advice.WATCH_DIRECTION: say("Watch: its direction turned round, or is not the expected one."),
        Advice.RETIRE_SILENT: say("Retire, or mend the feed: no value for half a year or more."),
        Advice.RETIRE_EMPTY: say("Retire: at no look back did it carry any weight."),
    }[advice]


def measure_words(measure: Measure) -> str:
    """A measure's name."""
    return {
        Measure.KEEP: say("keep everything"),
        Measure.RECALIBRATE: say("recalibrate"),
        Measure.CHANGE_CUTS: say("change the cuts"),
        Measure.BASE_RATE_ONLY: say("mark as base rate only"),
        Measure.RETIRE_INDICATOR: say("retire the indicator"),
        Measure.ADD_INDICATOR: say("add the indicator"),
        Measure.WATCH_INDICATOR: say("watch the indicator"),
        Measure.PROMOTE: say("promote the challenger"),
    }[measure]


def proposal_words(proposal: Proposal) -> str:
    """A proposal with its reason, in one sentence."""
    subject = proposal.subject
    if proposal.measure in (Measure.RETIRE_INDICATOR, Measure.WATCH_INDICATOR):
        return f"{subject}: {advice_words(Advice(proposal.reason))}"
    return {
        Measure.KEEP: say("Keep everything: nothing speaks against it."),
        Measure.RECALIBRATE: say(
            "Recalibrate: the probabilities lie further from what happened than chance explains."
        ),
        Measure.CHANGE_CUTS: say(
            "Change the cuts: more item-periods stand at grade {grade} or above than the budget means.",
            grade=subject,
        ),
        Measure.BASE_RATE_ONLY: say(
            "Mark as base rate only: the forecasts are no better than repeating the last count."
        ),
        Measure.PROMOTE: say("Promote {method}: it was better on the same rows.", method=subject),
    }[proposal.measure]
