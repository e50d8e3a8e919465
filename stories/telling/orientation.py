"""Whom to turn to when a story is not what is needed: a case still open, a formal complaint, an emergency."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """A service, what it is asked about, and the door to knock at."""

    service: str
    about: str
    how: str
    url: str = ""


CONTACTS = [
    Contact(
        "Caf",
        "allocations, RSA, prime d'activité",
        "Votre espace « Mon Compte », ou le 3230",
        "https://www.caf.fr/",
    ),
    Contact(
        "Assurance maladie",
        "remboursements, arrêts de travail, carte Vitale",
        "Votre compte ameli, ou le 3646",
        "https://www.ameli.fr/",
    ),
    Contact(
        "Impôts",
        "déclaration, paiement, taxe foncière",
        "La messagerie de votre espace particulier, ou le 0 809 401 401",
        "https://www.impots.gouv.fr/",
    ),
    Contact(
        "Retraite",
        "relevé de carrière, demande de retraite",
        "Votre espace personnel, ou le 3960",
        "https://www.lassuranceretraite.fr/",
    ),
    Contact(
        "France Travail",
        "inscription, allocation chômage",
        "Votre conseiller, votre espace personnel, ou le 3949",
        "https://www.francetravail.fr/",
    ),
    Contact(
        "Titres (ANTS, France Titres)",
        "carte d'identité, passeport, permis, carte grise",
        "Le formulaire de contact de votre espace, ou le 34 00",
        "https://ants.gouv.fr/",
    ),
    Contact(
        "Un autre service, ou vous ne savez pas lequel",
        "toute démarche",
        "Une maison France services près de chez vous, ou Allô Service Public au 3939",
        "https://www.service-public.fr/",
    ),
    Contact(
        "Vous avez réclamé, sans résultat",
        "un droit refusé, un différend qui dure",
        "Le médiateur du service concerné, puis le Défenseur des droits",
        "https://www.defenseurdesdroits.fr/",
    ),
]
