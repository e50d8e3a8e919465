"""Who is shown which fragments, how many are counted for whom, and what is in none of them."""

from collections.abc import Callable

import pytest

from directory.models import Membership, PlatformRole, User
from directory.rights import PUBLIC
from live.fragments import draw, registry
from stories.models import Routing, Story
from tests.pressing import approve, pressed, publish, submit_reply, take
from tests.stories_made import draft_story, published_story, submitted_story
from tests.workflow.desks import signed_in
from workflow import actions
from workflow.actions import ReplyWords
from workflow.models import Step
from workflow.queues.counts import load_moderation, own_counts
from workflow.queues.fragments import MODERATION_COUNTS
from workflow.queues.queue import QUEUES, page_of
from workflow.replies.counts import load_inbox
from workflow.replies.fragments import INBOX_COUNTS
from workflow.replies.queues import to_answer, to_validate

pytestmark = pytest.mark.django_db


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
