"""What is a moderator's to read is one rule: in Python, as a queryset and in SQL it lets the same through."""

import pytest
from django.db import connection

from directory.models import Membership, PlatformRole, User
from stories.models import Story
from tests.stories_made import draft_story, submitted_story
from workflow.queues.counts import own_counts
from workflow.queues.queue import TO_READ, page_of
from workflow.spine.scope import moderates, stories_to_moderate, to_moderate_in_sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(world, ines, lucie, sip_agent, sonia, mamie, pilote, stranger) -> list[User]:
    """Everywhere a moderator may stand: national, limited to networks, in a house, an author, none at all."""
    limited = User.objects.create_user("limite@exemple.test", "Simon Capet")
    PlatformRole.objects.create(user=limited, role="moderator").networks.add(world.famille)
    both = User.objects.create_user("deux@exemple.test", "Dina Faure")
    PlatformRole.objects.create(user=both, role="senior_moderator").networks.add(world.famille, world.dgfip)
    Membership.objects.create(user=both, structure=world.caf_ales, profile="observer")
    for person in (sonia, mamie):
        PlatformRole.objects.create(user=person, role="moderator")
    found = [ines, lucie, sip_agent, sonia, mamie, pilote, stranger, limited, both]
    return [User.objects.get(pk=person.pk) for person in found]


@pytest.fixture
def stories(world, mamie, paul, ines) -> list[Story]:
    """Told of one house, of several, of none, by an author and by a moderator; and one not sent."""
    houses = [
        (world.caf_gard,),
        (world.caf_ales,),
        (world.sip_nimes,),
        (world.caf_ales, world.sip_nimes),
        (world.fs_sommieres, world.cnaf),
        (),
    ]
    told = [submitted_story(author, *some) for some in houses for author in (mamie, paul, ines)]
    draft_story(paul, [world.caf_gard])
    return told


def test_every_form_of_the_rule_lets_the_same_through(people, stories):
    let_through = []
    for person in people:
        viewer = person.viewer
        in_python = {story.pk for story in Story.objects.all() if moderates(story, viewer)}
        as_queryset = set(stories_to_moderate(viewer).values_list("pk", flat=True))
        assert in_python == as_queryset, person
        if viewer.is_moderator:
            condition, parameters = to_moderate_in_sql(viewer)
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT id FROM stories_story WHERE state = 'submitted' AND {condition}", parameters
                )
                assert {pk for (pk,) in cursor.fetchall()} == in_python, person
            assert {mark.pk for mark in page_of(TO_READ, viewer).marks} == in_python, person
            assert own_counts(viewer)["to_read"].length == len(in_python), person
        let_through.append(len(in_python))

    assert len(set(let_through)) == 4, "these people and stories tell the forms apart"
