"""Whoever reads a decided story again is the same person for a queue (SQL) and for the journal (ORM)."""

import pytest
from django.db import connection

from stories.models import Story
from tests.pressing import take
from tests.stories_made import submitted_story
from tests.workflow.presses import reject
from workflow.models import Claim, Step
from workflow.spine.blind_reader import BLIND_READER, read_blind
from workflow.spine.instant import now

pytestmark = pytest.mark.django_db


def readers_in_sql() -> dict[int, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {BLIND_READER} FROM stories_story", {"now": now()})
        return dict(cursor.fetchall())


def test_the_two_forms_agree_before_during_and_after(world, mamie, ines, karim, lucie, settings):
    settings.CALIBRATION_SHARE = 1
    stories = [submitted_story(mamie, world.caf_gard) for _ in range(3)]
    for story in stories:
        reject(story, ines)

    def agree() -> dict[int, int | None]:
        found = readers_in_sql()
        for person in (ines, karim, lucie):
            mine = {story for story, reader in found.items() if reader == person.pk}
            assert set(read_blind(person.viewer)) == mine, person
        return found

    assert set(agree().values()) == {None}
    take(Step.CALIBRATE, Story.objects.get(pk=stories[0].pk), karim)
    take(Step.CALIBRATE, Story.objects.get(pk=stories[1].pk), lucie)
    assert agree() == {stories[0].pk: karim.pk, stories[1].pk: lucie.pk, stories[2].pk: None}

    Claim.objects.update(expires_at=now())
    assert set(agree().values()) == {None}
