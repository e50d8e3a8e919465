"""What authors are told of a decision: a text per outcome and reason, which moderators edit on the site.

A moderator's own word comes beside it. What was told is kept with the decision: editing a text changes nothing
that was sent.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from directory.models import User
from stories.models import Story
from workflow.models import Decision, MessageTemplate, RejectionReason
from workflow.spine.instant import now
from workflow.spine.refusals import Invalid, TooLate

PUBLISH, CORRECT, REJECT = Decision.Outcome.PUBLISH, Decision.Outcome.CORRECT, Decision.Outcome.REJECT
REWRITE, ASK, UNPUBLISH = Decision.Outcome.REWRITE, Decision.Outcome.ASK, Decision.Outcome.UNPUBLISH
MAX_TEXT = 2000
VARIABLE = re.compile(r"\{([^{}]*)\}")
# What may stand in a text, and what it becomes.
VARIABLES = {
    "pseudonyme": lambda story, reason: story.pseudonym,
    "titre": lambda story, reason: story.title,
    "motif": lambda story, reason: RejectionReason(reason).label if reason else "",
}
Pair = tuple[str, str]

# The words until moderators write others.
FIRST_TEXTS: dict[Pair, str] = {
    (PUBLISH, ""): "Votre expérience vient d'être publiée, telle que vous l'avez écrite.",
    (CORRECT, ""): (
        "Votre expérience vient d'être publiée. Nous y avons fait quelques corrections, sans toucher à ce que "
        "vous racontez."
    ),
    (REWRITE, ""): (
        "Votre expérience mérite d'être lue, mais quelques passages ne peuvent pas paraître ainsi. Nous vous "
        "proposons une autre rédaction\u00a0: rien ne paraîtra avant votre réponse, changement par changement."
    ),
    (ASK, ""): "Avant de décider, nous avons besoin d'une précision de votre part.",
    (UNPUBLISH, ""): "Votre expérience n'est plus visible sur Voxusagers, ni les réponses qu'elle a reçues.",
    (REJECT, RejectionReason.OFF_TOPIC): (
        "Voxusagers recueille ce que l'on vit avec un service public. Pour une entreprise "
        "privée, SignalConso (signal.conso.gouv.fr) peut vous aider."
    ),
    (REJECT, RejectionReason.PERSONAL_CASE): (
        "Votre dossier ne peut être traité que par le service qui le connaît\u00a0: écrivez-lui "
        "par votre espace personnel ou par courrier. Sans réponse au bout de deux mois, le "
        "Défenseur des droits (defenseurdesdroits.fr, 09 69 39 00 00) peut intervenir "
        "gratuitement."
    ),
    (REJECT, RejectionReason.NO_EXPERIENCE): (
        "Dites-nous ce que vous vouliez faire, avec quel service, et ce qui s'est passé\u00a0: "
        "quelques phrases suffisent."
    ),
    (REJECT, RejectionReason.ABUSIVE): (
        "Votre mécontentement a sa place ici, les injures non. Racontez les faits, nous les publierons."
    ),
    (REJECT, RejectionReason.NAMES_AGENT): (
        "Racontez ce qui s'est passé sans désigner personne. Pour mettre en cause un agent, "
        "écrivez au responsable du service ou au Défenseur des droits "
        "(defenseurdesdroits.fr)."
    ),
    (REJECT, RejectionReason.DUPLICATE): (
        "Il n'y a rien à refaire\u00a0: votre premier récit suit son chemin."
    ),
    (REJECT, RejectionReason.UNLAWFUL): (
        "Si vous êtes en danger ou témoin d'une infraction, adressez-vous à la police ou à "
        "la gendarmerie (17, ou 112)."
    ),
}


@dataclass(frozen=True)
class Texts:
    """The text of every outcome and reason at one time; ``stamp`` names that time, for a page to send back."""

    stamp: int
    words: Mapping[Pair, str]


def texts_in_use(stamp: int | None = None) -> Texts:
    """The newest texts; or those of ``stamp``, as a page gave it: what was shown is what is told.

    No version is ever changed: once read, those of a stamp are kept by this process.
    """
    found = _kept.get(stamp)  # asked once: another thread may be clearing it
    if found is None:
        found = _texts_until(stamp)
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[found.stamp] = found
    return found


KEPT = 8
_kept: dict[int | None, Texts] = {}
NEWEST_STAMP = "(SELECT max(id) FROM workflow_messagetemplate)"


def _texts_until(stamp: int | None) -> Texts:
    """One query."""
    versions = MessageTemplate.objects.filter(**{"pk__lte": stamp} if stamp is not None else {})
    newest = list(versions.order_by("outcome", "reason", "-version").distinct("outcome", "reason"))
    written = {(one.outcome, one.reason): one.text for one in newest}
    words = {pair: written.get(pair, first) for pair, first in FIRST_TEXTS.items()}
    return Texts(max((one.pk for one in newest), default=0), words)


def write(outcome: str, reason: str, text: str, *, by: User, after: int) -> MessageTemplate:
    """A new version after the one its writer read. Raises Invalid, or TooLate when another came between."""
    checked = check_text(text, variables(reason))
    with transaction.atomic(), connection.cursor() as cursor:
        # One writer at a time: stamps then tell what was written before what.
        cursor.execute("LOCK TABLE workflow_messagetemplate IN SHARE ROW EXCLUSIVE MODE")
        versions = MessageTemplate.objects.filter(outcome=outcome, reason=reason)
        newest = versions.order_by("-version").first()
        if (newest.version if newest else 0) != after:
            raise TooLate("Ce modèle a changé depuis que vous l'avez ouvert.")
        return MessageTemplate.objects.create(
            outcome=outcome, reason=reason, version=after + 1, text=checked, by=by, at=now()
        )


def told(texts: Texts, outcome: str, story: Story, reason: str = "") -> str:
    """What the author of this story reads; empty for what authors are not told."""
    text = texts.words.get((outcome, reason), "")
    return VARIABLE.sub(
        lambda found: VARIABLES[found[1]](story, reason) if found[1] in VARIABLES else found[0], text
    )


def versions_of(outcome: str, reason: str) -> list[MessageTemplate]:
    """Every version of one text, newest first, down to the project's own: version 0, in no table."""
    written = MessageTemplate.objects.filter(outcome=outcome, reason=reason).select_related("by")
    original = MessageTemplate(version=0, text=FIRST_TEXTS[outcome, reason])
    return [*written.order_by("-version"), original]


def variables(reason: str) -> list[str]:
    """Those that stand for something in a text; where there is no reason, none can be told."""
    return [name for name in VARIABLES if reason or name != "motif"]


def check_text(text: str, known_names: Collection[str]) -> str:
    """The text, trimmed; Invalid when it is empty, too long, or names a variable we do not know."""
    unknown = [name for name in VARIABLE.findall(text) if name not in known_names]
    if unknown:
        known = ", ".join(f"{{{name}}}" for name in known_names)
        raise Invalid(
            f"Variable inconnue\u00a0: {{{unknown[0]}}}. Celles qui existent\u00a0: {known}.", "text"
        )
    if not text.strip():
        raise Invalid("Écrivez ce que l'auteur lira.", "text")
    if len(text) > MAX_TEXT:
        raise Invalid(f"Ce texte dépasse {MAX_TEXT} caractères.", "text")
    return text.strip()
