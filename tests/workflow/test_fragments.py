"""Live equals fresh: whatever happens, a page that only listened shows what a reload would."""

import json
import re
from collections.abc import Callable
from itertools import chain

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from directory.models import Membership, PlatformRole, User
from directory.rights import PUBLIC, Viewer
from live.drawing import draw_heard, what_is_heard
from live.fragments import draw, registry
from live.log import Position, read
from live.page import granted
from stories.models import Routing, Story
from tests.pressing import WORDS, approve, key, pressed, publish, submit_reply, take
from tests.stories_made import draft_story, published_story, submitted_story
from tests.workflow.desks import signed_in
from workflow import actions, clock
from workflow.actions import ReplyWords
from workflow.models import Step
from workflow.queues.counts import load_moderation, own_counts
from workflow.queues.fragments import MODERATION_COUNTS
from workflow.queues.queue import QUEUES, page_of
from workflow.replies.counts import load_inbox
from workflow.replies.fragments import INBOX_COUNTS
from workflow.replies.queues import to_answer, to_validate
from workflow.spine.instant import at, now

pytestmark = pytest.mark.django_db

ELEMENT = re.compile(rf'id="({"|".join(registry)})-(\w+)" data-version=')


class Page:
    """A page left open: what it shows, kept up to date by what it hears alone."""

    def __init__(self, client: Client, viewer: Viewer, url: str) -> None:
        self.client, self.viewer, self.url = client, viewer, url
        self.open(self.fetch())

    def open(self, text: str) -> None:
        found = re.search(r'data-live-token="([^"]+)" data-live-since="([^"]+)"', text)
        assert found, self.url
        grant = granted(found[1])
        position = Position.from_token(found[2])
        assert grant and position
        self.topics, self.since = grant[1], position
        self.shown = elements(text, self.viewer)

    def fetch(self) -> str:
        response = self.client.get(self.url)
        assert response.status_code in {200, 404, 410}, (self.url, response.status_code)
        return response.text

    def hear(self) -> dict[str, str | None]:
        """What is pushed to this page: element → its new drawing, None where it goes."""
        heard = what_is_heard(read(self.since, self.topics).rows)
        frames = draw_heard([(one, {self.viewer}) for one in heard])
        assert None not in frames, "a drawing failed"
        pushed = {}
        for frame in chain.from_iterable(one[self.viewer] for one in frames if one):
            pushed[frame.id] = json.loads(frame.json).get("html")
        return pushed

    def verify(self, what: str) -> None:
        """Every element the page shows, or would now show, is what a fresh page draws."""
        pushed = self.hear()
        before, fresh = self.shown, self.fetch()
        if "data-live-token" not in fresh:
            return  # gone: a reload shows no live page any more
        self.open(fresh)
        live = before | {name: html for name, html in pushed.items() if name in before}
        for name, html in live.items():
            if name in self.shown:
                assert html == self.shown[name], f"{what}: {name} on {self.url} is stale"
        for name in set(self.shown) - set(before):
            assert pushed.get(name) == self.shown[name], f"{what}: {name} on {self.url} was not told"


def elements(text: str, viewer: Viewer) -> dict[str, str]:
    """The fragments on a page, each as its own drawing would be now (which the page must contain)."""
    found = {}
    there: dict[str, list[str]] = {}
    for kind, pk in dict.fromkeys(ELEMENT.findall(text)):
        there.setdefault(kind, []).append(pk)
    for kind, pks in there.items():
        fragment = registry[kind]
        items = fragment.load([int(pk) for pk in pks if pk.isdigit()])
        for pk, item in items.items():
            html = draw(fragment, item, fragment.audience(viewer, item))
            assert html in text, f"{kind}-{pk} is drawn otherwise by the page"
            found[f"{kind}-{pk}"] = html
    return found


@pytest.fixture
def somebody(world) -> Callable[..., User]:
    """Somebody with a role limited to networks, or with places in houses."""

    def make(email: str, role: str = "", network=None, **houses: str) -> User:
        person = User.objects.create_user(f"{email}@exemple.test", f"Nom de {email}")
        if role:
            held = PlatformRole.objects.create(user=person, role=role)
            if network:
                held.networks.add(network)
        for house, profile in houses.items():
            Membership.objects.create(user=person, structure=getattr(world, house), profile=profile)
        return person

    return make


