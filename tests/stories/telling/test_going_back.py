"""« Précédent », reloading, a bookmark, a session that ended: whatever address one comes back to, there is a page."""

import pytest
from django.urls import reverse

from stories.models import Story
from tests.stories.telling_done import ask_code, begin, code_sent, give_code, step_url, tell, tell_all
from tests.stories_made import TEXT, TITLE, answer, draft_story, published_story, submitted_story

pytestmark = pytest.mark.django_db


def test_every_answer_leads_on_to_a_page_that_can_be_asked_for_again(client, world):
    pk = begin(client)
    house = world.caf_gard.pk
    answers = [
        client.post(reverse("stories:tell"), {"situation": "over"}),
        client.post(reverse("stories:tell"), {"situation": "ongoing"}),
        tell(client, pk, "recit", title=TITLE, text=TEXT),
        tell(client, pk, "ressenti", feeling="negative"),
        tell(client, pk, "services", structures=[house], find="1", q="impots"),
        tell(client, pk, "services", structures=[house], drop=house),
        tell(client, pk, "services", structures=[house]),
        tell(client, pk, "contact", **{f"modes-{house}": ["phone"]}),
        tell(client, pk, "quand", happened_on="mars 2026"),
        tell(client, pk, "pseudonyme", pseudonym="Mamie30"),
        client.post(reverse("workflow:submit", args=[pk]), {"version": 1, "key": "k"}),
        ask_code(client, pk),
        give_code(client, pk, code_sent()),
        client.post(reverse("stories:discard", args=[draft_story(Story.objects.get(pk=pk).author).pk])),
    ]

    assert {one.status_code for one in answers} == {303}
    for one in answers[:-1]:
        assert client.get(one.url).status_code in {200, 302, 303}


@pytest.mark.parametrize(
    ("slug", "told"),
    [
        ("recit", {"text": "court"}),
        ("services", {}),
        ("quand", {"happened_on": "jamais"}),
        ("pseudonyme", {}),
    ],
)
def test_a_browser_may_show_a_refused_form_again_whatever_its_cookies_have_become(client, slug, told):
    refused = tell(client, begin(client), slug, **told)

    assert refused.status_code == 422
    assert refused["Cache-Control"] == "private, no-cache"
    assert "Vary" not in refused


def test_a_question_itself_is_always_asked_anew(client):
    page = client.get(step_url(begin(client), "recit"))

    assert "no-store" in page["Cache-Control"]


def test_the_address_of_a_button_leads_to_the_page_the_button_is_on(client, world, mamie):
    client.force_login(mamie)
    draft = draft_story(mamie, [world.caf_gard])
    story = published_story(mamie, world.caf_gard)
    routing = answer(story.routings.get()).routing
    taken = submitted_story(mamie, world.caf_gard)
    Story.objects.filter(pk=taken.pk).update(state="withdrawn")
    for button, page in [
        (reverse("stories:autosave", args=[draft.pk]), step_url(draft.pk, "recit")),
        (reverse("workflow:submit", args=[draft.pk]), step_url(draft.pk, "relecture")),
        (reverse("workflow:withdraw", args=[story.pk]), reverse("stories:withdraw", args=[story.pk])),
        (reverse("workflow:rate", args=[routing.pk]), reverse("stories:rate", args=[routing.pk])),
        (reverse("stories:rewrite", args=[taken.pk]), reverse("stories:mine")),
        (reverse("workflow:read_all"), reverse("workflow:notifications")),
    ]:
        assert client.get(button).url == page
        assert client.get(page).status_code == 200
    assert Story.objects.filter(author=mamie).count() == 3


def test_somebody_whose_session_ended_comes_back_to_the_form_after_signing_in(client, world, mamie):
    story = published_story(mamie, world.caf_gard)
    button = reverse("workflow:withdraw", args=[story.pk])

    asked = client.post(button, {"version": story.version, "key": "k"})
    client.force_login(mamie)
    page = client.get(asked.url.partition("next=")[2], follow=True)

    assert "Retirer cette expérience" in page.text


def test_a_story_that_is_sent_thanks_its_author_at_every_address_of_its_draft(
    client, client_of_another, world
):
    pk = tell_all(client, world)
    ask_code(client, pk)
    give_code(client, pk, code_sent())

    addresses = [step_url(pk, slug) for slug in ("recit", "services", "contact", "quand", "relecture")]
    addresses += [reverse("workflow:send_code", args=[pk]), reverse("workflow:confirm_code", args=[pk])]
    for address in [*addresses, reverse("stories:resume", args=[pk]), reverse("stories:discard", args=[pk])]:
        assert client.get(address).url == reverse("stories:told", args=[pk])
        assert client_of_another.get(address).status_code == 404


def test_a_story_taken_back_is_not_asked_about_again(client, world, mamie):
    client.force_login(mamie)
    story = submitted_story(mamie, world.caf_gard)
    Story.objects.filter(pk=story.pk).update(state="withdrawn")

    assert client.get(reverse("stories:withdraw", args=[story.pk])).url == reverse("stories:mine")


def test_a_draft_is_gone_on_with_at_the_first_question_that_has_no_answer(client, world):
    pk = begin(client)

    def goes_on() -> str:
        return client.get(reverse("stories:resume", args=[pk])).url

    assert goes_on() == step_url(pk, "recit")
    tell(client, pk, "recit", title=TITLE, text=TEXT)
    assert goes_on() == step_url(pk, "ressenti")
    tell(client, pk, "services", other_service="La mairie")
    assert goes_on() == step_url(pk, "quand")
    assert client.get(step_url(pk, "contact")).url == step_url(pk, "services")
    tell(client, pk, "quand", happened_on="2025")
    tell(client, pk, "pseudonyme", pseudonym="Mamie30")
    assert goes_on() == step_url(pk, "relecture")
