"""Strange input at the desks: every button of workflow/, every field, every address."""

import pytest
from django.db import transaction
from django.urls import reverse

from live.fragments import draw, registry
from stories.models import Story
from tests.hostile.strings import LONG, NUL, assert_only_text, naughty, stripe, together
from tests.pressing import key
from tests.workflow.busy_house import buttons, items  # noqa: F401  (fixtures: the same busy house)
from tests.workflow.desks import Press, signed_in
from tests.workflow.routes import PAGES, PRESSES, ROUTES
from workflow.models import Claim, Event
from workflow.queues.rows import load_stories
from workflow.replies.rows import load_routings

pytestmark = pytest.mark.django_db

# What a page sends besides what people type; the rest of a button's fields is text or a choice.
SENT = ("version", "key", "tab")
ALSO = {
    "workflow:save_draft": ("saves", "by"),
    "workflow:publish": ("structures",),
    "workflow:correct": ("structures",),
}
# Where a field is text, how much of it is kept; beyond, it is refused with the text given back.
GIVEN_BACK = {
    "workflow:publish": "message",
    "workflow:correct": "text",
    "workflow:reject": "message",
    "workflow:save_draft": None,  # answered to the script that saves, which keeps the text
    "workflow:submit_reply": "text",
    "workflow:approve_with_edits": "text",
    "workflow:rate": "word",
}


def pressable(buttons: dict[str, Press]) -> list[Press]:  # noqa: F811
    return [buttons[name] for name in sorted(PRESSES - {"workflow:demo_sign_in"})]


@pytest.fixture
def ready(buttons, attack):  # noqa: F811
    """Each button with its claim taken and its client signed in, undone afterwards."""

    def each():
        for number, button in enumerate(pressable(buttons)):
            before = transaction.savepoint_create()
            fields = button.fields(button.take())
            yield number, button, signed_in(button.by), fields
            transaction.savepoint_rollback(before)

    return each


IN_PLACE = {"HX-Request": "true"}


def test_each_string_as_what_a_page_sends(ready, attack):
    """A version, key, tab or id that no page of ours gave: over all buttons, each string in each."""
    shares = 28  # as many as there are buttons
    assert len(PRESSES) - 1 >= shares
    for number, button, client, fields in ready():
        for names in (["version"], ["key", "tab"], *([name] for name in ALSO.get(button.name, ()))):
            for string in stripe(number % shares, shares):
                sent = fields | dict.fromkeys(names, string)
                attack(client, "post", button.url, sent, headers=IN_PLACE)


def test_each_string_as_one_of_the_services_to_address(ready, attack):
    for _, button, client, fields in ready():
        if button.name == "workflow:publish":
            for string in naughty()[::3]:
                sent = {**fields, "structures": [fields["structures"], string], "message": "x" * 2001}
                attack(client, "post", button.url, sent if len(string) % 3 else {**sent, "message": ""})


def test_each_string_as_what_people_type(ready, attack):
    for _, button, client, fields in ready():
        typed = list(button.typed or {})
        if not typed:
            continue
        for number, text in enumerate(together(1900)):
            some = dict.fromkeys(typed, text[number : number + 190]) if number % 2 else {typed[0]: text}
            attack(client, "post", button.url, fields | some)
        for string in stripe(len(button.name) % 24, 24):
            attack(client, "post", button.url, fields | dict.fromkeys(typed, string))


def test_a_million_characters_are_refused_and_given_back(ready, attack):
    for _, button, client, fields in ready():
        for name in button.typed or {}:
            response = attack(client, "post", button.url, fields | {name: LONG})
            if GIVEN_BACK.get(button.name) == name:
                assert response.status_code == 422, button.name
                assert LONG.strip() in response.content.decode(), button.name


def test_a_nul_byte_is_refused_or_left_out_and_the_text_given_back(ready, attack):
    for _, button, client, fields in ready():
        for name in (*SENT, *(button.typed or {})):
            response = attack(client, "post", button.url, fields | {name: NUL})
            if response.status_code == 422 and GIVEN_BACK.get(button.name) == name:
                assert "ceci est écrit avec un octet nul" in response.content.decode()