# Positions in the log are told apart by transaction: these two need real ones.
@pytest.mark.django_db(transaction=True)
def test_every_page_that_only_listened_equals_a_fresh_one_after_each_action(
    world, mamie, paul, stranger, ines, karim, lucie, sonia, marc, vera, gilles, olive, pilote
):
    story = draft_story(mamie, [world.caf_gard])
    waiting = submitted_story(paul, world.caf_gard)
    replied = published_story(paul, world.caf_ales, world.fs_sommieres)
    other = replied.routings.get(structure=world.caf_ales)
    desks = [
        (ines, "moderation"),
        (sonia, "inbox"),
        (vera, "validation"),
        (pilote, "inbox"),
        (mamie, "notifications"),
    ]
    pages = [open_page(who, reverse(f"workflow:{name}")) for who, name in desks]
    pages += [open_page(who, f"/reponses/{other.pk}/") for who in (gilles, olive)]
    pages += [open_page(who, url) for who, url in ((None, "/"), (stranger, "/experiences/"))]
    pages += [open_page(mamie, "/mes-experiences/"), open_page(None, f"/experiences/{replied.pk}/")]

    def then(what: str) -> None:
        for page in pages:
            page.verify(what)

    actions.submit(story.pk, **pressed(story, mamie))
    then("submit")
    pages += [open_page(who, f"/moderation/{story.pk}/") for who in (karim, lucie)]
    tab = take(Step.MODERATE, story, ines)
    then("claim")
    actions.release(Step.MODERATE, story.pk, **pressed(story, ines), tab=tab)
    then("release")
    actions.claim_next(by=karim, key=key())
    actions.claim_next(by=karim, key=key())
    then("next")
    taken = actions.take_over(Step.MODERATE, story.pk, **pressed(story, lucie), reason="Absent.")
    then("take over")
    tab = take(Step.MODERATE, waiting, karim)
    actions.reject(waiting.pk, **pressed(waiting, karim), tab=tab, reason="off_topic")
    then("reject")
    actions.correct(
        story.pk,
        **pressed(story, lucie),
        tab=taken.detail["tab"],
        structures=[world.caf_gard.pk, world.fs_sommieres.pk],
        title=story.title,
        text="Un récit corrigé.",
        reason="Clarté.",
    )
    then("correct")
    routing = story.routings.get(structure=world.caf_gard)
    pages += [open_page(who, f"/reponses/{routing.pk}/") for who in (sonia, olive)]
    pages += [open_page(who, f"/experiences/{story.pk}/") for who in (None,)]
    tab = take(Step.DRAFT, routing, sonia)
    then("claim the draft")
    for saves in (0, 1):
        actions.save_draft(
            routing.pk,
            **pressed(routing, sonia),
            tab=tab,
            saves=saves,
            words=ReplyWords(f"Bonjour, {saves}."),
        )
        then(f"save {saves}")
    actions.take_over(Step.DRAFT, routing.pk, **pressed(routing, gilles), reason="Urgent.")
    then("take the draft over")
    with at(now().replace(year=now().year + 1)):
        clock.free_expired()
    then("expire")
    submit_reply(routing, sonia)
    then("submit the reply")
    pages += [open_page(who, f"/validation/{routing.pk}/") for who in (marc,)]
    tab = take(Step.VALIDATE, routing, vera)
    then("claim the validation")
    actions.send_back(routing.pk, **pressed(routing, vera), tab=tab, comment="Plus court.")
    then("send back")
    submit_reply(routing, sonia)
    then("submit again")
    approve(routing, vera)
    then("approve")
    actions.rate(routing.pk, **pressed(routing, mamie), rating="appropriate", word="Merci.")
    then("rate")
    signed_in(sonia).post(
        reverse("workflow:read_all"),
        {"version": sonia.notifications.latest("pk").pk, "key": key()},
    )
    then("read all")
    submit_reply(other, sonia)
    tab = take(Step.VALIDATE, other, vera)
    actions.approve_with_edits(other.pk, **pressed(other, vera), tab=tab, words=WORDS)
    then("approve with edits")
    actions.unpublish(replied.pk, **pressed(replied, lucie), public_reason="À sa demande.")
    then("unpublish")
    actions.withdraw(story.pk, **pressed(story, mamie))
    then("withdraw")


