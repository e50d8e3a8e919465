"""What readers and authors see happen without reloading."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import reverse

from stories.models import Routing, Story
from tests.servers import Server, daphne
from tests.sockets import Desk
from tests.stories_made import REPLY, answer, published_story, submitted_story
from workflow import actions
from workflow.spine.topics import announce

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def one_server(takes_long, django_db_setup, django_db_blocker) -> Iterator[Server]:
    with django_db_blocker.unblock(), daphne(LIVE_POLL_SECONDS="0.1") as server:
        yield server


@pytest.fixture
def server(one_server, transactional_db) -> Server:
    return one_server


@pytest.fixture
def story(world, mamie) -> Story:
    return published_story(mamie, world.caf_gard, world.fs_sommieres)


def reply_to(story: Story) -> Routing:
    with transaction.atomic():
        routing = story.routings.all()[0]
        answer(routing)
        announce(routing)
    return routing


def shown(desk: Desk, name: str) -> str:
    """What this page shows of an element; nothing as long as it has not come."""
    return desk.elements.get(name, (0, ""))[1]


def fresh_page(client, url: str) -> str:
    return client.get(url).text


def test_a_reply_appears_to_every_reader_as_on_a_fresh_page(server, client, story) -> None:
    with Desk(server, f"story:{story.pk}").open() as reader, Desk(server, "stories").open() as home:
        routing = reply_to(story)
        name = f"story_reply-{routing.pk}"
        reader.wait(lambda desk: REPLY in shown(desk, name))
        reader.wait(lambda desk: "ballkey" in shown(desk, f"story_body-{story.pk}"))
        home.wait(lambda desk: "1 réponse sur 2" in shown(desk, f"story_card-{story.pk}"))

        page = fresh_page(client, reverse("stories:story", args=[story.pk]))
        for _, html in reader.elements.values():
            assert html in page
        page = fresh_page(client, reverse("stories:list"))
        assert home.elements[f"story_card-{story.pk}"][1] in page


def test_a_reply_rolled_back_reaches_nobody(server, story) -> None:
    with Desk(server, f"story:{story.pk}").open() as reader:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            reply_to(story)
            raise ZeroDivisionError
        reader.wait_for_turn()
        assert reader.elements == {}


def test_an_author_sees_where_their_story_stands_and_nobody_else_does(
    server, client, story, mamie, paul
) -> None:
    topic = f"person:{mamie.pk}"
    with (
        Desk(server, topic, user=mamie).open() as author,
        Desk(server, topic, user=paul).open() as outsider,
        Desk(server, topic).open() as public,
    ):
        reply_to(story)
        author.wait(lambda desk: REPLY in shown(desk, f"my_story-{story.pk}"))
        client.force_login(mamie)
        assert author.elements[f"my_story-{story.pk}"][1] in fresh_page(client, reverse("stories:mine"))
        for each in (outsider, public):
            each.wait_for_turn()
            assert each.elements == {}


def test_what_is_not_published_is_pushed_to_no_reader(server, world, mamie) -> None:
    hidden = submitted_story(mamie, world.caf_gard)
    seen = published_story(mamie, world.caf_gard)
    with Desk(server, "stories", f"story:{hidden.pk}").open() as reader:
        for story in (hidden, seen):
            with transaction.atomic():
                announce(story)
                announce(seen.routings.all()[0])
        reader.wait(lambda desk: f"story_card-{seen.pk}" in desk.elements)
        assert not [name for name in reader.elements if name.endswith(f"-{hidden.pk}")]


def test_a_story_its_author_withdraws_leaves_the_page_of_its_readers(server, story, mamie) -> None:
    with Desk(server, "stories", f"story:{story.pk}").open() as reader:
        actions.withdraw(story.pk, by=mamie, version=story.version, key="k")
        reader.wait(lambda desk: "retirée" in shown(desk, f"story_body-{story.pk}"))
        reader.wait(lambda desk: "n'est plus publiée" in shown(desk, f"story_card-{story.pk}"))
        for _, html in reader.elements.values():
            assert story.title not in html


def test_no_pushed_byte_names_the_author(server, story, mamie) -> None:
    topics = ["stories", f"story:{story.pk}"]
    with Desk(server, *topics).open() as reader:
        reply_to(story)
        reader.wait(lambda desk: f"story_card-{story.pk}" in desk.elements)
        reader.wait_for_turn()
        for _, html in reader.elements.values():
            assert mamie.email.partition("@")[0] not in html
            assert mamie.name.split()[0] not in html
