"""Names of persons."""

import pytest

from stories.aids import Kind
from tests.stories.aids.seen import seen


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("M. Dupont", "Dupont"),
        ("M.Dupont", "Dupont"),
        ("Mme Anne Martin", "Anne Martin"),
        ("mr Martin", "Martin"),
        ("Madame Monsieur Roy", "Roy"),
        ("la Directrice Mme Roy", "Roy"),
        ("le docteur Lefèvre", "Lefèvre"),
        ("le gendarme DUPUIS", "DUPUIS"),
        ("l'agent Durand", "Durand"),
        ("la conseillère Isabelle Roussel", "Isabelle Roussel"),
        ("Madame de La Tour", "de La Tour"),
        ("Mme Le Goff", "Le Goff"),
        ("l'inspecteur O'Brien", "O'Brien"),
        ("Sophie Durand", "Sophie Durand"),
        ("Jean-Pierre Petit", "Jean-Pierre Petit"),
        ("MOREAU Julien", "MOREAU Julien"),
        ("je m'appelle Yvette", "Yvette"),
        ("merci, Gaëlle", "Gaëlle"),
        ("avec Marie-Claude", "Marie-Claude"),
    ],
)
@pytest.mark.parametrize("after", [" m'a reçu.", ", ce matin", " Je voudrais", " La Poste"])
def test_a_name_is_seen_without_its_title_or_what_follows(text: str, name: str, after: str) -> None:
    assert seen(f"Hier {text}{after}", Kind.PERSON) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Madame, Monsieur, bonjour",
        "Madame la Présidente et Monsieur Le Préfet",
        "mon conseiller France Travail et l'agent ANTS",
        "à l'hôpital Robert Debré",
        "au collège Jean Moulin",
        "Mme XXX et M. D.",
        "la Marine Nationale",
        "la CAF de Paris",
        "50 M Euros",
        "la marine, Marianne, Noël et la CPAM de l'Aude",
        "à Sainte Rita",
        "CLAUDE A CRIÉ",
    ],
)
def test_functions_services_and_places_are_no_persons(text: str) -> None:
    assert seen(text, Kind.PERSON) == []
