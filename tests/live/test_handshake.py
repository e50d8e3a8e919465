"""Who is behind a socket."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from directory.models import User
from live.handshake import people_behind, session_key_in
from tests.sockets import Desk, signed_in


def key_of(person: User) -> str:
    return signed_in(person).partition("=")[2]


def test_any_number_of_handshakes_takes_at_most_four_queries(
    django_assert_max_num_queries, ines, sonia
) -> None:
    people = [User.objects.create_user(f"agent{n}@exemple.test") for n in range(30)]
    keys = {key_of(person): person for person in [*people, sonia, ines]}
    with django_assert_max_num_queries(4):
        found = people_behind(keys)
    assert {key: user_id for key, (user_id, _) in found.items()} == {
        key: person.pk for key, person in keys.items()
    }
    assert (ines.pk, ines.viewer) in found.values()


def test_nobody_signed_in_takes_no_query(django_assert_num_queries, db) -> None:
    with django_assert_num_queries(0):
        assert people_behind([None, "", "a\x00b"]) == {}  # type: ignore[list-item]


def test_a_session_that_ended_is_nobody(ines, karim, sonia, marc) -> None:
    ended, closed, renamed, unknown = (key_of(person) for person in (ines, karim, sonia, marc))
    Session.objects.filter(session_key=ended).update(expire_date=timezone.now() - timedelta(1))
    User.objects.filter(pk=karim.pk).update(is_active=False)
    sonia.set_password("un autre mot de passe")
    sonia.save()
    Session.objects.filter(session_key=unknown).delete()
    assert people_behind([ended, closed, renamed, unknown]) == {}


@pytest.mark.parametrize("cookie", [b"", b"sessionid", b"a=b; ;;=", b"\xff\xfe", b'sessionid="'])
def test_any_cookie_can_be_read(cookie) -> None:
    session_key_in([(b"host", b"localhost"), (b"cookie", cookie)])


@pytest.mark.django_db(transaction=True)
def test_signing_out_closes_the_sockets_of_that_session(server, ines, karim) -> None:
    with (
        Desk(server, "desk", user=ines).open() as hers,
        Desk(server, "desk", user=karim).open() as his,
    ):
        hers.wait_for_turn()
        Session.objects.filter(session_key=hers.cookie.partition("=")[2]).delete()
        hers.wait_closed(4403)
        his.wait_for_turn()
        assert his.close_code is None
