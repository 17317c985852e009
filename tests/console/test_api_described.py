"""The description itself: every member explained, no name for two shapes, every move of the screens there."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
from pathlib import Path

import pytest

from bongsu.console.permissions import TABLE

ONLY_ON_SCREENS = {
    ("help", "read"): "the manual is for reading; docs/ is the same for programmers",
    ("styleguide", "read"): "how screens look",
}
"""What a screen has and the API has not, and why; docs/api.md tells the same."""

OTHERWISE = {
    "data_preview": "GET /uploads/{sha256}",
    "data_load": "POST /uploads/{sha256}/load",
    "data_drop": "DELETE /uploads/{sha256}",
}


def schemas() -> list[type]:
    """Every shape of the API's modules, of requests and of answers."""
    from ninja import Schema

    import bongsu.console.api as room

    modules = [
        importlib.import_module(each.name)
        for each in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
    ]
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return [each for each in found if issubclass(each, Schema) and each.__module__.startswith(room.__name__)]


@pytest.fixture(scope="module")
def gates(console) -> dict[tuple[str, str], set[str]]:
    """(screen, move) → the addresses behind its gate."""
    from bongsu.console.api.desk import api

    found: dict[tuple[str, str], set[str]] = {}
    for mounted in api._get_bound_routers():
        for path, view in mounted.path_operations.items():
            for each in view.operations:
                (gate,) = each.auth_callbacks
                found.setdefault(gate.gate, set()).update(f"{method} {path}" for method in each.methods)
    return found


def test_every_move_of_every_screen_has_an_address_or_a_reason(gates):
    rows = {(row.screen, row.move) for row in TABLE}
    assert rows - gates.keys() == ONLY_ON_SCREENS.keys()
    page = Path("docs/api.md").read_text(encoding="utf-8")
    for screen, _ in ONLY_ON_SCREENS:
        assert f"`{screen}`" in page


def test_every_address_is_in_the_docs(gates):
    page = Path("docs/api.md").read_text(encoding="utf-8")
    told = {re.sub(r"\{\w+\}", "{}", each) for each in re.findall(r"`(?:[A-Z]+ )?(/[^`?\s]*)", page)}
    addresses = {each.split(" ")[1] for found in gates.values() for each in found}
    assert {each for each in addresses if re.sub(r"\{\w+\}", "{}", each) not in told} == set()


def test_whatever_a_screen_posts_a_program_can_post(console, gates):
    from django.urls import get_resolver

    posts = {
        pattern.name: pattern.callback.gate
        for pattern in get_resolver().url_patterns
        if getattr(getattr(pattern, "callback", None), "gate", None) and pattern.callback.gate[1] != "read"
    }
    assert len(posts) > 30
    for name, gate in posts.items():
        offered = gates.get(gate, set())
        assert any(not each.startswith("GET") or gate == ("audit", "verify") for each in offered), name
        if name in OTHERWISE:
            assert OTHERWISE[name] in offered


def test_no_name_stands_for_two_shapes(console):
    told: dict[str, set[str]] = {}
    for each in schemas():
        told.setdefault(each.__name__, set()).add(json.dumps(each.model_json_schema(), sort_keys=True))
    assert [name for name, found in told.items() if len(found) > 1] == []


def test_every_member_of_every_answer_is_explained(console):
    from bongsu.console.api.shapes.base import Open, Shape

    unexplained = [
        f"{each.__name__}.{name}"
        for each in schemas()
        if issubclass(each, (Shape, Open))
        for name, member in each.model_fields.items()
        if not member.description
    ]
    assert unexplained == []


def test_every_answer_has_a_shape_of_its_own(console):
    from bongsu.console.api.desk import api

    for path, methods in api.get_openapi_schema()["paths"].items():
        for method, operation in methods.items():
            responses = operation["responses"]
            content = responses[200 if 200 in responses else 202]["content"]
            if "application/json" in content:
                assert "$ref" in content["application/json"]["schema"], (method, path)
            assert operation["responses"][404]["content"].keys() == {"application/problem+json"}