def open_page(who: User | None, url: str) -> Page:
    if who is None:
        return Page(Client(), PUBLIC, url)
    fresh = User.objects.get(pk=who.pk)
    return Page(signed_in(fresh), fresh.viewer, url)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_is_not_heard_of(world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard)
    page = open_page(ines, reverse("workflow:moderation"))

    with transaction.atomic():
        take(Step.MODERATE, story, ines)
        assert page.hear()
        transaction.set_rollback(True)

    assert page.hear() == {}


class TestWhoSeesNothing:
    def test_of_a_story_before_publication(self, world, mamie, paul, ines, somebody, sonia):
        story = submitted_story(mamie, world.caf_gard)
        blind = [
            PUBLIC,
            mamie.viewer,
            paul.viewer,
            sonia.viewer,
            somebody("scoped", "moderator", world.dgfip).viewer,
            somebody("inside", "moderator", caf_gard="observer").viewer,
            somebody("above", "senior_moderator", cnaf="manager").viewer,
        ]

        for name in ("story_row", "story_bench"):
            item = registry[name].load([story.pk])[story.pk]
            assert [registry[name].audience(viewer, item) for viewer in blind] == [None] * len(blind)
            assert registry[name].audience(ines.viewer, item) is not None

    def test_of_a_draft(self, world, mamie, ines, lucie):
        draft = draft_story(mamie, [world.caf_gard])

        for name in ("story_row", "story_bench", "story_card", "story_body", "my_story"):
            assert registry[name].load([draft.pk]) == {}, name

    def test_of_a_routing_outside_its_tree(self, world, mamie, paul, ines, lucie, somebody, sonia):
        routing = published_story(mamie, world.caf_gard).routings.get()
        blind = [
            PUBLIC,
            mamie.viewer,
            paul.viewer,
            ines.viewer,
            lucie.viewer,
            somebody("below", caf_ales="manager").viewer,
            somebody("elsewhere", fs_sommieres="validator").viewer,
        ]

        for name in ("routing_row", "routing_bench"):
            item = registry[name].load([routing.pk])[routing.pk]
            assert [registry[name].audience(viewer, item) for viewer in blind] == [None] * len(blind)
            assert registry[name].audience(sonia.viewer, item) is not None

    def test_of_somebody_elses_bell_and_stories(self, world, mamie, paul):
        story = submitted_story(mamie, world.caf_gard)
        bell = registry["notification_bell"]
        mine = registry["my_story"]

        assert bell.audience(paul.viewer, bell.load([mamie.pk])[mamie.pk]) is None
        assert mine.audience(paul.viewer, mine.load([story.pk])[story.pk]) is None

    def test_of_drafts_without_the_right_to_read_them(self, world, mamie, sonia, olive, pilote):
        routing = published_story(mamie, world.caf_gard).routings.get()
        tab = take(Step.DRAFT, routing, sonia)
        actions.save_draft(
            routing.pk, **pressed(routing, sonia), tab=tab, saves=0, words=ReplyWords("Projet secret.")
        )
        bench = registry["routing_bench"]
        item = bench.load([routing.pk])[routing.pk]

        assert "Projet secret." not in draw(bench, item, bench.audience(olive.viewer, item))
        assert "Projet secret." in draw(bench, item, bench.audience(pilote.viewer, item))


