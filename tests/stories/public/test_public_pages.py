from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

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

    response = client.get(story_url(story))
    assert response.status_code == 410
    assert "Son auteur l'a retirée." in unescape(response.text)
    assert not any(words in response.text for words in (story.title, story.pseudonym, "déménagement"))


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["original"], None),
        (["corrected"], "texte corrigé par la modération"),
        (["rewritten"], "texte réécrit avec l'accord de son auteur"),
        (
            ["rewritten", "corrected"],
            "texte réécrit avec l'accord de son auteur, puis corrigé par la modération",
        ),
    ],
)
def test_a_story_says_what_moderation_made_of_it(kinds, said, client, story, ines):
    story.texts.update(public_at=None)
    for kind in kinds:
        story.texts.create(kind=kind, title=story.title, text=story.text, by=ines, public_at=timezone.now())

    page = unescape(client.get(story_url(story)).text)
    assert (f" · {said}</p>" in page) if said else ("par la modération" not in page)


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
    Routing.objects.create(story=story, structure=world.caf_ales, holder=world.caf_gard, previous=routing)
    Routing.objects.filter(pk=routing.pk).update(state="transferred")

    page = client.get(story_url(story)).text

    assert "A transmis cette expérience à Caf du Gard - Alès" in page
