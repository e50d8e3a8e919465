import pytest
from django.urls import reverse

from directory.models import Structure
from stories.models import Routing, Story
from tests.stories_made import REPLY, answer, draft_story, published_story, submitted_story

pytestmark = pytest.mark.django_db


def story_url(story: Story) -> str:
    return reverse("stories:story", args=[story.pk])


@pytest.fixture
def story(world, mamie) -> Story:
    return published_story(mamie, world.caf_gard, world.sip_nimes)


def test_a_published_story_is_read_by_everybody(client, story):
    page = client.get(story_url(story)).text

    assert story.title in page
    assert "Mamie30 · Gard" in page
    assert "Ressenti négatif" in page
    assert "téléphone" in page


def test_the_home_page_and_the_list_show_what_was_just_published(client, story):
    for name in ("stories:home", "stories:list"):
        assert f"story_card-{story.pk}" in client.get(reverse(name)).text


@pytest.mark.parametrize("state", ["draft", "submitted", "rejected", "withdrawn"])
def test_what_is_not_published_does_not_exist_for_the_public(client, world, mamie, state):
    story = submitted_story(mamie, world.caf_gard, published_at=None)
    Story.objects.filter(pk=story.pk).update(state=state)

    assert client.get(story_url(story)).status_code == 404
    assert story.title not in client.get(reverse("stories:list")).text


def test_a_withdrawn_story_leaves_nothing_behind(client, story):
    Story.objects.filter(pk=story.pk).update(state="withdrawn")

    assert client.get(story_url(story)).status_code == 404


def test_an_unpublished_story_keeps_its_public_reason_and_nothing_else(client, story):
    Story.objects.filter(pk=story.pk).update(state="unpublished", public_reason="Reconnaissable.")

    response = client.get(story_url(story))

    assert response.status_code == 410
    assert "Reconnaissable." in response.text
    assert "déménagement" not in response.text


def test_each_service_says_where_it_stands(client, story):
    page = client.get(story_url(story)).text

    assert "réponse attendue" in page
    assert "ne répond pas encore sur Voxusagers" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("drafting", "réponse en rédaction"),
        ("to_validate", "réponse en cours de validation"),
        ("transfer_asked", "transfert demandé vers un autre service"),
    ],
)
def test_the_public_reads_the_state_of_a_reply_on_its_way(client, story, state, words):
    story.routings.filter(structure__name="Caf du Gard").update(state=state)

    assert words in client.get(story_url(story)).text


def test_a_reply_stands_under_the_story_with_its_status(client, story):
    answer(story.routings.first())

    page = client.get(story_url(story)).text

    assert REPLY in page
    assert "en cours d&#x27;examen" in page
    assert "L&#x27;équipe relation usagers" in page
    assert "1 réponse sur 2" in client.get(reverse("stories:list")).text


def test_who_held_the_ball_is_shown_once_there_is_a_reply(client, story):
    assert "ballkey" not in client.get(story_url(story)).text
    answer(story.routings.first())

    page = client.get(story_url(story)).text

    assert "modération 4 h" in page.replace("\u00a0", " ")
    assert "validation 30 min" in page.replace("\u00a0", " ")


def test_markup_told_by_somebody_is_only_text(client, world, mamie):
    story = published_story(mamie, world.caf_gard, title="<script>x</script>", text="<b onload=x>" * 3)

    page = client.get(story_url(story)).text

    assert "<script>x" not in page
    assert "<b onload" not in page


def test_the_list_is_filtered_by_a_service_and_all_below_it(client, world, mamie):
    of_ales = published_story(mamie, world.caf_ales, title="Alès")
    of_fs = published_story(mamie, world.fs_sommieres, title="Sommières")

    def titles(structure: Structure) -> set[int]:
        page = client.get(reverse("stories:list"), {"structure": structure.pk})
        return {story.pk for story in page.context["page"].stories}

    assert titles(world.cnaf) == {of_ales.pk}
    assert titles(world.caf_ales) == {of_ales.pk}
    assert titles(world.fs_sommieres) == {of_fs.pk}


