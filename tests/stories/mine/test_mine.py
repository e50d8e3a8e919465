import pytest
from django.urls import reverse
from django.utils import timezone

from stories.mine import own as mine
from stories.models import Story, StoryText
from stories.telling.views import tell as views_tell
from tests.stories_made import REPLY, answer, draft_story, published_story, submitted_story
from workflow.models import Decision, RejectionReason

pytestmark = pytest.mark.django_db
MINE = "/mes-experiences/"


@pytest.fixture
def author(client, mamie):
    client.force_login(mamie)
    return mamie


def rejected_story(author, structure, reason: str, by) -> Story:
    story = submitted_story(author, structure)
    said = {"message": "Relisez.", "told": "Adressez-vous à ce service."}
    Decision.objects.create(story=story, outcome="reject", reason=reason, by=by, **said)
    Story.objects.filter(pk=story.pk).update(state="rejected", decided_at=timezone.now())
    return story


def test_ones_stories_are_seen_signed_in_only(client, db):
    assert client.get(MINE).status_code == 302


def test_each_story_says_where_it_stands_in_words(client, world, author):
    submitted_story(author, world.caf_gard, title="Attend")
    answered = published_story(author, world.caf_gard, title="Répondue")
    answer(answered.routings.first())

    page = client.get(MINE).text

    assert "reçue, attend d&#x27;être lue" in page
    assert "publiée, 1 réponse" in page
    assert "Transmise à Caf du Gard" in page
    assert REPLY in page


@pytest.mark.parametrize("reason", RejectionReason.values)
def test_a_refusal_gives_its_reason_and_what_to_do_instead(client, world, author, ines, reason):
    rejected_story(author, world.caf_gard, reason, ines)

    page = client.get(MINE).text.replace("&#x27;", "'")

    assert RejectionReason(reason).label in page
    assert "Relisez." in page
    assert "Adressez-vous à ce service." in page
    assert "Reprendre mon récit" in page
    assert ines.name not in page


def test_a_story_taken_back_is_begun_again_with_its_words(client, world, author):
    taken = submitted_story(author, world.caf_gard)
    Story.objects.filter(pk=taken.pk).update(state="withdrawn")

    response = client.post(reverse("stories:rewrite", args=[taken.pk]))

    draft = Story.objects.get(state="draft")
    assert response.url == reverse("stories:step", args=[draft.pk, "recit"])
    assert (draft.title, draft.text) == (taken.title, taken.text)
    assert [service.structure for service in draft.services.all()] == [world.caf_gard]
    assert draft.services.get().contact_modes.get().mode == "phone"
    taken.refresh_from_db()
    assert taken.state == "withdrawn"


def test_a_correction_is_shown_word_by_word_with_its_reason(client, world, author, ines):
    story = published_story(author, world.caf_gard, text="J'ai vu monsieur Durand au guichet.")
    StoryText.objects.create(
        story=story,
        kind="corrected",
        title=story.title,
        text="J'ai vu un agent au guichet.",
        reason="Un nom de personne est masqué.",
        by=ines,
        public_at=timezone.now(),
    )

    page = client.get(MINE).text

    assert "<del><span" in page and "monsieur Durand " in page
    assert "un agent " in page
    assert "Un nom de personne est masqué." in page


def test_one_withdraws_after_being_asked(client, world, author):
    story = published_story(author, world.caf_gard)

    page = client.get(reverse("stories:withdraw", args=[story.pk])).text
    assert "Retirer cette expérience" in page
    client.post(reverse("workflow:withdraw", args=[story.pk]), {"version": story.version, "key": "k"})

    assert client.get(reverse("stories:story", args=[story.pk])).status_code == 410
    assert "retirée par vous" in client.get(MINE).text


def test_what_was_not_published_can_be_withdrawn_too(client, world, author, ines):
    story = rejected_story(author, world.caf_gard, "off_topic", ines)
    link = reverse("stories:withdraw", args=[story.pk])
    assert link in client.get(MINE).text

    client.post(reverse("workflow:withdraw", args=[story.pk]), {"version": story.version, "key": "k"})
    assert Story.objects.get(pk=story.pk).state == Story.State.WITHDRAWN


def test_withdrawing_as_the_story_moves_on_asks_again(client, world, author):
    story = published_story(author, world.caf_gard)
    old = {"version": story.version, "key": "k"}
    Story.objects.filter(pk=story.pk).update(version=story.version + 1)

    refused = client.post(reverse("workflow:withdraw", args=[story.pk]), old)
    assert refused.status_code == 409
    assert reverse("stories:withdraw", args=[story.pk]) in refused.text


