"""What an eight-hour desk costs: a decision and the next story, a long queue, many screens."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.db import connection, connections
from django.test import Client
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directory.models import PlatformRole, User
from live.log import current_position
from live.page import grant
from live.socket import live_socket
from stories.models import Story, StoryService
from tests.loops import in_a_loop
from tests.pressing import key, pressed, take, version_of
from tests.sockets import signed_in as cookie_of
from tests.stories_made import submitted_story
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.guidance.told import texts_in_use
from workflow.models import Step

MOST_REQUESTS, MOST_QUERIES = 2, 20
ROW, COUNTS = "workflow/queues/_story_row.html", "workflow/queues/_moderation_counts.html"


def waiting(number: int, author: User, house) -> None:
    """So many more stories to read, each younger than the one before."""
    begins = timezone.now() - timedelta(days=3)
    made = Story.objects.bulk_create(
        Story(
            author=author,
            state=Story.State.SUBMITTED,
            pseudonym="Mamie30",
            title=f"Récit {n}",
            text="Trois heures d'attente au guichet.",
            submitted_at=begins + timedelta(seconds=n),
        )
        for n in range(number)
    )
    StoryService.objects.bulk_create(StoryService(story=story, structure=house) for story in made)


def decide_and_go_on(client: Client, story: Story, tab: str, verb: str, **typed: Any) -> tuple[int, int, str]:
    """Press a decision that asks for the next story; requests, queries, and the page one ends on.

    What only opens and closes a transaction is no query.
    """
    url = reverse(f"workflow:{verb}", args=[story.pk])
    fields = {"version": version_of(story), "key": key(), "tab": tab, "then": "next", **typed}
    with CaptureQueriesContext(connection) as queries:
        answer, requests = client.post(url, fields), 1
        while answer.status_code == 303:
            answer, requests = client.get(answer.headers["Location"]), requests + 1
    assert answer.status_code == 200
    asked = [one for one in queries if one["sql"] not in {"BEGIN", "COMMIT"}]
    return requests, len(asked), answer.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["publish", "correct", "reject", "propose", "ask", "escalate"])
def test_the_next_story_is_on_screen_in_two_requests_and_twenty_queries(
    verb, world, mamie, ines, lucie, settings
) -> None:
    settings.UNDO_SECONDS = 10
    client = signed_in(ines)
    waiting(60, mamie, world.caf_gard)
    first = Story.objects.order_by("submitted_at")[0]
    tab = take(Step.MODERATE, first, ines)
    typed = {
        "structures": world.caf_gard.pk,
        "title": first.title,
        "text": f"{first.text} […]" if verb in {"correct", "propose"} else first.text,
        "correct_reason": "Clarté.",
        "reasons": ["Clarté."],
        "reject_reason": "off_topic",
        "texts": texts_in_use().stamp,  # as the page that showed them
        "question": "Où était-ce ?",
        "note": "Un second regard.",
    }
    client.get(f"{reverse('workflow:bench', args=[first.pk])}?tab={tab}")
    requests, queries, page = decide_and_go_on(client, first, tab, verb, **typed)
    following = Story.objects.order_by("submitted_at")[1]
    assert 'id="decide"' in page and f'action="{reverse("workflow:bench", args=[following.pk])}"' in page
    assert requests <= MOST_REQUESTS
    assert queries <= MOST_QUERIES


@pytest.mark.django_db
def test_five_thousand_waiting_cost_the_desk_what_fifty_do(world, mamie, ines) -> None:
    client = signed_in(ines)
    waiting(50, mamie, world.caf_gard)
    few, first_page = _asked(client)
    Story.objects.update(submitted_at=timezone.now() - timedelta(days=9))
    waiting(4950, mamie, world.caf_gard)
    many, same_page = _asked(client)
    assert many == few
    assert same_page == first_page and len(first_page) == 50


def _asked(client: Client) -> tuple[int, list[str]]:
    """How many queries the desk asks once its rows are drawn, and which rows it shows."""
    client.get("/moderation/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/moderation/").text
    return len(queries), [part.partition('"')[0] for part in page.split('<article class="row" id="')[1:]]


@pytest.mark.django_db(transaction=True)
def test_a_decision_is_drawn_once_per_audience_whatever_the_number_of_desks(
    world, mamie, ines, karim, lucie
) -> None:
    """Of moderators and of seniors alike: thirty desks cost what three do."""
    extras = User.objects.bulk_create(User(email=f"m{n}@exemple.test", name=f"M {n}") for n in range(27))
    role = PlatformRole.Role.MODERATOR
    PlatformRole.objects.bulk_create(PlatformRole(user=one, role=role) for one in extras)
    drawn = []
    for people in ([ines, karim, lucie], [ines, karim, lucie, *extras]):
        story = submitted_story(mamie, world.caf_gard)
        tab = take(Step.MODERATE, story, ines)

        def decide(story: Story = story, tab: str = tab) -> None:
            houses = [world.caf_gard.pk]
            actions.publish(story.pk, **pressed(story, ines), tab=tab, structures=houses)

        caches["drawings"].clear()
        cookies = [(one.pk, cookie_of(one)) for one in people]
        with drawings() as count:
            in_a_loop(all_desks_see(cookies, decide, f"story_row-{story.pk}"))
        drawn.append(dict(count))
    assert drawn[0] == drawn[1]
    assert drawn[0][ROW] == 2
    assert drawn[0][COUNTS] > 0


@contextmanager
def drawings() -> Iterator[Counter[str]]:
    """Which templates were drawn in this process, and how often each."""
    count: Counter[str] = Counter()

    def listen(template: Any, **_: Any) -> None:
        count[template.name] += 1

    template_rendered.connect(listen)
    try:
        yield count
    finally:
        template_rendered.disconnect(listen)


async def all_desks_see(cookies: list[tuple[int, str]], decide: Callable[[], None], element: str) -> None:
    """Open a desk for each of these people at this process's hub, decide, and wait until all were told."""
    since = await asyncio.to_thread(_and_disconnect, lambda: current_position().token)
    desks = [Screen(pk, cookie, since, element) for pk, cookie in cookies]
    async with asyncio.timeout(30):
        for desk in desks:
            await desk.greeted.wait()
        await asyncio.to_thread(_and_disconnect, decide)
        for desk in desks:
            await desk.told.wait()
        for desk in desks:
            desk.leave()
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))


def _and_disconnect(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connections.close_all()


class Screen:
    """One moderator's page at a hub in this very process, without a server between."""

    def __init__(self, person: int, cookie: str, since: str, element: str) -> None:
        self.greeted, self.told = asyncio.Event(), asyncio.Event()
        self._element = element
        self._says: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._says.put_nowait({"type": "websocket.connect"})
        query = urlencode({"t": grant(person, ("moderation",)), "since": since})
        scope = {"query_string": query.encode(), "headers": [(b"cookie", cookie.encode())]}
        asyncio.get_running_loop().create_task(live_socket(scope, self._says.get, self._hear))

    async def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] != "websocket.send":
            return
        self.greeted.set()
        if any(frame["id"] == self._element for frame in json.loads(message["text"])["frames"]):
            self.told.set()

    def leave(self) -> None:
        self._says.put_nowait({"type": "websocket.disconnect"})
