"""Whatever goes wrong: the right status, clear French, and nothing typed is lost."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory
from psycopg_pool import PoolTimeout

from project import errors


class Refused(Exception):
    """As workflow/ raises them: a status, and words for a person."""

    def __init__(self, status: int, **context: object) -> None:
        self.status, self.context = status, context


@pytest.fixture
def request_by_nobody():
    request = RequestFactory().get("/moderation/7/")
    request.user = AnonymousUser()
    return request


def words(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422])
def test_a_refusal_becomes_a_page_with_its_own_status_and_sentence(request_by_nobody, status):
    page = errors.page_for(request_by_nobody, Refused(status, message="Voilà pourquoi."))
    assert page.status_code == status
    assert "<title>" in words(page) and "Voilà pourquoi." in words(page)
    assert page["Cache-Control"] == "no-store"


def test_who_came_too_late_reads_who_when_what_state_and_gets_the_typed_text_back(
    request_by_nobody,
):
    refusal = Refused(
        409,
        message="Lucie D. a décidé pendant que vous écriviez.",
        who="Lucie D.",
        when=datetime(2026, 11, 22, 9, 41, tzinfo=UTC),
        state="non publiée",
        typed={"Texte corrigé": "Mes mots <b>à moi</b>"},
        back="/moderation/7/",
    )
    page = words(errors.page_for(request_by_nobody, refusal))
    for expected in ("Lucie D.", "22 novembre", "10:41", "non publiée", 'href="/moderation/7/"'):
        assert expected in page
    assert "Mes mots &lt;b&gt;à moi&lt;/b&gt;</textarea>" in page
    assert "readonly" in page and "Texte corrigé" in page


def test_htmx_gets_the_same_words_as_a_fragment_for_the_place_of_problems():
    request = RequestFactory().post("/x/", headers={"HX-Request": "true"})
    request.user = AnonymousUser()
    page = errors.page_for(request, Refused(409, message="Trop tard.", typed={"Texte": "gardé"}))
    assert page.status_code == 409
    assert page["HX-Retarget"] == "#problem" and page["HX-Reswap"] == "innerHTML"
    assert "<html" not in words(page)
    assert "Trop tard." in words(page) and "gardé</textarea>" in words(page)


def test_an_unknown_refusal_status_keeps_it_and_borrows_the_page_of_bad_requests(
    request_by_nobody,
):
    page = errors.page_for(request_by_nobody, Refused(418, message="Je suis une théière."))
    assert page.status_code == 418 and "théière" in words(page)


def test_an_exception_that_is_not_ours_is_left_to_django(request_by_nobody):
    assert errors.page_for(request_by_nobody, ValueError("une vraie panne")) is None


def test_a_value_the_database_cannot_hold_is_the_senders_mistake(request_by_nobody):
    page = errors.page_for(request_by_nobody, DataError("integer out of range"))
    assert page.status_code == 400


def test_without_a_free_connection_the_answer_is_503_with_the_time_to_come_back(
    request_by_nobody,
):
    exhausted = OperationalError("no connection")
    exhausted.__cause__ = PoolTimeout("couldn't get a connection after 5.00 sec")
    page = errors.page_for(request_by_nobody, exhausted)
    assert page.status_code == 503
    assert page["Retry-After"] == "5"
    assert "très demandé" in words(page)


def test_a_pool_exhausted_before_any_view_is_a_503_too(request_by_nobody):
    try:
        raise PoolTimeout("couldn't get a connection")
    except PoolTimeout:
        page = errors.server_error(request_by_nobody)
    assert page.status_code == 503


def test_a_breakdown_is_told_without_touching_session_or_database():
    request = RequestFactory().get("/")
    page = errors.server_error(request)
    assert page.status_code == 500
    assert "de notre côté" in words(page)


def test_a_page_too_early_for_a_session_is_drawn_all_the_same():
    page = errors.bad_request(RequestFactory().post("/"), RequestDataTooBig("too big"))
    assert page.status_code == 400
    assert "2,5" in words(page)


def test_a_stale_token_gives_the_written_text_back_but_not_the_token():
    typed = "Un récit de plusieurs mots que personne ne veut retaper."
    request = RequestFactory().post("/", {"text": typed, "csrfmiddlewaretoken": "x" * 64})
    request.user = AnonymousUser()
    page = errors.csrf_failure(request)
    assert page.status_code == 403
    assert f"{typed}</textarea>" in words(page) and "x" * 64 not in words(page)


def test_a_wrong_method_is_answered_in_words(request_by_nobody):
    empty = HttpResponse(status=405, headers={"Allow": "POST"})
    page = errors.readable(request_by_nobody, empty)
    assert page.status_code == 405 and page["Allow"] == "POST"
    assert "ne s'ouvre pas directement" in words(page)


def test_other_answers_pass_untouched(request_by_nobody):
    answer = HttpResponse("oui")
    assert errors.readable(request_by_nobody, answer) is answer


@pytest.mark.django_db
def test_an_unknown_address_is_a_404_page_in_the_sites_frame(client):
    page = client.get("/nulle/part/")
    assert page.status_code == 404
    assert "Cette page n'existe pas" in words(page) and "fr-footer" in words(page)


@pytest.mark.django_db
def test_a_host_that_is_not_ours_is_a_400_page(client):
    page = client.get("/", headers={"Host": "ailleurs.example"})
    assert page.status_code == 400 and "adresse de ce site" in words(page)


@pytest.mark.django_db
def test_an_oversize_post_is_a_400_page(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    page = Client(enforce_csrf_checks=True).post("/compte/login/code/", {"email": "a" * 2000})
    assert page.status_code == 400 and "taille acceptée" in words(page)


@pytest.mark.django_db
def test_a_broken_multipart_form_is_a_400_page():
    page = Client(enforce_csrf_checks=True).generic(
        "POST", "/compte/login/code/", b"--x\r\nbroken", content_type="multipart/form-data"
    )
    assert page.status_code in {400, 403}
    assert "<title>" in words(page)


@pytest.mark.django_db
def test_a_post_without_token_is_a_403_page():
    page = Client(enforce_csrf_checks=True).post("/compte/login/code/", {"email": "a@b.fr"})
    assert page.status_code == 403 and "Rechargez" in words(page)
