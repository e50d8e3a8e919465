"""Positions in the log: nothing missed, nothing waited for."""

import dataclasses

import pytest
from django.db import connection

from live import log
from live.log import Change, Position, announce, current_position, read
from live.models import LogRow

pytestmark = pytest.mark.django_db(transaction=True)


def subjects(news: log.News) -> list[int]:
    return [row.subject_id for row in news.rows]


@pytest.fixture
def other_connection():
    other = connection.copy()
    yield other
    other.close()


def _announce_on(other, pk: int) -> None:
    with other.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_change (topics, subject, subject_id) VALUES (%s, 'thing', %s)",
            [["things"], pk],
        )


def test_several_changes_are_one_statement(django_assert_num_queries) -> None:
    before = current_position()
    with django_assert_num_queries(1):
        announce(Change(["a", "b"], "story", 1), Change(["b"], "routing", 2))
    assert subjects(read(before, ["b"])) == [1, 2]
    assert read(before, ["a"]).rows[0].topics == ("a", "b")
    assert subjects(read(before, ["c"])) == []


def test_rows_and_the_new_position_are_read_by_one_statement(django_assert_num_queries) -> None:
    before = current_position()
    announce(Change(["things"], "thing", 1))
    with django_assert_num_queries(1):
        news = read(before, ["things"])
    assert news.position.has_seen(news.rows[0].xid)


def test_a_long_open_transaction_delays_nobody_and_is_not_missed(other_connection) -> None:
    before = current_position()
    other_connection.set_autocommit(False)
    _announce_on(other_connection, 1)  # begins first, and stays open
    announce(Change(["things"], "thing", 2))
    first = read(before, ["things"])
    assert subjects(first) == [2]
    assert subjects(read(first.position, ["things"])) == []
    other_connection.commit()
    second = read(first.position, ["things"])
    assert subjects(second) == [1]
    assert subjects(read(second.position, ["things"])) == []
    assert sorted(subjects(read(before, ["things"]))) == [1, 2]


def test_python_and_postgresql_agree_on_what_a_position_has_seen(other_connection) -> None:
    other_connection.set_autocommit(False)
    _announce_on(other_connection, 1)
    announce(Change(["things"], "thing", 2))
    position = current_position()
    other_connection.commit()
    announce(Change(["things"], "thing", 3))
    seen = {row.subject_id: position.has_seen(int(row.xid)) for row in LogRow.objects.all()}
    assert seen == {1: False, 2: True, 3: False}


def test_positions_are_ordered_as_they_were_taken(other_connection) -> None:
    positions = [current_position()]
    other_connection.set_autocommit(False)
    for pk in range(3):
        _announce_on(other_connection, pk)
        announce(Change(["things"], "thing", pk))
        positions.append(current_position())
        other_connection.commit()
        positions.append(current_position())
    assert [p.order for p in positions] == sorted(p.order for p in positions)


def test_a_position_survives_the_way_to_the_browser_and_back() -> None:
    position = current_position()
    assert Position.from_token(position.token) == position


@pytest.mark.parametrize("token", ["", "1:1:@1.0", "x" * 5000, "\x00", "é", "1:9:@5.0:forged"])
def test_a_position_we_did_not_give_is_none(token) -> None:
    assert Position.from_token(token) is None


def test_a_position_older_than_the_log_cannot_catch_up() -> None:
    now = read(current_position(), ["things"])
    old = dataclasses.replace(now.position, seconds=now.position.seconds - 3601)
    recent = dataclasses.replace(now.position, seconds=now.position.seconds - 3599)
    assert not now.reach(old)
    assert now.reach(recent)


def test_a_position_from_the_future_of_a_restored_backup_cannot_catch_up() -> None:
    now = read(None, [])
    first, last, _ = now.position.snapshot.split(":")
    ahead = Position(f"{int(first) + 9}:{int(last) + 9}:", now.position.seconds)
    assert not now.reach(ahead)


def test_too_much_to_replay_cannot_catch_up_but_the_recent_can(monkeypatch) -> None:
    monkeypatch.setattr(log, "REPLAY_AT_MOST", 3)
    long_ago = current_position()
    for pk in range(5):
        announce(Change(["things"], "thing", pk))
    news = read(long_ago, ["things"])
    # Made by hand: whatever other transactions are open here, it has seen all up to the last two.
    third = next(row.xid for row in news.rows if row.subject_id == 3)
    lately = Position(f"{third}:{third}:", news.position.seconds)
    assert not news.reach(long_ago)
    assert news.reach(lately)
    assert [row.subject_id for row in news.unseen_at(lately)] == [3, 4]


def test_pruning_keeps_what_a_valid_position_can_ask_for() -> None:
    announce(Change(["things"], "thing", 1), Change(["things"], "thing", 2))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE live_change SET at = at - interval '71 minutes' WHERE subject_id = 1")
        cursor.execute("UPDATE live_change SET at = at - interval '61 minutes' WHERE subject_id = 2")
    assert log.prune() == 1
    assert [row.subject_id for row in LogRow.objects.all()] == [2]
