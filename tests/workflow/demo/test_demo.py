"""The demo: loaded once and whole, entered with one click, and nowhere but in demo settings."""

import os
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage as Written
from io import StringIO
from pathlib import Path

import pytest
from django.core.mail import EmailMessage, mailers
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from directory.models import Structure, User
from stories.models import ContactMode, Feeling, Reply, Routing, Story
from workflow.demo import MAIL_DOMAIN, read
from workflow.models import Claim, Decision, Event, Mail, Notification, Verdict

pytestmark = pytest.mark.django_db


def load(*args: str) -> str:
    said = StringIO()
    call_command("load_demo", *args, stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The demo as loaded once for all tests here: what each of them changes is rolled back."""
    with django_db_blocker.unblock():
        yield load()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def demo_settings(settings) -> None:
    settings.DEMO = True


def signed_in(client) -> int | None:
    found = client.session.get("_auth_user_id")
    return int(found) if found else None


def account(key: str) -> User:
    return User.objects.get(email=f"{key}@{MAIL_DOMAIN}")


class TestLoading:
    def test_brings_every_state(self, demo):
        assert Structure.objects.count() == 12
        assert Counter(Story.objects.values_list("state", flat=True)) == {
            "draft": 1,
            "submitted": 12,
            "awaiting_author": 2,
            "published": 25,
            "rejected": 6,
            "withdrawn": 2,
            "unpublished": 1,
        }
        assert Counter(Routing.objects.values_list("state", flat=True)) == {
            "to_answer": 10,
            "drafting": 5,
            "to_validate": 3,
            "answered": 11,
            "closed": 2,
        }

    def test_brings_every_outcome(self, demo):
        decided = Decision.objects.values_list("outcome", flat=True)
        assert Counter(decided) == {
            "publish": 24,
            "correct": 3,
            "reject": 6,
            "rewrite": 1,
            "ask": 1,
            "unpublish": 1,
        }
        reasons = Decision.objects.filter(outcome="reject").values_list("reason", flat=True)
        assert set(reasons) == {
            "off_topic",
            "personal_case",
            "no_experience",
            "abusive",
            "names_agent",
            "duplicate",
        }
        judged = Verdict.objects.values_list("outcome", flat=True)
        assert Counter(judged) == {"approved": 10, "edited": 1, "sent_back": 2}
        ratings = Reply.objects.values_list("rating", flat=True)
        assert Counter(ratings) == {"appropriate": 6, "not_appropriate": 1, "": 5}

    def test_brings_every_feeling_and_most_ways_of_contact(self, demo):
        assert set(Story.objects.values_list("feeling", flat=True)) == set(Feeling.values)
        modes = set(ContactMode.objects.values_list("mode", flat=True))
        assert set(ContactMode.Mode.values) - modes == {"video", "social"}

    def test_happens_in_the_past_in_order_and_leaves_nothing_held(self, demo):
        moments = list(Event.objects.order_by("pk").values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] < timezone.now()
        assert not Claim.objects.exists()

    def test_has_somebody_answer_for_every_published_story_or_alarms_steering(self, demo):
        alone = Routing.objects.filter(holder=None)
        assert {routing.structure.code for routing in alone} == {"sip-nimes-ouest"}
        assert Notification.objects.filter(person=account("claire.fontaine")).exists()

    def test_writes_only_about_the_last_hours(self, demo):
        assert 10 <= Mail.objects.count() <= 30
        assert Notification.objects.filter(read_at=None).count() < 40

    def test_twice_is_once(self, demo):
        before = Story.objects.count(), Event.objects.count(), User.objects.count()

        said = load()

        assert "not loaded" in said
        assert (Story.objects.count(), Event.objects.count(), User.objects.count()) == before

    def test_prints_who_may_sign_in_as_whom(self, demo):
        printed = load("--people")

        assert "Inès Moreau           modératrice\n" in printed
        assert "Sonia Lopez           agente, Caf du Gard\n" in printed
        assert "/demo/" in printed

    def test_gives_authors_no_name(self, demo):
        assert account("claudine.perez").name == ""


class TestOneClick:
    @pytest.mark.parametrize(
        ("key", "space"),
        [
            ("ines.moreau", "workflow:moderation"),
            ("lucie.dubois", "workflow:moderation"),
            ("sonia.lopez", "workflow:inbox"),
            ("bruno.petit", "workflow:inbox"),
            ("claire.fontaine", "workflow:inbox"),
            ("marc.delmas", "workflow:validation"),
            ("claudine.perez", "stories:mine"),
        ],
    )
    def test_signs_in_and_leads_to_ones_own_space(self, demo, client, key, space):
        person = account(key)

        answer = client.post(reverse("workflow:demo_sign_in", args=[person.pk]))

        assert (answer.status_code, answer["Location"]) == (302, reverse(space))
        assert signed_in(client) == person.pk

    def test_changes_from_one_person_to_another(self, demo, client):
        for key in ("ines.moreau", "claudine.perez"):
            client.post(reverse("workflow:demo_sign_in", args=[account(key).pk]))
            assert signed_in(client) == account(key).pk

    def test_is_never_a_link(self, demo, client):
        answer = client.get(reverse("workflow:demo_sign_in", args=[account("ines.moreau").pk]))
        assert answer.status_code == 405
        assert signed_in(client) is None

    def test_needs_the_pages_token(self, demo, client):
        client.handler.enforce_csrf_checks = True
        answer = client.post(reverse("workflow:demo_sign_in", args=[account("ines.moreau").pk]))
        assert answer.status_code == 403
        assert signed_in(client) is None

    def test_is_for_the_demos_own_people_only(self, demo, client, stranger):
        answer = client.post(reverse("workflow:demo_sign_in", args=[stranger.pk]))
        assert answer.status_code == 404
        assert signed_in(client) is None

    def test_page_names_everybody_in_few_queries(self, demo, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(10):
            page = client.get(reverse("workflow:demo")).content.decode()

        assert "Inès Moreau, modératrice" in page
        assert "Sonia Lopez, agente, Caf du Gard" in page
        assert "Mamie30, usagère" in page
        assert page.count("formaction=") == len(read("people"))
        assert f"claudine.perez@{MAIL_DOMAIN}" not in page

    def test_page_says_so_when_nobody_is_there(self, client):
        User.objects.update(is_active=False)
        assert "load_demo" in client.get(reverse("workflow:demo")).content.decode()


class TestOutsideTheDemo:
    @pytest.fixture(autouse=True)
    def in_earnest(self, demo_settings, settings):
        settings.DEMO = False

    @pytest.mark.parametrize("name", ["workflow:demo", "workflow:mailbox"])
    def test_there_is_no_page(self, client, name):
        assert client.get(reverse(name)).status_code == 404

    def test_nobody_signs_in_with_one_click(self, demo, client):
        answer = client.post(reverse("workflow:demo_sign_in", args=[account("ines.moreau").pk]))
        assert answer.status_code == 404
        assert signed_in(client) is None

    def test_nobody_is_printed(self, demo):
        assert "Inès" not in load("--people")


class TestMailbox:
    @pytest.fixture
    def folder(self, settings, tmp_path) -> Path:
        settings.MAIL_FOLDER = tmp_path
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
                "OPTIONS": {"file_path": str(tmp_path)},
            }
        }
        return tmp_path

    def test_shows_what_was_sent_newest_first(self, client, folder):
        sent = EmailMessage("Premier", "Bonjour", to=["a@exemple.test"])
        (folder / "1.log").write_bytes(sent.message().as_bytes())
        os.utime(folder / "1.log", (0, 0))
        EmailMessage("Votre code", "Le code est :\n\n7KX4QP", to=["b@exemple.test"]).send()

        page = client.get(reverse("workflow:mailbox")).content.decode()

        assert page.index("Votre code") < page.index("Premier")
        assert "b@exemple.test" in page and "7KX4QP" in page

    def test_tells_apart_two_messages_in_one_file(self, client, folder):
        backend = mailers["default"]
        backend.send_messages(
            [EmailMessage(name, "-" * 79 + "\nFin", to=["a@exemple.test"]) for name in ("Un", "Deux")]
        )

        page = client.get(reverse("workflow:mailbox")).content.decode()

        assert len(list(folder.iterdir())) == 1
        assert page.index("<h2>Deux</h2>") < page.index("<h2>Un</h2>")

    def test_makes_links_of_addresses_and_text_of_markup(self, client, folder):
        text = "<script>alert(1)</script> https://voxusagers.example/experiences/7/\n" + "-" * 79
        EmailMessage("<b>gras</b>", text, to=["a@exemple.test"]).send()

        page = client.get(reverse("workflow:mailbox")).content.decode()

        assert 'href="https://voxusagers.example/experiences/7/"' in page
        assert "<script>alert" not in page and "<b>gras" not in page

    def test_is_empty_before_the_first(self, client, folder):
        folder.rmdir()
        assert "Aucun courriel" in client.get(reverse("workflow:mailbox")).content.decode()

    def test_shows_a_hundred_at_most(self, client, folder):
        message = Written()
        message["To"], message["Subject"] = "a@exemple.test", "Un de trop"
        message["Date"] = timezone.now()
        message.set_content("Bonjour")
        for number in range(101):
            (folder / f"{number}.log").write_bytes(message.as_bytes())

        page = client.get(reverse("workflow:mailbox")).content.decode()

        assert page.count("Un de trop") == 100