def test_more_than_can_be_read_is_refused_in_french(ready, attack):
    for number, button, client, fields in ready():
        if number % 8:
            continue
        too_long = attack(client, "post", button.url, fields | {"text": LONG * 3})
        too_many = attack(client, "post", button.url, fields | {f"f{n}": "" for n in range(600)})
        assert (too_long.status_code, too_many.status_code) == (400, 400)
        assert "dépasse la taille acceptée" in too_long.text


def test_every_address_with_an_id_that_is_none(buttons, ines, marc, attack):  # noqa: F811
    clients = (signed_in(ines), signed_in(marc))
    for name, route in sorted(ROUTES.items()):
        if not route.has_id:
            continue
        url = reverse(name, args=[1])
        for client in clients:
            for number in ("0", "999999999999", str(2**63 - 1), str(2**63), "9" * 4400):
                method = "get" if name in PAGES else "post"
                data = {} if name in PAGES else {"version": 1, "key": key(), "tab": "x", "text": "Bonjour."}
                response = attack(client, method, url.replace("/1/", f"/{number}/", 1), data)
                assert response.status_code in {302, 400, 403, 404, 409, 422}, (name, number)


def test_every_page_with_strange_parameters(items, ines, marc, attack):  # noqa: F811
    pages = [
        (ines, f"/moderation/{items['submitted'].pk}/"),
        (marc, f"/reponses/{items['to_answer'].pk}/"),
        (marc, f"/validation/{items['to_validate'].pk}/"),
        (marc, "/notifications/"),
    ]
    for number, (person, url) in enumerate(pages):
        client = signed_in(person)
        share = stripe(number, len(pages))
        for tab, over, other in zip(share[::3], share[1::3], share[2::3], strict=False):
            attack(client, "get", url, {"tab": tab, "reprendre": over, other: other})


def test_what_is_typed_at_the_desks_is_only_ever_text_on_pages_and_in_pushes(
    buttons,  # noqa: F811
    items,  # noqa: F811
    ines,
    marc,
    vera,
):
    """Typed for good this time; then every page and fragment that may show it is searched."""
    for text in together(1900):
        before = transaction.savepoint_create()
        short = max(text.splitlines(), key=lambda one: ("<" in one, -len(one)))[:190]
        story, routing = items["submitted"], items["to_answer"]
        Story.objects.filter(pk__in=[story.pk, routing.story_id]).update(
            title=short[:150], pseudonym=short[:40], other_service=short, place=short[:120]
        )
        for name, typed in [
            ("workflow:take_over", {"reason": text[:900]}),
            ("workflow:save_draft", {"text": text, "greeting": short, "signature": short}),
            ("workflow:take_over_draft", {"reason": text[:900]}),
            ("workflow:send_back", {"comment": text}),
            ("workflow:keep_copy", {"text": text}),
        ]:
            button = buttons[name]
            done = signed_in(button.by).post(button.url, button.fields(button.take()) | typed)
            assert done.status_code in {200, 303}, (name, done.text[-500:])
        for person, url in [
            (ines, f"/moderation/{story.pk}/?reprendre=1"),
            (marc, f"/reponses/{routing.pk}/"),
            (marc, f"/reponses/{items['to_validate'].pk}/"),
            (vera, "/validation/"),
            (ines, "/notifications/"),
        ]:
            assert_only_text(signed_in(person).get(url).text, [text, short], url)
        found = {
            "story_row": load_stories([story.pk]),
            "story_bench": load_stories([story.pk]),
            "routing_row": load_routings([routing.pk, items["to_validate"].pk]),
            "routing_bench": load_routings([routing.pk, items["to_validate"].pk]),
        }
        for name, loaded in found.items():
            for item in loaded.values():
                for viewer in (ines.viewer, marc.viewer):
                    if (audience := registry[name].audience(viewer, item)) is not None:
                        assert_only_text(draw(registry[name], item, audience), [text, short], name)
        transaction.savepoint_rollback(before)


def test_nothing_of_all_this_moved_anything(ready, attack):
    for number, button, client, fields in ready():
        if number % 3:
            continue
        events, claims = Event.objects.count(), Claim.objects.count()
        for version in ("", "0", "999999", "x"):
            attack(client, "post", button.url, fields | {"version": version, "key": ""})
        assert (Event.objects.count(), Claim.objects.count()) == (events, claims)
