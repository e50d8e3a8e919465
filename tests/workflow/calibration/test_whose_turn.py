"""Whose second reading it is: the same in SQL, as a queryset and in Python."""

import pytest
from django.db import connection

from directory.models import PlatformRole, User
from stories.models import Story
from tests.pressing import publish
from tests.stories_made import submitted_story
from tests.workflow.presses import reject
from workflow.calibration.waiting import CALIBRATION, load_waiting, waiting_for, waiting_in_sql
from workflow.queues.counts import own_counts

pytestmark = pytest.mark.django_db


def test_every_form_of_the_rule_gives_the_same_stories(world, mamie, ines, karim, lucie, sip_agent, settings):
    settings.CALIBRATION_SHARE = 1
    limited = User.objects.create_user("limite@exemple.test", "Simon Capet")
    PlatformRole.objects.create(user=limited, role="moderator").networks.add(world.famille)
    for house, by in [
        (world.caf_gard, ines),
        (world.sip_nimes, karim),
        (world.sip_nimes, ines),
        (world.cnaf, lucie),
    ]:
        publish(submitted_story(mamie, house), by, house)
        reject(submitted_story(karim, house), lucie)
    unpublished = Story.objects.filter(state=Story.State.PUBLISHED).first()
    assert unpublished
    Story.objects.filter(pk=unpublished.pk).update(state=Story.State.UNPUBLISHED)

    everybody = [User.objects.get(pk=one.pk) for one in (ines, karim, lucie, sip_agent, limited)]
    lengths = []
    for person in everybody:
        waiting, parameters = waiting_in_sql(person.viewer)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT again.id {waiting}", parameters)
            in_sql = {pk for (pk,) in cursor.fetchall()}
        assert in_sql == set(waiting_for(person).values_list("pk", flat=True)), person
        in_python = load_waiting()[CALIBRATION].of_viewer(person.viewer)
        assert in_sql == {one.pk for one in in_python}, person
        assert own_counts(person.viewer)[CALIBRATION].length == len(in_sql), person
        lengths.append(len(in_sql))

    assert len(set(lengths)) > 2, "these people and stories tell the forms apart"
