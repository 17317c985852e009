"""A test of words may choose a language."""

from collections.abc import Iterator

import pytest

from bongsu.words import language, use_language


@pytest.fixture(autouse=True)
def language_put_back() -> Iterator[None]:
    """A test may choose a language; the next one finds the one before."""
    before = language()
    yield
    use_language(before)
