"""Every page of workflow/ over HTTP: for whom it is, what it asks of the database, what it shows nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Membership, User
from tests.pressing import pressed
from tests.workflow.busy_house import hide
from tests.workflow.desks import signed_in
from tests.workflow.many_at_work import everywhere_at_work
from workflow import actions

pytestmark = pytest.mark.django_db
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
