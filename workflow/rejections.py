"""What an author whose story was not published can do instead, by reason."""

from workflow.models import RejectionReason

INSTEAD = {
    RejectionReason.OFF_TOPIC: (
        "Voxusagers recueille ce que l'on vit avec un service public. Pour une entreprise "
        "privée, SignalConso (signal.conso.gouv.fr) peut vous aider."
    ),
    RejectionReason.PERSONAL_CASE: (
        "Votre dossier ne peut être traité que par le service qui le connaît\u00a0: écrivez-lui "
        "par votre espace personnel ou par courrier. Sans réponse au bout de deux mois, le "
        "Défenseur des droits (defenseurdesdroits.fr, 09 69 39 00 00) peut intervenir "
        "gratuitement."
    ),
    RejectionReason.NO_EXPERIENCE: (
        "Dites-nous ce que vous vouliez faire, avec quel service, et ce qui s'est passé\u00a0: "
        "quelques phrases suffisent."
    ),
    RejectionReason.ABUSIVE: (
        "Votre mécontentement a sa place ici, les injures non. Racontez les faits, nous les publierons."
    ),
    RejectionReason.NAMES_AGENT: (
        "Racontez ce qui s'est passé sans désigner personne. Pour mettre en cause un agent, "
        "écrivez au responsable du service ou au Défenseur des droits "
        "(defenseurdesdroits.fr)."
    ),
    RejectionReason.DUPLICATE: ("Il n'y a rien à refaire\u00a0: votre premier récit suit son chemin."),
    RejectionReason.UNLAWFUL: (
        "Si vous êtes en danger ou témoin d'une infraction, adressez-vous à la police ou à "
        "la gendarmerie (17, ou 112)."
    ),
}
