"""When it happened: a day, a month or a year, as people say it, and as it is said again."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from stories.models import Precision, Story
from stories.telling import dates
from tests.stories.telling_done import begin, step_url, tell, tell_all
from tests.stories_made import published_story

TODAY = date(2026, 11, 22)


@pytest.fixture
def on_that_day(monkeypatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: TODAY)


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("12/03/2026", "le 12 mars 2026"),
        ("12.3.26", "le 12 mars 2026"),
        ("2026-03-12", "le 12 mars 2026"),
        ("1er mars 2026", "le 1er mars 2026"),
        ("Lundi 9 MARS 2026", "le 9 mars 2026"),
        ("12 12 98", "le 12 décembre 1998"),
        ("12 décembre", "le 12 décembre 2025"),
        ("29/02", "le 29 février 2024"),
        ("aujourd'hui", "le 22 novembre 2026"),
        ("hier soir", "le 21 novembre 2026"),
        ("avant-hier", "le 20 novembre 2026"),
        ("il y a trois jours", "le 19 novembre 2026"),
        ("mars 2026", "en mars 2026"),
        ("03/2026", "en mars 2026"),
        ("2026-03", "en mars 2026"),
        ("début août 2024", "en août 2024"),
        ("sept. 2026", "en septembre 2026"),
        ("mars", "en mars 2026"),
        ("décembre", "en décembre 2025"),
        ("la semaine dernière", "en novembre 2026"),
        ("il y a sept mois", "en avril 2026"),
        ("le mois dernier", "en octobre 2026"),
        ("2026", "en 2026"),
        ("été 2025", "en 2025"),
        ("l'année dernière", "en 2025"),
        ("il y a environ deux ans", "en 2024"),
    ],
)
def test_a_date_is_read_as_people_say_it(on_that_day, said, understood):
    when = dates.read(said)

    assert dates.in_words(*when) == understood
    assert dates.read(dates.as_typed(*when)) == when


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("31/02/2026", "n'existe pas"),
        ("13/2026", "n'existe pas"),
        ("00/00/0000", "n'existe pas"),
        ("23/11/2026", "avenir"),
        ("décembre 2026", "avenir"),
        ("2027", "avenir"),
        ("1/1/1900", "trop ancienne"),
        ("il y a 999 ans", "trop ancienne"),
        ("un jour d'hiver", "n'est pas comprise"),
        ("", "n'est pas comprise"),
        ("١٢/٣/٢٠٢٦", "n'est pas comprise"),
    ],
)
def test_what_is_no_past_date_is_refused_with_its_reason(on_that_day, said, why):
    with pytest.raises(dates.Unclear, match=why):
        dates.read(said)


@pytest.mark.django_db
def test_a_month_is_enough_and_stays_a_month_everywhere(client, world, mamie):
    client.force_login(mamie)
    pk = tell_all(client, world)
    tell(client, pk, "quand", happened_on="mars 2026", place="Gard")

    draft = Story.objects.get(pk=pk)
    assert (draft.happened_on, draft.happened_precision) == (date(2026, 3, 1), Precision.MONTH)
    assert "Vous situez votre récit <strong>en mars 2026" in client.get(step_url(pk, "pseudonyme")).text
    assert 'value="mars 2026"' in client.get(step_url(pk, "quand")).text
    assert "Nous comprenons\u00a0: en mars 2026" in client.get(step_url(pk, "quand")).text
    assert "en mars 2026" in client.get(step_url(pk, "relecture")).text


@pytest.mark.django_db
def test_the_public_reads_when_it_happened_as_exactly_as_its_author_knew(client, world, mamie):
    told = {"happened_on": "2025-01-01", "happened_precision": Precision.YEAR}
    story = published_story(mamie, world.caf_gard, **told)

    assert " · en 2025 · écrit le" in client.get(reverse("stories:story", args=[story.pk])).text


@pytest.mark.django_db
def test_a_date_typed_is_saved_and_said_once_it_is_understood(client):
    pk = begin(client)

    def typed(words: str):
        version = Story.objects.get(pk=pk).version
        url = reverse("stories:autosave", args=[pk])
        return client.post(url, {"version": version, "happened_on": words}).json()

    assert typed("n'importe quoi")["when"] == ""
    assert typed("1er mars 2026")["when"] == "le 1er mars 2026"
    assert Story.objects.get(pk=pk).happened_on == date(2026, 3, 1)
