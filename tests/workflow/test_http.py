"""Every button and page of workflow/ over HTTP: found in the URLconf, so that none is forgotten."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from directory.models import Membership, User
from stories.models import Routing, Story
from tests.pressing import key, pressed, submit_reply, take, version_of
from tests.stories_made import answer, draft_story, published_story, submitted_story
from tests.workflow.afterwards import answered_back, calibrated, reported_story, unpublished_story
from tests.workflow.desks import REPLY_FIELDS, TYPED, Press, press, signed_in
from tests.workflow.routes import (
    BEFORE_SIGNING_IN,
    PAGES,
    PRESSES,
    ROUTES,
    TELLING,
    WITHOUT_KEY,
    WITHOUT_VERSION,
)
from tests.workflow.waiting_for_authors import accepted, asked_story, proposed_story, undoable_story
from workflow import actions
from workflow.models import (
    Claim,
    DraftRevision,
    Event,
    Notification,
    PrivateCopy,
    ReplyDraft,
    Step,
    Verdict,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(world, mamie, sonia, ines) -> dict[str, Story | Routing]:
    """One at each step."""
    to_validate = published_story(mamie, world.caf_gard).routings.get()
    submit_reply(to_validate, sonia)
    answered = published_story(mamie, world.caf_gard).routings.get()
    answer(answered)
    reported = reported_story(mamie, world.caf_gard)
    return {
        "reported": reported,
        "unpublished": unpublished_story(mamie, world.caf_gard),
        "answered_back": answered_back(mamie, world.caf_gard),
        "calibrated": calibrated(published_story(mamie, world.caf_gard), ines).story,
        "proposed": proposed_story(mamie, ines, world.caf_gard),
        "asked": asked_story(mamie, ines, world.caf_gard),
        "undoable": undoable_story(mamie, ines, world.caf_gard),
        "draft": draft_story(mamie, [world.caf_gard]),
        "submitted": submitted_story(mamie, world.caf_gard),
        "to_answer": published_story(mamie, world.caf_gard).routings.get(),
        "to_validate": to_validate,
        "answered": answered,
    }


@pytest.fixture
def buttons(items, world, ines, karim, lucie, sonia, marc, vera, gilles, mamie) -> dict[str, Press]:
    """Every button of the URLconf, pressed by whom it is for."""
    story, routing, submitted = items["submitted"], items["to_answer"], items["to_validate"]
    house = {"structures": world.caf_gard.pk}
    made = [
        Press("workflow:next", ines, None),
        Press("workflow:publish", ines, story, Step.MODERATE, {**house, "message": TYPED}),
        Press(
            "workflow:correct",
            ines,
            story,
            Step.MODERATE,
            {**house, "title": story.title, "text": TYPED, "correct_reason": "Clarté."},
        ),
        Press(
            "workflow:reject",
            ines,
            story,
            Step.MODERATE,
            {"reject_reason": "off_topic", "message": TYPED},
        ),
        Press("workflow:pass", ines, story),
        Press("workflow:annotate", ines, story, None, {"criticality": "2", "tags": "logement, apl"}),
        Press("workflow:note", ines, story, None, {"text": TYPED, "asks": "on"}),
        Press("workflow:arrange", ines, None, None, {"queue": "a-lire", "feeling": "negative"}),
        Press("workflow:bulk_reject", ines, None, None, {"reason": "duplicate", "story": f"{story.pk}:1"}),
        Press("workflow:dismiss_reports", ines, items["reported"], Step.REPORT, {"note": TYPED}),
        Press("workflow:escalate_reports", ines, items["reported"], Step.REPORT, {"senior_note": TYPED}),
        Press(
            "workflow:amend",
            ines,
            items["reported"],
            None,
            {"title": story.title, "text": TYPED, "correct_reason": "Clarté."},
        ),
        Press("workflow:unpublish", lucie, items["reported"], None, {"public_reason": TYPED}),
        Press("workflow:republish", lucie, items["unpublished"], None, {"note": TYPED}),
        Press("workflow:publish_answer", ines, items["answered_back"], Step.ANSWER),
        Press("workflow:reject_answer", ines, items["answered_back"], Step.ANSWER, {"answer_reason": TYPED}),
        Press("workflow:next_calibration", karim, None),
        Press("workflow:opine", karim, items["calibrated"], Step.CALIBRATE, {"outcome": "publish"}),
        Press(
            "workflow:propose",
            ines,
            story,
            Step.MODERATE,
            {**house, "title": story.title, "text": TYPED, "reasons": "Clarté."},
        ),
        Press("workflow:ask", ines, story, Step.MODERATE, {"question": TYPED}),
        Press("workflow:escalate", ines, story, Step.MODERATE, {"note": TYPED}),
        Press("workflow:undo", ines, items["undoable"]),
        Press("workflow:answer_proposal", mamie, items["proposed"], None, accepted(items["proposed"])),
        Press("workflow:answer_question", mamie, items["asked"], None, {"answer": TYPED}),
        Press("workflow:save_draft", sonia, routing, Step.DRAFT, {**REPLY_FIELDS, "saves": 0}),
        Press("workflow:submit_reply", sonia, routing, Step.DRAFT, REPLY_FIELDS),
        Press("workflow:approve", vera, submitted, Step.VALIDATE),
        Press("workflow:approve_with_edits", vera, submitted, Step.VALIDATE, REPLY_FIELDS),
        Press("workflow:send_back", vera, submitted, Step.VALIDATE, {"comment": TYPED}),
        Press("workflow:rate", mamie, items["answered"], None, {"rating": "appropriate", "word": TYPED}),
        Press("workflow:withdraw", mamie, story),
        Press("workflow:submit", mamie, items["draft"]),
        Press("workflow:read_all", mamie, None),
        Press("workflow:read_one", mamie, None, None, {"notification": "1"}),
        Press("workflow:demo_sign_in", mamie, None),
    ]
    desks = [
        ("", Step.MODERATE, story, ines, lucie),
        ("_draft", Step.DRAFT, routing, sonia, gilles),
        ("_validate", Step.VALIDATE, submitted, vera, marc),
        ("_report", Step.REPORT, items["reported"], ines, lucie),
        ("_answer", Step.ANSWER, items["answered_back"], ines, lucie),
        ("_calibrate", Step.CALIBRATE, items["calibrated"], karim, lucie),
    ]
    for suffix, step, item, holder, over in desks:
        made += [
            Press(f"workflow:claim{suffix}", holder, item),
            Press(f"workflow:release{suffix}", holder, item, step),
            Press(f"workflow:take_over{suffix}", over, item, None, {"reason": TYPED}),
            Press(f"workflow:renew{suffix}", holder, item, step, {"active": "1"}),
            Press(f"workflow:keep_copy{suffix}", holder, item, None, {"text": TYPED}),
        ]
    return {button.name: button for button in made}


def url_of(name: str, item_id: int) -> str:
    return reverse(name, args=[item_id] if ROUTES[name].has_id else [])


def test_every_view_is_known_and_every_press_has_its_button(buttons):
    assert set(ROUTES) >= PAGES | TELLING | set(WITHOUT_VERSION) | BEFORE_SIGNING_IN
    assert set(buttons) == PRESSES


class TestEveryPress:
    def test_is_answered_by_a_redirect_or_json_when_all_is_well(self, buttons):
        for name in sorted(PRESSES - {"workflow:demo_sign_in"}):
            in_a_rolled_back_transaction(lambda name=name: assert_done(press(buttons[name]), name))

    def test_without_a_version_is_incomplete(self, buttons):
        for name in sorted(PRESSES - set(WITHOUT_VERSION)):
            in_a_rolled_back_transaction(
                lambda name=name: assert_incomplete(press(buttons[name], without="version"), name)
            )

    def test_without_a_key_is_incomplete(self, buttons):
        for name in sorted(PRESSES - WITHOUT_KEY):
            in_a_rolled_back_transaction(
                lambda name=name: assert_incomplete(press(buttons[name], without="key"), name)
            )

    def test_with_a_key_or_version_that_is_none_is_incomplete(self, buttons):
        for name in sorted(PRESSES - set(WITHOUT_VERSION)):
            for wrong in ({"key": "k" * 65}, {"version": "²"}, {"version": "-1"}, {"version": "un"}):
                if name == "workflow:read_all" and "key" in wrong:
                    continue
                in_a_rolled_back_transaction(
                    lambda name=name, wrong=wrong: assert_incomplete(
                        press(buttons[name], **wrong), f"{name} {wrong}"
                    )
                )

    def test_without_the_token_of_our_own_page_is_refused_in_french(self, buttons):
        for name in sorted(PRESSES - {"workflow:demo_sign_in"}):
            button = buttons[name]
            client = signed_in(button.by, enforce_csrf_checks=True)

            response = client.post(button.url, button.fields())

            assert response.status_code == 403, name
            assert "rien n&#x27;a été enregistré" in response.text or "rien n'a été" in response.text

    def test_gives_the_typed_text_back_when_the_token_is_gone(self, buttons):
        button = buttons["workflow:submit_reply"]

        response = signed_in(button.by, enforce_csrf_checks=True).post(button.url, button.fields())

        assert TYPED in response.text

    def test_is_no_page(self, buttons, mamie):
        """Going to its address (a reload after an error) leads back to a page, and changes nothing."""
        for name in sorted(PRESSES):
            button = buttons[name]
            url = url_of(name, 1) if button.item is None else button.url

            response = signed_in(button.by).get(url, follow=True)

            assert response.status_code in {200, 405}, name
            assert response.redirect_chain or "Erreur 405" in response.text, name
            assert signed_in(button.by).put(url).status_code == 405, name

    def test_by_somebody_signed_out_asks_to_sign_in(self, buttons):
        for name in sorted(PRESSES - BEFORE_SIGNING_IN):
            response = Client().post(buttons[name].url, buttons[name].fields())

            assert response.status_code == 302, name
            assert response["Location"].startswith(reverse("account_request_login_code")), name

    def test_on_what_one_may_not_see_is_not_found(self, buttons, paul):
        """Paul has an account and nothing else; a wrong id is answered the same."""
        for name in sorted(PRESSES - {"workflow:demo_sign_in"}):
            button = buttons[name]
            if button.item is None:
                continue
            hide(button.item)
            for item_id in (button.item.pk, 999_999_999, 2**63, 10**40):
                response = signed_in(paul).post(url_of(name, item_id), button.fields())
                wanted = {409, 422} if "renew" in name else {404}
                assert response.status_code in wanted, (name, item_id)
        assert not PrivateCopy.objects.exists()

    def test_that_comes_too_late_says_who_was_faster_and_when_and_gives_the_text_back(self, buttons, request):
        for name in sorted(PRESSES - set(WITHOUT_VERSION) - {"workflow:read_all", "workflow:submit"}):
            in_a_rolled_back_transaction(lambda name=name: assert_too_late(buttons[name]))


def hide(item: Story | Routing) -> None:
    """As if its story were not public."""
    story = item if isinstance(item, Story) else item.story
    Story.objects.filter(pk=story.pk, state=Story.State.PUBLISHED, in_effect=True).update(state="unpublished")


def in_a_rolled_back_transaction(act) -> None:
    with transaction.atomic():
        act()
        transaction.set_rollback(True)


def assert_done(response, name: str) -> None:
    assert response.status_code in {200, 302, 303}, (name, response.text)
    if response.status_code == 200:
        assert response["Content-Type"] == "application/json", name


def assert_incomplete(response, name: str) -> None:
    assert response.status_code == 422, name
    assert "incomplet" in response.text, name


def assert_too_late(button: Press) -> None:
    fields = button.fields(button.take())
    by_colleague = type(button.item).objects.get(pk=button.item.pk)
    last = by_colleague.events.last()
    stale = int(fields["version"]) - 1

    response = signed_in(button.by).post(button.url, fields | {"version": stale})

    if button.name == "workflow:save_draft":
        # Its chain is the number of saves, not the version: words never wait for a move elsewhere.
        assert response.status_code == 200
        return
    assert response.status_code == 409, (button.name, response.text[-800:])
    if button.name == "workflow:opine":
        assert by_colleague.get_state_display() not in response.text, (
            "what became of it is not the reader's to know"
        )
        return
    assert "Quelqu'un vous a devancé" in response.text or "Trop tard" in response.text
    assert "État présent" in response.text and by_colleague.get_state_display() in unescape(response.text)
    for words in (button.typed or {}).values():
        if words == TYPED:
            assert TYPED in response.text, button.name
    author = by_colleague.author if isinstance(by_colleague, Story) else by_colleague.story.author
    if last and last.actor and author not in {last.actor, button.by}:
        assert last.actor.name in response.text, button.name
        assert "Quelqu'un vous a devancé" in response.text
        assert timezone.localtime(last.at).strftime("%H:%M") in response.text, button.name
    if author != button.by:
        assert author.name not in response.text and author.email not in response.text


class TestTheLoserOfARace:
    def test_reads_the_name_of_the_winner_and_finds_the_typed_text(self, buttons, lucie):
        button = buttons["workflow:correct"]
        tab = button.take()
        fields = button.fields(tab)
        taken = actions.take_over(
            Step.MODERATE, button.item.pk, **pressed(button.item, lucie), reason="Absente."
        )
        actions.reject(
            button.item.pk, **pressed(button.item, lucie), tab=taken.detail["tab"], reason="off_topic"
        )

        response = signed_in(button.by).post(button.url, fields)

        assert response.status_code == 409
        for words in ("non publiée", "Lucie Ferrand", TYPED, "Voir l'état présent"):
            assert words in response.text

    def test_never_reads_an_authors_name(self, buttons, mamie, paul):
        button = buttons["workflow:publish"]
        fields = button.fields(button.take())
        actions.withdraw(button.item.pk, **pressed(button.item, mamie))

        response = signed_in(button.by).post(button.url, fields)

        assert response.status_code == 409 and "retirée" in response.text
        assert mamie.name not in response.text

    def test_who_is_the_author_reads_no_moderators_name(self, items, mamie, ines):
        story = items["submitted"]
        take(Step.MODERATE, story, ines)

        response = signed_in(mamie).post(
            reverse("workflow:withdraw", args=[story.pk]), {"version": 1, "key": key()}
        )

        assert response.status_code == 409
        assert ines.name not in response.text

    def test_with_full_hands_is_shown_what_they_hold(self, world, mamie, ines):
        stories = [submitted_story(mamie, world.caf_gard, title=f"Récit {n}") for n in range(4)]
        for story in stories[:3]:
            take(Step.MODERATE, story, ines)

        response = press(Press("workflow:claim", ines, stories[3]))

        assert response.status_code == 409
        for story in stories[:3]:
            assert f'<a href="/moderation/{story.pk}/">{story.title}</a>' in response.text

    def test_by_htmx_gets_the_same_as_a_fragment_in_its_place(self, buttons):
        button = buttons["workflow:submit_reply"]
        fields = button.fields(button.take()) | {"version": 0}

        response = signed_in(button.by).post(button.url, fields, headers={"HX-Request": "true"})

        assert response.status_code == 409 and response["HX-Retarget"] == "#problem"
        assert TYPED in response.text and "<html" not in response.text


class TestTheSamePressTwice:
    def test_is_answered_the_same_and_acts_once(self, buttons):
        for name in sorted(PRESSES - WITHOUT_KEY - {"workflow:submit", "workflow:read_all"}):
            in_a_rolled_back_transaction(lambda name=name: assert_once(buttons[name]))


def assert_once(button: Press) -> None:
    fields = button.fields(button.take())
    client = signed_in(button.by)
    first = client.post(button.url, fields)
    events, copies = Event.objects.count(), Notification.objects.count()

    second = client.post(button.url, fields)

    assert second.status_code == first.status_code, (button.name, second.text)
    assert second.headers.get("Location") == first.headers.get("Location"), button.name
    assert (Event.objects.count(), Notification.objects.count()) == (events, copies), button.name


# page → who looks at it, and at what
PAGES_OF = {
    "workflow:moderation": ("ines", None),
    "workflow:second": ("ines", None),
    "workflow:awaiting": ("ines", None),
    "workflow:decided": ("ines", None),
    "workflow:bench": ("ines", "submitted"),
    "workflow:context": ("ines", "submitted"),
    "workflow:inbox": ("marc", None),
    "workflow:desk": ("marc", "to_answer"),
    "workflow:reports": ("ines", None),
    "workflow:report_bench": ("ines", "reported"),
    "workflow:answers": ("ines", None),
    "workflow:answer_bench": ("ines", "answered_back"),
    "workflow:calibration": ("karim", None),
    "workflow:calibrate": ("karim", "calibrated"),
    "workflow:journal": ("ines", None),
    "workflow:journal_csv": ("ines", None),
    "insights:desk_figures": ("ines", None),
    "workflow:guide": ("ines", None),
    "workflow:templates": ("ines", None),
    "workflow:to_author": ("mamie", "proposed"),
    "workflow:validation": ("marc", None),
    "workflow:judge": ("marc", "to_validate"),
    "workflow:notifications": ("marc", None),
}


def page(name: str, items: dict) -> str:
    of = PAGES_OF[name][1]
    return reverse(name, args=[items[of].pk] if of else [])


class TestEveryPage:
    @pytest.mark.parametrize("name", PAGES_OF)
    def test_asks_the_database_the_same_however_many_items_there_are(
        self, name, items, world, mamie, sonia, request, django_assert_max_num_queries
    ):
        viewer = request.getfixturevalue(PAGES_OF[name][0])
        everywhere_at_work(1, world, mamie, sonia, viewer)
        client = signed_in(viewer)
        # What a fragment asks to be drawn for the first time is the fragment's own.
        client.get(page(name, items))
        with django_assert_max_num_queries(10) as asked:
            assert client.get(page(name, items)).status_code == 200
            with_few = len(asked)
        everywhere_at_work(30, world, mamie, sonia, viewer)
        client.get(page(name, items))

        with django_assert_max_num_queries(10) as asked:
            assert client.get(page(name, items)).status_code == 200
            # One more at most: a prefetch for nothing is not asked.
            assert 0 < len(asked) <= with_few + 1

    def test_changes_nothing_by_being_looked_at(self, items, request, ines, karim, marc):
        everything = request.getfixturevalue("everything")
        clients = {who: signed_in(request.getfixturevalue(who)) for who in ("ines", "karim", "marc", "mamie")}
        before = everything()

        for name, (who, _) in PAGES_OF.items():
            for query in ("", "?reprendre=1", "?tab=00000000-0000-0000-0000-000000000000"):
                for method in ("get", "head"):
                    response = getattr(clients[who], method)(page(name, items) + query)
                    assert response.status_code == 200, name

        assert everything() == before

    def test_asks_whoever_is_signed_out_to_sign_in(self, items):
        for name in PAGES_OF:
            response = Client().get(page(name, items))
            assert response.status_code == 302, name
            assert response["Location"].startswith(reverse("account_request_login_code")), name

    def test_does_not_exist_for_somebody_else(self, items, paul, stranger, ines, sonia):
        for item in items.values():
            hide(item)
        hidden = [
            (sonia, "workflow:desk", 999_999_999),
            (sonia, "workflow:desk", 10**30),
            (ines, "workflow:bench", items["draft"].pk),
            (ines, "workflow:bench", 2**64),
            (elsewhere(items), "workflow:desk", items["to_answer"].pk),
            (elsewhere(items), "workflow:judge", items["to_validate"].pk),
        ]
        for person, name, item_id in hidden:
            response = signed_in(person).get(reverse(name, args=[item_id]))
            assert response.status_code in {404, 400}, (name, item_id)
            assert "Erreur 40" in response.text

    def test_of_a_space_that_is_not_ones_own_says_so(self, items, paul, sonia, ines):
        for person, name in [
            (paul, "workflow:moderation"),
            (paul, "workflow:inbox"),
            (paul, "workflow:validation"),
            (sonia, "workflow:moderation"),
            (sonia, "workflow:validation"),
            (ines, "workflow:inbox"),
        ]:
            assert signed_in(person).get(reverse(name)).status_code == 403, name

    def test_of_a_withdrawn_story_shows_agents_nothing_of_its_text(self, items, mamie, sonia, vera):
        routing = items["to_answer"]
        actions.withdraw(routing.story_id, **pressed(routing.story, mamie))

        response = signed_in(sonia).get(reverse("workflow:desk", args=[routing.pk]))

        assert response.status_code == 200
        assert "cinq semaines" not in response.text


def elsewhere(items) -> User:
    """An agent of another house."""
    story = items["to_answer"].story
    house = type(story.services.get().structure).objects.get(name="France services Sommières")
    person = User.objects.create_user(f"fs{User.objects.count()}@exemple.test", "Farid Saïdi")
    Membership.objects.create(user=person, structure=house, profile="validator")
    return person


def everywhere_at_work(number: int, world, author: User, drafter: User, viewer: User) -> None:
    """So many more items on every list, with all that a row may carry."""
    for _ in range(number):
        story = submitted_story(author, world.caf_gard, world.fs_sommieres)
        lease(Step.MODERATE, story, author)
        published = published_story(author, world.caf_ales, world.fs_sommieres)
        lease(Step.REPORT, reported_story(author, world.caf_gard), author)
        lease(Step.ANSWER, answered_back(author, world.caf_gard), author)
        calibrated(published, author)
        for state in ("drafting", "to_validate"):
            routing = published_story(author, world.caf_gard).routings.get()
            actions_of_a_draft(routing, drafter, state)
        event = Event.objects.create(
            action="publish",
            actor=drafter,
            story=published,
            from_state="",
            to_state="",
            version=version_of(published),
        )
        Notification.objects.create(
            person=viewer,
            kind="routed",
            event=event,
            story=published,
            routing=published.routings.first(),
        )


def lease(step: Step, item: Story | Routing, near: User) -> None:
    """Held by somebody new, so that no two rows share a holder."""
    holder = User.objects.create_user(f"h{User.objects.count()}@exemple.test", "Hélène Roy")
    Claim.objects.create(
        step=step,
        item_id=item.pk,
        holder=holder,
        slot=1,
        tab="00000000-0000-0000-0000-000000000000",
        expires_at=timezone.now() + timedelta(minutes=2),
    )


def actions_of_a_draft(routing: Routing, by: User, state: str) -> None:
    ReplyDraft.objects.create(routing=routing, text="Bonjour.", saves=1, saved_by=by, saved_at=timezone.now())
    revision = DraftRevision.objects.create(
        routing=routing, number=1, text="Bonjour.", status="thanks", by=by, submitted_at=timezone.now()
    )
    Verdict.objects.create(revision=revision, outcome="sent_back", comment="Non.", by=by)
    Routing.objects.filter(pk=routing.pk).update(state=state, submitted_at=timezone.now())
    lease(Step.DRAFT if state == "drafting" else Step.VALIDATE, routing, by)
