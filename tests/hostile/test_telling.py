"""Strange input where citizens write and read: telling, mes expériences, the list, the search."""

from urllib.parse import quote

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from stories.models import Story
from stories.public.forms import ListForm
from tests.hostile.strings import LONG, NUL, NUMBERS, assert_only_text, naughty, stripe, together
from tests.pressing import key
from tests.stories_made import answer, draft_story, published_story
from tests.workflow.desks import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world, mamie) -> Story:
    return draft_story(mamie, [world.caf_gard])


def fields_of_steps(draft: Story) -> dict[str, dict[str, str]]:
    """step → its fields, filled in rightly."""
    house = draft.services.get().structure_id
    return {
        "recit": {"text": draft.text, "title": draft.title},
        "ressenti": {"feeling": "negative"},
        "quand": {"happened_on": "2026-09-02", "place": "Gard"},
        "pseudonyme": {"pseudonym": "Mamie30"},
        "services": {"structures": str(house), "other_service": "", "q": ""},
        "contact": {f"modes-{house}": "phone"},
        "brouillon": {"text": "", "title": "", "place": "", "pseudonym": "", "other_service": ""},
    }


def test_every_field_of_every_step_takes_or_refuses_each_string(draft, mamie, attack):
    client = signed_in(mamie)
    for step, fields in fields_of_steps(draft).items():
        url = f"/raconter/{draft.pk}/{step}/"
        strings = naughty()[::6]
        for number in range(0, len(strings), len(fields)):
            some = strings[number : number + len(fields)]
            told = dict(zip(fields, some, strict=False))
            attack(client, "post", url, {**fields, **told, "version": draft.version, "next": "1"})


@pytest.mark.parametrize("name", ["version", "then", "find", "drop", "situation", "puis"])
def test_what_is_not_typed_but_sent_is_read_with_care(name, draft, mamie, attack):
    client = signed_in(mamie)
    for string in naughty()[::9]:
        if name == "situation":
            attack(client, "post", "/raconter/", {"situation": string})
        elif name == "puis":
            attack(client, "get", f"/raconter/{draft.pk}/recit/", {"puis": string})
        elif name in {"find", "drop"}:
            sent = {name: string, "structures": string, "q": string}
            attack(client, "post", f"/raconter/{draft.pk}/services/", sent)
        else:
            told = {"feeling": "negative", "version": draft.version, name: string}
            attack(client, "post", f"/raconter/{draft.pk}/ressenti/", told)


@pytest.mark.parametrize("text", [LONG, NUL, "x"], ids=["long", "nul", "short"])
def test_a_refused_text_is_given_back_whole(text, draft, mamie, attack):
    response = attack(
        signed_in(mamie),
        "post",
        f"/raconter/{draft.pk}/recit/",
        {"text": text, "title": "Un titre", "version": draft.version},
    )

    assert response.status_code == 422
    assert text.strip() in response.content.decode()


def test_a_stale_draft_gives_both_texts(draft, mamie, attack):
    Story.objects.filter(pk=draft.pk).update(version=7, text="Ce qui est enregistré depuis.")

    response = attack(
        signed_in(mamie),
        "post",
        f"/raconter/{draft.pk}/recit/",
        {"text": "Ce que cette page avait de nouveau.", "title": "Un titre", "version": 1},
    )

    assert response.status_code == 409
    for words in ("Ce qui est enregistré depuis.", "Ce que cette page avait de nouveau."):
        assert words in response.text


def test_an_address_or_a_code_that_is_none_is_refused(draft, attack):
    client = Client()
    client.post("/raconter/", {"situation": "over"})
    begun = Story.objects.filter(author=None).latest("pk")
    told = {f.attname: getattr(draft, f.attname) for f in Story._meta.concrete_fields}
    del told["id"]
    Story.objects.filter(pk=begun.pk).update(**told | {"author_id": None, "other_service": "La mairie"})
    url = reverse("workflow:send_code", args=[begun.pk])
    for string in (*naughty()[::5], LONG):
        attack(client, "post", url, {"email": string})
    client.post(url, {"email": "nouvelle@exemple.test"})
    for string in naughty()[1::9]:
        attack(client, "post", reverse("workflow:confirm_code", args=[begun.pk]), {"code": string})


FILTERS = [*ListForm(QueryDict()).fields, "structure", "q", "find", "drop"]


def test_every_filter_of_the_list_and_word_of_the_search(world, mamie, attack):
    published_story(mamie, world.caf_gard)
    client = Client()
    for number, string in enumerate(naughty()):
        name = FILTERS[number // 2 % len(FILTERS)]
        if number % 2:
            attack(client, "get", "/services/recherche/", {"q": string})
        else:
            attack(client, "get", "/experiences/", {name: string})
    for string in naughty()[::8]:
        attack(client, "get", "/experiences/", dict.fromkeys(FILTERS, string))
        attack(
            client,
            "get",
            "/services/recherche/",
            {"q": string},
            headers={"HX-Request": "true", "HX-Target": quote(string)},
        )
    for string in (LONG, NUL, *NUMBERS):
        for name in FILTERS:
            attack(client, "get", "/experiences/", {name: string})
        attack(client, "get", "/services/recherche/", {"q": string})


def test_every_address_that_names_something_else(world, mamie, paul, draft, attack):
    client = signed_in(paul)
    for string in (*naughty()[::6], *NUMBERS):
        attack(client, "get", f"/raconter/{draft.pk}/{quote(string, safe='')}/")
    for number in NUMBERS:
        for where in ("/experiences/{}/", "/raconter/{}/relecture/", "/mes-experiences/{}/retrait/"):
            attack(client, "get", where.format(quote(number)))
    theirs = published_story(mamie, world.caf_gard)
    answer(theirs.routings.get())
    for url in (
        f"/raconter/{draft.pk}/recit/",
        f"/raconter/{draft.pk}/services/",
        f"/raconter/{draft.pk}/brouillon/",
        f"/raconter/{draft.pk}/effacer/",
        f"/raconter/{draft.pk}/merci/",
        f"/mes-experiences/{theirs.pk}/retrait/",
        f"/mes-experiences/{theirs.pk}/reecrire/",
        f"/mes-experiences/reponses/{theirs.routings.get().pk}/avis/",
    ):
        for method in ("get", "post"):
            response = attack(client, method, url, {"version": 1, "key": key()})
            assert response.status_code in {404, 405}, url
    for string in stripe(0, 8):
        url = f"/mes-experiences/reponses/{theirs.routings.get().pk}/avis/"
        attack(signed_in(mamie), "get", url, {"avis": string})


def test_what_was_told_is_only_ever_text_wherever_it_is_drawn(world, mamie, ines):
    """Every string in every column that people fill in, on every page that shows it."""
    for text in together(12_000):
        line = max(text.splitlines(), key=lambda one: ("<" in one, -len(one)))
        story = published_story(
            mamie, world.caf_gard, text=text, title=line[:150], pseudonym=line[:40], place=line[:120]
        )
        answer(story.routings.get(), text, greeting=line[:200], signature=line[:200])
        pages = [
            (Client(), f"/experiences/{story.pk}/"),
            (Client(), "/experiences/"),
            (signed_in(mamie), "/mes-experiences/"),
            (signed_in(ines), f"/moderation/{story.pk}/"),
        ]
        for client, url in pages:
            response = client.get(url)
            assert response.status_code == 200, url
            assert_only_text(response.text, [text], url)
