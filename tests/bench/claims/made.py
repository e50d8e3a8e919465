"""A queue of stories and the moderators who empty it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Min
from django.utils import timezone

from directory.models import Network, PlatformRole, Structure, User
from stories.models import Story, StoryService
from tests.stories_made import TEXT, TITLE

CLIENTS = 8
PEOPLE_EACH = 100
STORIES_EACH = 5_000
# Ids like no other number in a statement: recognised where the statements are written down.
MARKED_PERSON = 700_000_001
MARKED_STORY = 800_000_001


@dataclass(frozen=True)
class Shares:
    """The first ids; each client has PEOPLE_EACH people and STORIES_EACH stories of its own from there on."""

    person: int
    story: int


def fill() -> None:
    """Stories about one service by one author, oldest first, and national moderators."""
    author = User.objects.create_user("bench-author@demo.voxusagers.example")
    people = [User(email=f"bench-{n}@demo.voxusagers.example") for n in range(CLIENTS * PEOPLE_EACH)]
    people.append(User(pk=MARKED_PERSON, email="bench-marked@demo.voxusagers.example"))
    for person in people:
        person.set_unusable_password()
    User.objects.bulk_create(people)
    PlatformRole.objects.bulk_create(
        PlatformRole(user=person, role=PlatformRole.Role.MODERATOR) for person in people
    )
    network = Network.objects.create(name="Branche Famille")
    house = Structure.objects.create(code="SPP-1", name="Caf du Gard", network=network)
    Structure.objects.filter(pk=house.pk).update(path=[house.pk])
    now = timezone.now()
    told = {
        "author": author,
        "state": Story.State.SUBMITTED,
        "title": TITLE,
        "text": TEXT,
        "pseudonym": "Mamie30",
    }
    stories = [
        Story(**told, submitted_at=now - timedelta(seconds=n)) for n in range(CLIENTS * STORIES_EACH, 0, -1)
    ]
    stories.append(Story(**told, pk=MARKED_STORY, submitted_at=now))
    Story.objects.bulk_create(stories, batch_size=2_000)
    StoryService.objects.bulk_create(
        (StoryService(story=story, structure=house) for story in stories), batch_size=5_000
    )


def shares() -> Shares:
    """Where each client's own people and stories begin."""
    first = PlatformRole.objects.aggregate(Min("user"))["user__min"]
    return Shares(first, Story.objects.aggregate(Min("pk"))["pk__min"])


def put_back() -> None:
    """Everything to be read again, and nothing claimed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE workflow_claim, workflow_keyedrequest, workflow_event, live_change RESTART IDENTITY CASCADE"
        )
        cursor.execute(
            "UPDATE stories_story SET state = 'submitted', version = 1 WHERE version <> 1 OR state <> 'submitted'"
        )
        cursor.execute("VACUUM ANALYZE stories_story")


def claims_made() -> int:
    """How many since ``put_back``: every claim leaves one event."""
    return _number("SELECT count(*) FROM workflow_event WHERE action = 'claim_moderate'")


def double_claims() -> int:
    """Stories claimed more than once since ``put_back``: no lease has run out, none was given back."""
    return _number(
        "SELECT count(*) FROM (SELECT FROM workflow_event WHERE action = 'claim_moderate'"
        " GROUP BY story_id HAVING count(*) > 1) AS twice"
    )


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