def test_the_list_is_filtered_by_feeling_and_by_answer(client, world, mamie):
    sad = published_story(mamie, world.caf_gard)
    glad = published_story(mamie, world.caf_gard, feeling="positive")
    answer(glad.routings.first())

    def found(**wanted: str) -> set[int]:
        page = client.get(reverse("stories:list"), wanted).context["page"]
        return {story.pk for story in page.stories}

    assert found(ressenti="positive") == {glad.pk}
    assert found(ressenti="negative") == {sad.pk}
    assert found(reponse="oui") == {glad.pk}
    assert found(reponse="non") == {sad.pk}
    assert found() == {sad.pk, glad.pk}


def test_the_list_goes_on_where_it_stopped_whatever_is_published_meanwhile(client, world, mamie):
    told = [published_story(mamie, world.caf_gard) for _ in range(25)]
    first = client.get(reverse("stories:list")).context["page"]
    published_story(mamie, world.caf_gard, title="Arrivée entre-temps")

    second = client.get(reverse("stories:list"), {"avant": str(first.following)}).context["page"]

    seen = [story.pk for story in [*first.stories, *second.stories]]
    assert sorted(seen) == sorted(story.pk for story in told)
    assert second.following is None


@pytest.mark.parametrize(
    "asked",
    [
        {"structure": "0"},
        {"structure": "9" * 30},
        {"structure": "999999"},
        {"ressenti": "furieux"},
        {"reponse": "peut-être"},
        {"avant": "hier"},
        {"avant": "99999999999999999-1"},
        {"avant": "1-" + "9" * 18},
        {"avant": "\x00"},
    ],
)
def test_a_strange_question_to_the_list_is_answered_in_french(client, world, asked):
    response = client.get(reverse("stories:list"), asked)

    assert response.status_code in {200, 400}


def test_an_empty_list_says_so(client, db):
    assert "Aucune expérience" in client.get(reverse("stories:list")).text
    assert "Aucune expérience" in client.get(reverse("stories:home")).text


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


def test_a_story_nobody_touched_is_not_drawn_again(client, story, django_assert_num_queries):
    known = {"if-none-match": client.get(story_url(story))["ETag"]}

    with django_assert_num_queries(1):
        assert client.get(story_url(story), headers=known).status_code == 304
    with django_assert_num_queries(0):
        assert client.get(story_url(story), headers=known).status_code == 304


def test_a_story_that_moved_is_drawn_again(client, story, forgetful):
    first = client.get(story_url(story))
    answer(story.routings.first())
    forgetful()

    again = client.get(story_url(story), headers={"if-none-match": first["ETag"]})

    assert again.status_code == 200
    assert REPLY in again.text


def test_somebody_signed_in_never_gets_the_page_of_another(client, story, paul):
    etag = client.get(story_url(story))["ETag"]
    client.force_login(paul)

    response = client.get(story_url(story), headers={"if-none-match": etag})

    assert response.status_code == 200
    assert "private" in response["Cache-Control"]


def test_the_author_is_nowhere_in_what_the_public_reads(client, world, mamie):
    story = published_story(mamie, world.caf_gard)
    answer(story.routings.first())
    draft_story(mamie, title="Un brouillon")

    for url in (reverse("stories:home"), reverse("stories:list"), story_url(story)):
        page = client.get(url).text
        assert mamie.email.partition("@")[0] not in page
        assert mamie.name not in page
        assert mamie.name.split()[0] not in page


def test_a_transferred_routing_says_where_the_story_went(client, world, story):
    routing = story.routings.get(structure=world.caf_gard)
    Routing.objects.create(
        story=story, structure=world.caf_ales, holder=world.caf_gard, previous=routing
    )
    Routing.objects.filter(pk=routing.pk).update(state="transferred")

    page = client.get(story_url(story)).text

    assert "A transmis cette expérience à Caf du Gard - Alès" in page
