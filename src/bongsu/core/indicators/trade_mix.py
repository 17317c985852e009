"""What trade is made of: shares of forms and origins, their shift and their concentration (I10, I33, I34)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bongsu.core.indicators.trailing import Array, mean


def shares(quantities: ArrayLike) -> Array:
    """Each part's share of the whole [time, part]; NaN at times when a part is unknown or the whole is 0."""
    found = np.asarray(quantities, dtype=np.float64)
    found = np.where(found >= 0, found, np.nan)
    whole = found.sum(axis=-1, keepdims=True)
    return np.asarray(found / np.where(whole > 0, whole, np.nan))


def substitute_share(substitutes: ArrayLike, item: ArrayLike) -> Array:
    """Share of low-tariff sibling forms in the item's family (I10)."""
    parts = np.stack([np.asarray(substitutes, float), np.asarray(item, float)], axis=-1)
    return np.asarray(shares(parts)[..., 0])


def concentration(quantities: ArrayLike) -> Array:
    """Herfindahl-Hirschman index of the parts [time]: 1 where one is all, 1/n where n are equal (I34)."""
    squares: Array = (shares(quantities) ** 2).sum(axis=-1)
    return squares


def hellinger_shift(quantities: ArrayLike, periods: int) -> Array:
    """Hellinger distance of the shares from those of the `periods` periods before [time], 0 to 1 (I33)."""
    now, before = _now_and_before(quantities, periods)
    overlap = np.sqrt(now * before).sum(axis=-1)
    return np.asarray(np.sqrt(np.clip(1.0 - overlap, 0.0, 1.0)))


def jensen_shannon_shift(quantities: ArrayLike, periods: int) -> Array:
    """Jensen-Shannon distance of the shares from those of the `periods` before [time], 0 to 1 (I33)."""
    now, before = _now_and_before(quantities, periods)
    middle = (now + before) / 2.0
    divergence = (_relative_entropy(now, middle) + _relative_entropy(before, middle)) / 2.0
    return np.sqrt(np.clip(divergence, 0.0, 1.0))


def new_origin_share(quantities: ArrayLike, periods: int, *, known_from: float = 0.01) -> Array:
    """Share of the parts that had less than `known_from` of the `periods` periods before [time] (I33)."""
    now, before = _now_and_before(quantities, periods)
    fresh = np.where(before < known_from, now, 0.0).sum(axis=-1)
    return np.where(np.isnan(before).any(axis=-1) | np.isnan(now).any(axis=-1), np.nan, fresh)


def _now_and_before(quantities: ArrayLike, periods: int) -> tuple[Array, Array]:
    found = np.asarray(quantities, dtype=np.float64)
    earlier = np.concatenate([np.full((1, *found.shape[1:]), np.nan), mean(found, periods)[:-1]])
    return shares(found), shares(earlier)


def _relative_entropy(left: Array, right: Array) -> Array:
    """Σ p log2(p / q), in bits; a part that is 0 adds nothing."""
    inside = np.where(left > 0, left / np.where(right > 0, right, 1.0), 1.0)
    entropy: Array = np.where(np.isnan(left), np.nan, left * np.log2(inside)).sum(axis=-1)
    return entropy
