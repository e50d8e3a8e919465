"""Eighty-two stories nobody told, all different, put together from phrases of our own."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

WHAT = {
    "negative": [
        ("Un dossier fermé sans un mot", "J'ai appris par hasard que mon dossier était fermé."),
        ("Trois fois les mêmes pièces", "On m'a demandé trois fois les mêmes justificatifs."),
        ("Un trop-perçu incompréhensible", "Le courrier parle d'un trop-perçu sans dire d'où il vient."),
        ("Des semaines sans réponse", "Mon message est resté sans réponse pendant six semaines."),
        ("Un espace en ligne qui efface tout", "Le formulaire s'est vidé au moment de l'envoyer."),
    ],
    "positive": [
        ("Une conseillère qui prend le temps", "Tout m'a été expliqué calmement, une chose après l'autre."),
        ("Un rappel dès le lendemain", "On m'a rappelé le lendemain, comme promis."),
        ("Un accueil remarquable", "J'ai été reçue à l'heure et repartie avec une réponse."),
    ],
    "neutral": [
        ("Une démarche sans histoire", "La démarche s'est faite en une fois, ni bien ni mal."),
        ("Un changement d'adresse", "J'ai changé d'adresse, cela a pris le temps annoncé."),
    ],
    "unexpressed": [("Une question sur mes droits", "J'ai posé une question et reçu un document à remplir.")],
    "off_topic": [
        ("La cantine de mon fils", "La cantine du collège n'a plus de plat sans viande."),
        ("Un magasin fermé", "Le magasin du centre a fermé sans prévenir ses clients."),
    ],
    "personal_case": [
        ("Débloquez mon dossier", "Je demande que mon dossier soit traité avant la fin du mois."),
        ("Je conteste ma dette", "Je conteste la somme réclamée et j'attends son annulation."),
    ],
    "no_experience": [
        ("Ce que je pense des impôts", "Il y a trop d'impôts et pas assez de services."),
        ("Vivement le changement", "Tout devrait être plus simple, chacun le sait."),
    ],
}
WHERE = [
    "À l'accueil de Nîmes, l'attente était affichée.",
    "Au téléphone, une voix m'a fait patienter vingt minutes.",
    "Depuis mon espace en ligne, rien n'indiquait l'étape suivante.",
    "Par courrier, la réponse tenait en deux lignes.",
    "À la permanence d'Alès, nous étions quatre à attendre.",
    "Sur le site, la page d'aide renvoyait à elle-même.",
]
THEN = [
    "Je le raconte pour que cela serve à d'autres.",
    "Je n'en demande pas plus qu'une explication.",
    "Depuis, tout est rentré dans l'ordre.",
    "Ma voisine a vécu la même chose au printemps.",
    "Il suffirait d'un message pour prévenir.",
    "C'était la deuxième fois cette année.",
]
MISSPELT = " Sa m'a étonné."
SPELT = " Cela m'a étonné."


@dataclass(frozen=True)
class Told:
    """The words of one story, and the feeling its author gives."""

    title: str
    text: str
    feeling: str


def tell(kind: str, number: int, feeling: str = "") -> list[Told]:
    """So many stories of one kind (a feeling, or what will keep them from being published)."""
    every = _endless(kind)
    return [
        Told(title, text, feeling or kind) for (title, text), _ in zip(every, range(number), strict=False)
    ]


def _endless(kind: str) -> Iterator[tuple[str, str]]:
    for nth, (then, where, (title, what)) in enumerate(product(THEN, WHERE, WHAT[kind])):
        yield f"{title} ({nth + 1})" if nth >= len(WHAT[kind]) else title, f"{what} {where} {then}"
