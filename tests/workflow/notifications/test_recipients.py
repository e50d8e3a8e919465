"""Who is told of a reply to validate: the same people by the bell and by mail."""

import pytest

from directory.models import Membership, User
from tests.pressing import submit_reply
from workflow.models import Mail, Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def above(world) -> User:
    """Validates at the Cnaf, above every Caf."""
    person = User.objects.create_user("nadia@exemple.test", "Nadia Colin")
    Membership.objects.create(user=person, structure=world.cnaf, profile="validator")
    return person


def told(routing) -> tuple[list[User], list[User]]:
    rung = Notification.objects.filter(routing=routing, kind=Notification.Kind.TO_VALIDATE)
    mailed = Mail.objects.filter(event__routing=routing, kind="to_validate")
    return [one.person for one in rung], [one.person for one in mailed]


def test_the_nearest_validators_are_told_and_nobody_above_them(routing, sonia, vera, above):
    submit_reply(routing, sonia)

    assert told(routing) == ([vera], [vera])


def test_where_the_only_validator_wrote_it_those_above_get_the_bell_and_the_mail(routing, marc, above):
    submit_reply(routing, marc)

    assert told(routing) == ([above], [above])


def test_where_nobody_else_could_judge_it_nobody_is_told(routing, marc):
    submit_reply(routing, marc)

    assert told(routing) == ([], [])