def test_what_waits_for_its_author_comes_first(client, world, author):
    waiting = submitted_story(author, world.caf_gard, title="Celle qui attend")
    submitted_story(author, world.caf_gard, title="Une plus récente")
    Story.objects.filter(pk=waiting.pk).update(state="awaiting_author", awaiting_since=timezone.now())

    page = client.get(MINE).text
    assert page.index("Celle qui attend") < page.index("Une plus récente")


def test_what_was_taken_offline_can_be_told_again(client, world, author):
    story = published_story(author, world.caf_gard)
    Story.objects.filter(pk=story.pk).update(state="unpublished", public_reason="Un nom.")
    again = reverse("stories:rewrite", args=[story.pk])
    assert again in client.get(MINE).text

    answer = client.post(again)
    assert answer.status_code in {302, 303}
    assert Story.objects.filter(author=author, state=Story.State.DRAFT, text=story.text).exists()


def test_one_says_whether_a_reply_is_appropriate(client, world, author):
    story = published_story(author, world.caf_gard)
    routing = answer(story.routings.first()).routing

    page = client.get(reverse("stories:rate", args=[routing.pk]), {"avis": "not_appropriate"}).text
    assert 'value="not_appropriate" required checked' in page
    press = {"version": routing.version, "key": "k", "rating": "not_appropriate", "word": "À côté"}
    client.post(reverse("workflow:rate", args=[routing.pk]), press)

    page = client.get(MINE).text
    assert "Vous ne jugez pas cette réponse appropriée" in page
    assert "À côté" in page
    public = client.get(reverse("stories:story", args=[story.pk])).text
    assert "Son auteur ne juge pas cette réponse appropriée" in public
    assert "À côté" not in public


@pytest.mark.parametrize("name", ["withdraw", "rate", "told"])
def test_what_belongs_to_somebody_else_does_not_exist(client, world, author, paul, name):
    story = published_story(paul, world.caf_gard)
    routing = answer(story.routings.first()).routing
    pk = routing.pk if name == "rate" else story.pk

    assert client.get(reverse(f"stories:{name}", args=[pk])).status_code == 404
    assert client.post(reverse("stories:rewrite", args=[story.pk])).status_code == 404


def test_what_was_begun_can_be_gone_on_with(client, world, author):
    draft = draft_story(author, title="Commencée")

    page = client.get(MINE).text

    assert "Commencée" in page
    assert reverse("stories:resume", args=[draft.pk]) in page


def test_one_reads_again_what_one_sent_and_tells_it_again_once_taken_back(client, world, author):
    story = submitted_story(author, world.caf_gard, text="Mes propres mots, entiers.")
    assert "Mes propres mots, entiers." in client.get(MINE).text
    Story.objects.filter(pk=story.pk).update(state="withdrawn", version=2)
    assert "La raconter à nouveau" in client.get(MINE).text

    response = client.post(reverse("stories:rewrite", args=[story.pk]))

    draft = Story.objects.get(state="draft")
    assert response.url == reverse("stories:step", args=[draft.pk, "recit"])
    assert draft.text == "Mes propres mots, entiers."


def test_a_long_reply_is_cut_with_a_link_to_all_of_it(client, world, author):
    story = published_story(author, world.caf_gard)
    routing = answer(story.routings.get(), "Bonjour. " * 40).routing

    assert f'/experiences/{story.pk}/#story_reply-{routing.pk}">Lire toute' in client.get(MINE).text


def test_stories_left_out_are_counted(client, world, author, monkeypatch):
    monkeypatch.setattr(mine, "AT_MOST", 2)
    for _ in range(3):
        submitted_story(author, world.caf_gard)
    draft_story(author, title="", text="")

    assert "et 1 autre, plus ancienne" in client.get(MINE).text


def test_drafts_left_out_are_counted_where_telling_begins(client, author, monkeypatch):
    monkeypatch.setattr(views_tell, "BEGUN_LISTED", 2)
    for _ in range(4):
        draft_story(author)

    page = client.get(reverse("stories:tell")).text

    assert page.count("Reprendre «") == 2
    assert "et 2 autres" in page


@pytest.mark.parametrize("how_many", [1, 5])
def test_the_page_asks_ten_questions_at_most(
    client, world, author, ines, django_assert_max_num_queries, how_many
):
    for _ in range(how_many):
        answer(published_story(author, world.caf_gard, world.fs_sommieres).routings.first())
        rejected_story(author, world.caf_gard, "off_topic", ines)
    draft_story(author, [world.caf_gard])

    with django_assert_max_num_queries(10):
        client.get(MINE)
