"""People are accounts with roles and offices; what they may see is asked of these alone."""

import pytest

from bongsu.core.early_warning.people import NATIONAL, Person, Role
from bongsu.records import audit, people
from bongsu.words.refusal import Refusal
from tests.records.conftest import ACTOR, NOW


def register(name="kim", roles=(Role.ANALYST,), **more):
    return people.register(name, roles=roles, actor=ACTOR, now=NOW, **more)


def test_a_person_has_the_roles_and_offices_given(database):
    register("park", (Role.FIELD,), offices=("020", "040"))
    assert people.person("park") == Person("park", frozenset({Role.FIELD}), frozenset({"020", "040"}))


def test_registering_again_replaces_roles_and_offices(database):
    register("park", (Role.FIELD,), offices=("020",))
    register("park", (Role.ANALYST, Role.STEWARD))
    assert people.person("park").roles == {Role.ANALYST, Role.STEWARD}
    assert [line.act for line in audit.lines()] == ["person.registered", "person.changed"]


def test_a_field_officer_needs_an_office(database):
    with pytest.raises(Refusal, match="office"):
        register("park", (Role.FIELD,))


def test_a_weak_password_is_refused_and_never_logged(database):
    with pytest.raises(Refusal):
        register(password="12345")
    register(password="seven small beacons")
    assert "beacons" not in str(audit.lines())


def test_passwords_are_hashed_by_argon2(database):
    from bongsu.records.models import User

    register(password="seven small beacons")
    user = User.objects.get(username="kim")
    assert user.password.startswith("argon2$argon2id$") and user.check_password("seven small beacons")


def test_an_unknown_name_is_refused_with_the_nearest(database):
    register("kimchulsoo")
    with pytest.raises(Refusal, match="kimchulsoo"):
        people.person("kimchulso")


def test_people_are_found_by_role_and_office(database):
    register("lee", (Role.APPROVER,))
    register("park", (Role.FIELD,), offices=("020",))
    register("choi", (Role.FIELD,), offices=("030",))
    assert [each.name for each in people.listing(role=Role.FIELD)] == ["choi", "park"]
    assert [each.name for each in people.listing(office="020")] == ["park"]


@pytest.mark.parametrize("role", Role)
def test_only_field_officers_are_bound_to_their_offices(role):
    somebody = Person("x", frozenset({role}), frozenset({"020"}))
    assert somebody.sees("020")
    assert somebody.sees("030") is (role in NATIONAL)
