"""Which feeds of a workspace are meant by the names given on the command line."""

from __future__ import annotations

from collections.abc import Sequence

from bongsu.catalogue.strict import nearest
from bongsu.sources.collecting.feeds import Feed, feeds_of
from bongsu.usecases.workspace import Workspace
from bongsu.words import say
from bongsu.words.refusal import Refusal


def chosen_feeds(workspace: Workspace, names: Sequence[str]) -> tuple[Feed, ...]:
    """The feeds of these data sets, agencies or catalogue sources; every feed where none is named.

    Raises:
        Refusal: no feed has this name, or the catalogue wires none.
    """
    feeds = feeds_of(workspace.catalogue.files)
    if not feeds:
        raise Refusal(
            str(workspace.catalogue_folder / "feeds"),
            expected=say("files that say which series to collect"),
            found=say("none"),
            todo=say("See docs/sources.md: a feed names a data set and the series wanted of it."),
        )
    if not names:
        return feeds
    chosen: dict[str, Feed] = {}
    for name in names:
        of_source = datasets_of_source(workspace, name)
        found = [
            feed
            for feed in feeds
            if name in (feed.code, feed.code.partition("/")[0]) or feed.code in of_source
        ]
        if not found:
            known = [feed.code for feed in feeds]
            todo = nearest(name, known) or ", ".join(known)
            raise Refusal(f"'{name}'", expected=say("a feed of the catalogue"), todo=todo)
        chosen |= {feed.code: feed for feed in found}
    return tuple(chosen[code] for code in sorted(chosen))


def datasets_of_source(workspace: Workspace, code: str) -> tuple[str, ...]:
    """The data sets that a source of the catalogue points at."""
    found = [source.datasets for source in workspace.catalogue.sources if source.code == code]
    return found[0] if found else ()
