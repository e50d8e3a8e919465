"""What mails say: warm to authors, silent about them to administrations."""

import pytest

from stories.models import Story
from tests.pressing import WORDS, approve, pressed, publish, submit_reply, take
from tests.stories_made import submitted_story
from tests.workflow.afterwards import answered_back
from tests.workflow.notifications.mailbox import to, work
from workflow import actions
from workflow.models import Mail, Step
from workflow.notifications.mails import owe_agents


@pytest.mark.django_db
class TestTheAuthorReads:
    def test_that_the_story_is_published_and_to_whom_it_goes(self, world, mamie, ines, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)

        publish(story, ines, world.caf_gard, world.fs_sommieres)
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Votre expérience est publiée"
        assert "Bonjour Mamie30," in message.body
        assert "Caf du Gard, France services Sommières" in message.body
        assert f"/experiences/{story.pk}/" in message.body

    def test_what_was_corrected_word_by_word_and_why(self, world, mamie, ines, mailoutbox):
        story = submitted_story(mamie, world.caf_gard, text="J'ai vu Madame Lefèvre. Elle est partie.")
        tab = take(Step.MODERATE, story, ines)

        actions.correct(
            story.pk,
            **pressed(story, ines),
            tab=tab,
            structures=[world.caf_gard.pk],
            title=story.title,
            text="J'ai vu une conseillère. Elle est vite partie.",
            reason="Nous ne nommons pas les agents.",
        )
        work()

        [message] = to(mamie, mailoutbox)
        assert "- «\u00a0Madame Lefèvre\u00a0» devient «\u00a0une conseillère\u00a0»" in message.body
        assert "«\u00a0vite\u00a0» est ajouté" in message.body
        assert "Nous ne nommons pas les agents." in message.body

    def test_what_was_corrected_in_a_text_that_was_public_already(self, world, mamie, ines, mailoutbox):
        story = submitted_story(mamie, world.caf_gard, text="J'ai vu Madame Lefèvre. Elle est partie.")
        words = {"title": story.title, "text": "J'ai vu une conseillère. Elle est partie."}
        tab = take(Step.MODERATE, story, ines)
        actions.correct(
            story.pk,
            **pressed(story, ines),
            tab=tab,
            structures=[world.caf_gard.pk],
            **words,
            reason="Nous ne nommons pas les agents.",
        )
        work()
        mailoutbox.clear()

        words["text"] = "J'ai vu une conseillère. Elle est vite partie."
        actions.amend(story.pk, **pressed(story, ines), **words, reason="Pour être <exact>.")
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Le texte de votre expérience a été corrigé"
        assert "- «\u00a0vite\u00a0» est ajouté\n" in message.body
        assert "Lefèvre" not in message.body, "she was told of that before"
        assert "Pour être <exact>." in message.body

    @pytest.mark.parametrize("says_again", [False, True])
    def test_why_their_suite_is_not_published_even_once_they_wrote_another(
        self, says_again, world, mamie, ines, mailoutbox
    ):
        routing = answered_back(mamie, world.caf_gard)
        tab = take(Step.ANSWER, routing, ines)
        actions.reject_answer(routing.pk, **pressed(routing, ines), tab=tab, reason="Elle nomme un agent.")
        if says_again:
            actions.say_back(routing.pk, **pressed(routing, mamie), text="Merci.")
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Votre suite n'est pas publiée"
        assert "Elle nomme un agent." in message.body

    def test_how_and_why_their_suite_was_corrected(self, world, mamie, ines, mailoutbox):
        routing = answered_back(mamie, world.caf_gard, "Demandez Mme <Lefèvre>.")
        tab = take(Step.ANSWER, routing, ines)
        words = {"text": "Demandez <une conseillère>.", "reason": "Nous ne nommons personne."}
        actions.publish_answer(routing.pk, **pressed(routing, ines), tab=tab, **words)
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Votre suite est en ligne"
        assert all(said in message.body for said in ("correction", *words.values()))

    def test_why_it_is_not_published_and_what_to_do_instead(self, world, mamie, ines, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        tab = take(Step.MODERATE, story, ines)

        actions.reject(
            story.pk,
            **pressed(story, ines),
            tab=tab,
            reason="personal_case",
            message="Ce dossier est <encore> ouvert.",
        )
        work()

        [message] = to(mamie, mailoutbox)
        assert message.subject == "Votre expérience n'est pas publiée"
        assert "histoire personnelle ou réclamation individuelle" in message.body
        assert "Ce dossier est <encore> ouvert." in message.body
        assert "Défenseur des droits" in message.body
        assert "/mes-experiences/" in message.body

    def test_the_whole_reply(self, world, mamie, ines, sonia, vera, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)
        routing = story.routings.get()
        submit_reply(routing, sonia)

        approve(routing, vera)
        work()

        message = to(mamie, mailoutbox)[-1]
        assert message.subject == "Une réponse à votre expérience (Caf du Gard)"
        assert WORDS.greeting in message.body and WORDS.text in message.body
        assert WORDS.signature in message.body

    def test_nothing_any_more_once_the_account_is_anonymised(self, owed, mamie, mailoutbox):
        mamie.email = None
        mamie.save(update_fields=["email"])

        work()

        assert mailoutbox == [] and not Mail.objects.exists()


@pytest.mark.django_db
class TestAnAdministrationReads:
    def test_at_each_agents_address_that_a_story_came(
        self, world, mamie, ines, sonia, marc, gilles, mailoutbox
    ):
        story = submitted_story(mamie, world.caf_gard)

        publish(story, ines, world.caf_gard)
        work()

        assert len(to(sonia, mailoutbox)) == len(to(marc, mailoutbox)) == 1
        assert to(gilles, mailoutbox) == [], "a manager who drafts nothing"
        [message] = to(sonia, mailoutbox)
        assert story.title in message.subject
        assert f"/reponses/{story.routings.get().pk}/" in message.body

    def test_in_the_functional_mailbox_alone_where_there_is_one(self, world, mamie, ines, sonia, mailoutbox):
        world.caf_gard.mailbox = "caf.gard@exemple.test"
        world.caf_gard.save(update_fields=["mailbox"])

        publish(submitted_story(mamie, world.caf_ales), ines, world.caf_ales)
        work()

        assert to(sonia, mailoutbox) == []
        [message] = [m for m in mailoutbox if m.to == ["caf.gard@exemple.test"]]
        assert "Alès" in message.subject

    def test_of_a_reply_to_judge_but_never_its_own_writer(self, world, mamie, ines, marc, vera, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)
        routing = story.routings.get()
        work()
        mailoutbox.clear()

        submit_reply(routing, marc)
        work()

        [message] = mailoutbox
        assert message.to == [vera.email]
        assert f"/validation/{routing.pk}/" in message.body

    def test_nothing_of_a_story_withdrawn_meanwhile(self, world, mamie, ines, sonia, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)

        actions.withdraw(story.pk, **pressed(story, mamie))
        work()

        assert to(sonia, mailoutbox) == []

    def test_a_title_of_many_lines_on_one(self, world, mamie, ines, sonia, mailoutbox):
        story = submitted_story(mamie, world.caf_gard, title="Bonjour\r\nBcc: tous@exemple.test {x}")

        publish(story, ines, world.caf_gard, override="Une adresse inventée.")
        work()

        [message] = to(sonia, mailoutbox)
        assert message.subject.endswith("Bonjour Bcc: tous@exemple.test {x}")

    def test_nothing_of_who_the_author_is(self, world, mamie, ines, sonia, vera, mailoutbox):
        story = submitted_story(mamie, world.caf_gard)
        publish(story, ines, world.caf_gard)
        work()
        submit_reply(story.routings.get(), sonia)
        work()
        approve(story.routings.get(), vera)
        work()

        theirs = [message for message in mailoutbox if message.to != [mamie.email]]
        assert {message.to[0] for message in theirs} == {sonia.email, vera.email}
        for message in theirs:
            raw = message.message().as_string() + message.subject + message.body
            assert mamie.email not in raw and mamie.name not in raw


@pytest.mark.django_db
def test_owing_costs_the_same_for_many_agents(world, mamie, ines, sonia, marc, django_assert_max_num_queries):
    story = submitted_story(mamie, world.caf_gard)
    publish(story, ines, world.caf_gard, world.caf_ales)
    event = story.events.last()
    routings = list(story.routings.select_related("holder"))
    Mail.objects.all().delete()

    with django_assert_max_num_queries(3):
        owe_agents(event, routings)

    assert Mail.objects.filter(kind="routed").count() == 4
    assert Story.objects.count() == 1
