"""What lets public pages be fast: few questions, no session, 304 where nothing moved."""

import pytest
from django.urls import reverse

from stories.models import Story
from tests.stories_made import REPLY, answer, published_story

pytestmark = pytest.mark.django_db


def story_url(story: Story) -> str:
    return reverse("stories:story", args=[story.pk])


def position_of(page: str) -> str:
    return page.partition('data-live-since="')[2].partition('"')[0]


@pytest.fixture
def story(world, mamie) -> Story:
    return published_story(mamie, world.caf_gard, world.sip_nimes)


@pytest.mark.parametrize("how_many", [1, 8])
def test_public_pages_ask_three_questions_of_the_database(
    client, world, mamie, django_assert_num_queries, how_many
):
    for _ in range(how_many):
        story = published_story(mamie, world.caf_gard, world.fs_sommieres)
        answer(story.routings.first())

    for url in (reverse("stories:home"), reverse("stories:list"), story_url(story)):
        with django_assert_num_queries(3):
            client.get(url)


def test_anonymous_readers_get_no_cookie_and_no_token(client, story):
    for url in (reverse("stories:home"), reverse("stories:list"), story_url(story)):
        response = client.get(url)
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in response.text
        assert "public" in response["Cache-Control"]
        assert "Cookie" in response["Vary"]


def test_a_story_nobody_touched_is_not_drawn_again(client, story, django_assert_num_queries, remembering):
    known = {"if-none-match": client.get(story_url(story))["ETag"]}

    with django_assert_num_queries(1):
        assert client.get(story_url(story), headers=known).status_code == 304
    with django_assert_num_queries(0):
        assert client.get(story_url(story), headers=known).status_code == 304


def test_a_story_that_moved_is_drawn_again(client, story, remembering):
    first = client.get(story_url(story))
    answer(story.routings.first())
    remembering()

    again = client.get(story_url(story), headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200
    assert REPLY in again.text


def test_somebody_signed_in_never_gets_the_page_of_another(client, story, paul):
    etag = client.get(story_url(story))["ETag"]
    client.force_login(paul)

    response = client.get(story_url(story), headers={"if-none-match": etag})

    assert response.status_code == 200
    assert "private" in response["Cache-Control"]


def test_a_rush_of_readers_asks_the_database_once_a_second(
    client, story, django_assert_num_queries, remembering
):
    urls = [reverse("stories:home"), reverse("stories:list"), story_url(story)]
    for url in urls:
        client.get(url)

    with django_assert_num_queries(0):
        for url in urls:
            client.get(url)


def test_a_remembered_page_says_which_changes_it_has_not_seen(client, story, remembering):
    """Its position is older than the change it lacks: the socket will bring it."""
    url = story_url(story)
    before = client.get(url)
    answer(story.routings.first())

    after = client.get(url)

    assert REPLY not in after.text
    assert position_of(after.text) == position_of(before.text)
    remembering()
    assert REPLY in client.get(url).text


def test_nothing_remembered_is_shown_to_somebody_signed_in(client, story, mamie, remembering):
    client.get(story_url(story))
    answer(story.routings.first())
    client.force_login(mamie)

    assert REPLY in client.get(story_url(story)).text
