"""The made-up world's detections shared out over customs offices and channels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bongsu.core.panel.synthetic import World

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """A world's detections shared out over customs offices and channels.

    Attributes:
        weights: [item, office, channel], adding up to 1 for each item.
        first_report, second_report, final_count: [time, item, office, channel]; the sums over offices and
            channels are the world's own counts, and no cell shrinks from one report to the next.
    """

    weights: Floats
    first_report: Counts
    second_report: Counts
    final_count: Counts


def split(world: World, office_shares: Floats, channel_shares: Floats) -> Split:
    """Shares the detections out by weights of each item's own, without changing the world.

    Args:
        office_shares, channel_shares: [office] and [channel], parameters of the Dirichlet distributions from
            which each item's weights are drawn (their size says how alike the items are).
    """
    rng = np.random.default_rng(np.random.SeedSequence([world.seed, 1]))
    items = world.final_count.shape[1]
    offices, channels = len(office_shares), len(channel_shares)
    by_office = rng.dirichlet(office_shares, items)
    by_channel = rng.dirichlet(channel_shares, items)
    weights = by_office[:, :, None] * by_channel[:, None, :]
    flat = weights.reshape(items, offices * channels)
    reports = np.stack([world.first_report, world.second_report, world.final_count])
    instalments = np.diff(reports, axis=0, prepend=np.zeros_like(reports[:1]))
    cells = rng.multinomial(instalments, flat).cumsum(axis=0)
    first, second, final = cells.reshape(*instalments.shape, offices, channels)
    return Split(weights, first, second, final)