def test_each_count_is_the_length_of_its_list_for_everybody(world, mamie, paul, somebody, request):
    people = [
        request.getfixturevalue(who)
        for who in ("ines", "lucie", "sonia", "marc", "vera", "gilles", "olive", "pilote", "stranger")
    ]
    people += [
        somebody("famille", "moderator", world.famille),
        somebody("dgfip", "senior_moderator", world.dgfip),
        somebody("inside", "moderator", caf_ales="observer"),
        somebody("two", caf_ales="validator", fs_sommieres="drafter"),
        somebody("above", cnaf="validator"),
        somebody("both", "moderator", fs_sommieres="validator"),
    ]
    houses = [world.cnaf, world.caf_gard, world.caf_ales, world.fs_sommieres, world.sip_nimes]
    submitted_story(mamie)
    submitted_story(paul, *houses)
    for number, house in enumerate(houses):
        for author in (mamie, people[0], people[3]):
            submitted_story(author, house)
        submitted_story(mamie, house, reading=Story.Reading.SECOND)
        for state in Routing.State:
            routing = published_story(mamie, house, houses[number - 1]).routings.first()
            Routing.objects.filter(pk=routing.pk).update(state=state)

    for person in people:
        viewer = person.viewer
        replies = INBOX_COUNTS.audience(viewer, load_inbox()["inbox"])
        lists = (len(to_answer(viewer)), len(to_validate(viewer)))

        if viewer.memberships:
            assert replies == lists, person
        else:
            assert replies is None, person
        for name, count in load_moderation().items():
            if not viewer.is_moderator:
                assert MODERATION_COUNTS.audience(viewer, count) is None
                continue
            marks = page_of(QUEUES[name], viewer).marks
            assert MODERATION_COUNTS.audience(viewer, count) == len(marks), (person, name)
            assert own_counts(viewer)[name].length == len(marks), (person, name)
            for mark in marks:
                row = registry["story_row"]
                assert row.audience(viewer, row.load([mark.pk])[mark.pk]), "a listed row is drawn"


def test_no_byte_for_staff_or_public_holds_the_authors_name_or_address(
    world, mamie, ines, lucie, karim, sonia, marc, vera, gilles, olive, pilote, stranger
):
    staff = [ines, lucie, karim, sonia, marc, vera, gilles, olive, pilote, stranger]
    viewers = [PUBLIC, *(person.viewer for person in staff)]
    drawn = 0

    def search(what: str) -> None:
        nonlocal drawn
        for fragment in registry.values():
            if fragment.subject not in {"story", "routing", "person"}:
                continue
            for item in everything_of(fragment, staff).values():
                for viewer in viewers:
                    audience = fragment.audience(viewer, item)
                    if audience is None:
                        continue
                    html = draw(fragment, item, audience)
                    drawn += 1
                    for secret in (mamie.name, "Micheline", "Roux", mamie.email, "secret@"):
                        assert secret not in html, f"{what}: {fragment.name} for {audience}"

    rejected = submitted_story(mamie, world.caf_gard)
    tab = take(Step.MODERATE, rejected, ines)
    actions.reject(rejected.pk, **pressed(rejected, ines), tab=tab, reason="abusive")
    story = draft_story(mamie, [world.caf_gard])
    actions.submit(story.pk, **pressed(story, mamie))
    search("submitted")
    publish(story, ines, world.caf_gard, world.fs_sommieres)
    routing = story.routings.get(structure=world.caf_gard)
    search("published")
    submit_reply(routing, sonia)
    search("to validate")
    approve(routing, vera)
    actions.rate(routing.pk, **pressed(routing, mamie), rating="not_appropriate", word="Non.")
    search("rated")
    unpublished = published_story(mamie, world.caf_gard)
    actions.unpublish(unpublished.pk, **pressed(unpublished, lucie), public_reason="Sur demande.")
    search("unpublished")
    actions.withdraw(story.pk, **pressed(story, mamie))
    search("withdrawn")
    assert drawn > 200

    for person, url in [
        (ines, f"/moderation/{story.pk}/"),
        (lucie, f"/moderation/{rejected.pk}/"),
        (ines, "/moderation/"),
        (sonia, f"/reponses/{routing.pk}/"),
        (vera, f"/validation/{routing.pk}/"),
        (sonia, "/notifications/"),
        (vera, "/validation/"),
        (pilote, "/reponses/"),
    ]:
        text = signed_in(person).get(url).text
        assert mamie.name not in text and mamie.email not in text, url


def everything_of(fragment, staff: list[User]) -> dict:
    if fragment.ids:
        return fragment.load([])
    ids = {
        "story": lambda: Story.objects.values_list("pk", flat=True),
        "routing": lambda: Routing.objects.values_list("pk", flat=True),
        "person": lambda: [person.pk for person in staff],
    }[fragment.subject]()
    return fragment.load(list(ids))
