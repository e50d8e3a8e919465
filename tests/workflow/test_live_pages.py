"""Live equals fresh: whatever happens, a page that only listened shows what a reload would."""

import pytest
from django.db import transaction
from django.urls import reverse

from tests.pressing import WORDS, approve, key, pressed, submit_reply, take
from tests.stories_made import draft_story, published_story, submitted_story
from tests.workflow.desks import signed_in
from tests.workflow.live_pages import open_page
from workflow import actions, clock
from workflow.actions import ReplyWords
from workflow.models import Step
from workflow.spine.instant import at, now

pytestmark = pytest.mark.django_db


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


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_is_not_heard_of(world, mamie, ines):
    story = submitted_story(mamie, world.caf_gard)
    page = open_page(ines, reverse("workflow:moderation"))

    with transaction.atomic():
        take(Step.MODERATE, story, ines)
        assert page.hear()
        transaction.set_rollback(True)

    assert page.hear() == {}
