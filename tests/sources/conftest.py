"""Messages are compared in English."""

import pytest

from bongsu import words


@pytest.fixture(autouse=True)
def english():
    before = list(words._current)
    words.use_language("en")
    yield
    words._current[:] = before
