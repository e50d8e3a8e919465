"""Live equals fresh at the desks of reports, answers back and calibration."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from directory.models import PlatformRole, User
from directory.rights import PUBLIC
from live.fragments import draw, registry
from live.page import granted
from stories.models import Routing, Story
from tests.pressing import key, pressed, take
from tests.stories_made import answer, published_story
from tests.workflow.afterwards import answered_back, calibrated, reported_story
from tests.workflow.live_pages import open_page
from workflow import actions, clock
from workflow.models import Step
from workflow.spine.instant import at, now

pytestmark = pytest.mark.django_db
OF_STORIES = ("report_row", "report_bench", "calibrate_bench")
OF_ROUTINGS = ("answer_row", "answer_bench")


def pages_of(item: Story | Routing, list_name: str, bench: str, *people: User) -> list:
    urls = [reverse(f"workflow:{list_name}"), reverse(f"workflow:{bench}", args=[item.pk])]
    return [open_page(person, url) for person in people for url in urls]


# Positions in the log are told apart by transaction: these need real ones.
@pytest.mark.django_db(transaction=True)
def test_desks_of_reports_that_only_listened_equal_fresh_ones(world, mamie, ines, karim, lucie):
    story = reported_story(mamie, world.caf_gard)
    pages = pages_of(story, "reports", "report_bench", karim, lucie)

    def then(what: str) -> None:
        for page in pages:
            page.verify(what)

    actions.report(story.pk, "abusive", "Un second mot.")
    then("report again")
    tab = take(Step.REPORT, story, ines)
    then("claim")
    actions.release(Step.REPORT, story.pk, **pressed(story, ines), tab=tab)
    then("release")
    tab = take(Step.REPORT, story, ines)
    actions.escalate_reports(story.pk, **pressed(story, ines), tab=tab, note="Faut-il le dépublier ?")
    then("escalate")
    actions.note(story.pk, by=lucie, key=key(), text="Non.")
    then("note")
    take(Step.REPORT, story, ines)
    actions.take_over(Step.REPORT, story.pk, **pressed(story, lucie), reason="Absente.")
    then("take over")
    with at(now().replace(year=now().year + 1)):
        clock.free_expired()
    then("expire")
    tab = take(Step.REPORT, story, ines)
    actions.dismiss_reports(story.pk, **pressed(story, ines), tab=tab, note="Rien.")
    then("dismiss")
    actions.report(story.pk, "other")
    then("report once more")
    actions.amend(story.pk, **pressed(story, ines), title=story.title, text="Corrigé.", reason="Un nom.")
    then("amend")
    actions.unpublish(story.pk, **pressed(story, lucie), public_reason="Sur demande.")
    then("unpublish")
    actions.republish(story.pk, **pressed(story, lucie), note="Réglé.")
    then("republish")
    actions.withdraw(story.pk, **pressed(story, mamie))
    then("withdraw")


@pytest.mark.django_db(transaction=True)
def test_desks_of_answers_that_only_listened_equal_fresh_ones(world, mamie, paul, ines, karim, lucie):
    routing = answered_back(mamie, world.caf_gard)
    other = published_story(paul, world.caf_gard).routings.get()
    answer(other)
    pages = pages_of(routing, "answers", "answer_bench", karim, lucie)

    def then(what: str) -> None:
        for page in pages:
            page.verify(what)

    actions.say_back(other.pk, **pressed(other, paul), text="Encore un mot.")
    then("another answers")
    tab = take(Step.ANSWER, routing, ines)
    then("claim")
    actions.release(Step.ANSWER, routing.pk, **pressed(routing, ines), tab=tab)
    then("release")
    tab = take(Step.ANSWER, routing, ines)
    actions.publish_answer(routing.pk, **pressed(routing, ines), tab=tab)
    then("publish")
    tab = take(Step.ANSWER, other, ines)
    actions.reject_answer(other.pk, **pressed(other, ines), tab=tab, reason="Des injures.")
    then("reject")


@pytest.mark.django_db(transaction=True)
def test_the_page_of_calibration_that_only_listened_equals_a_fresh_one(world, mamie, ines, karim, lucie):
    first, second = (calibrated(published_story(mamie, world.caf_gard), ines).story for _ in range(2))
    pages = pages_of(first, "calibration", "calibrate", karim, lucie)

    tab = take(Step.CALIBRATE, second, lucie)
    for page in pages:
        page.verify("claim")
    actions.opine(second.pk, **pressed(second, lucie), tab=tab, outcome="publish")
    for page in pages:
        page.verify("opine")
    tab = take(Step.CALIBRATE, first, lucie)
    for page in pages:
        page.verify("claim the open one")
    actions.release(Step.CALIBRATE, first.pk, **pressed(first, lucie), tab=tab)
    for page in pages:
        page.verify("release")


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_is_not_heard_of(world, mamie, ines, karim):
    story = reported_story(mamie, world.caf_gard)
    routing = answered_back(mamie, world.caf_gard)
    drawn = calibrated(published_story(mamie, world.caf_gard), ines).story
    desks = [
        (open_page(ines, reverse("workflow:reports")), Step.REPORT, story),
        (open_page(ines, reverse("workflow:answers")), Step.ANSWER, routing),
        (open_page(karim, reverse("workflow:calibrate", args=[drawn.pk])), Step.CALIBRATE, drawn),
    ]
    for page, step, item in desks:
        with transaction.atomic():
            take(step, item, karim)
            assert page.hear(), step
            transaction.set_rollback(True)

        assert page.hear() == {}, step


class TestWhoSeesNothing:
    @pytest.fixture
    def blind(self, world, mamie, paul, sonia, olive) -> list:
        """Nobody's, its author's, an agent's, a moderator's of another network and of the very house."""
        scoped = User.objects.create_user("scoped@exemple.test", "Simon Capet")
        PlatformRole.objects.create(user=scoped, role="moderator").networks.add(world.dgfip)
        for person in (mamie, olive):
            PlatformRole.objects.create(user=person, role="senior_moderator")
        people = [User.objects.get(pk=person.pk) for person in (mamie, paul, sonia, olive, scoped)]
        return [PUBLIC, *(person.viewer for person in people)]

    def test_of_reports_and_second_readings(self, world, mamie, ines, karim, blind):
        story = reported_story(mamie, world.caf_gard)
        calibrated(story, ines)

        for name in OF_STORIES:
            item = registry[name].load([story.pk])[story.pk]
            assert [registry[name].audience(viewer, item) for viewer in blind] == [None] * len(blind), name
            assert registry[name].audience(karim.viewer, item) is not None

    def test_of_answers_back(self, world, mamie, ines, blind):
        routing = answered_back(mamie, world.caf_gard)

        for name in OF_ROUTINGS:
            item = registry[name].load([routing.pk])[routing.pk]
            assert [registry[name].audience(viewer, item) for viewer in blind] == [None] * len(blind), name
            assert registry[name].audience(ines.viewer, item) is not None

    def test_of_how_many_wait(self, world, mamie, ines, karim, blind, stranger):
        calibrated(published_story(mamie, world.caf_gard), ines)
        count = registry["calibration_count"]
        found = count.load([])["calibration"]

        assert count.audience(karim.viewer, found) == 1
        assert [count.audience(viewer, found) or 0 for viewer in blind] == [0] * len(blind)
        assert count.audience(stranger.viewer, found) is None

    def test_of_what_nobody_reported_or_answered_or_drew(self, world, mamie):
        story = published_story(mamie, world.caf_gard)
        routing = story.routings.get()
        answer(routing)

        for name, pk in [("report_row", story.pk), ("calibrate_bench", story.pk), ("answer_row", routing.pk)]:
            assert registry[name].load([pk]) == {}, name


def test_a_stranger_is_given_no_topic_of_these_desks(world, mamie, ines, stranger):
    """The socket hears what a page's signed token names: who gets no page gets no token."""
    reported_story(mamie, world.caf_gard)
    outsiders = [Client(), Client()]
    outsiders[1].force_login(stranger)
    insider = Client()
    insider.force_login(ines)

    for name in ("reports", "answers", "calibration"):
        url = reverse(f"workflow:{name}")
        for client in outsiders:
            response = client.get(url)
            assert response.status_code in {302, 403}
            assert topics_in(response.text) <= {f"person:{stranger.pk}"}, name
        assert {"moderation", "calibration"} & topics_in(insider.get(url).text)


def topics_in(page: str) -> set[str]:
    token = page.partition('data-live-token="')[2].partition('"')[0]
    given = granted(token) if token else None
    return set(given[1]) if given else set()


def test_the_drawing_of_a_second_reading_tells_nothing_of_the_first(world, mamie, ines, karim, lucie):
    story = calibrated(published_story(mamie, world.caf_gard), ines).story
    bench = registry["calibrate_bench"]
    free = draw(bench, bench.load([story.pk])[story.pk], "reader")
    take(Step.CALIBRATE, story, karim)
    held = draw(bench, bench.load([story.pk])[story.pk], "reader")

    for secret in ("publi", ines.name, "Inès", "data-state"):
        assert secret not in free + held, secret
    assert karim.name in held
