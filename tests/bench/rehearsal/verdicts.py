"""What a moderator reads on the bench of a claimed story, and which button follows from it."""

import re
from dataclasses import dataclass
from html import unescape

from tests.bench.rehearsal import plans
from tests.bench.rehearsal.browser import typed
from tests.bench.rehearsal.page import Fields, Page
from tests.bench.rehearsal.play import Play
from tests.bench.rehearsal.told import Told

PASSAGE = re.compile(r'data-mask="([^"]*)".*?<small>(.*?)</small>', re.DOTALL)
MESSAGE = "Merci d'avoir raconté ce que vous avez vécu."
OVERRIDE = "C'est le numéro du service lui-même."
WHY = "Passage difficile à comprendre."


@dataclass
class Verdict:
    """A button of the bench, and what is sent with it."""

    verb: str
    fields: Fields


def verdict_on(play: Play, page: Page, form: Fields, who: int) -> Verdict:
    """Everybody decides alike, so that nobody's decision depends on who was faster."""
    told = play.told.get(int(page.url.split("/")[2]))
    form = typed(form, message=f"{MESSAGE} ({who})")
    form.setdefault("structures", [str(play.world.nobodys)])
    title, text = form["title"][0], form["text"][0].replace("\r\n", "\n")
    if told is None:
        return Verdict("publier/", form)
    outcome = plans.outcome_of(told)
    masked = _masked(page, title), _masked(page, text)
    if outcome == "propose" and "Réécriture proposée par" not in page.html and len(text) < plans.MOST:
        return _proposal(play, told, form, *masked)
    if outcome == "ask" and "Question posée par" not in page.html:
        return Verdict("demander/", typed(form, question="À quel guichet, et quel mois ?"))
    if outcome == "escalate" and page.button("escalate"):
        return Verdict("transmettre/", typed(form, note="Un service y est mis en cause : qu'en dites-vous ?"))
    if outcome == "reject" and not told.again:
        return Verdict("rejeter/", typed(form, reject_reason=plans.reason_of(told)))
    return _publication(play, told, form, (title, text), masked)


def _proposal(play: Play, told: Told, form: Fields, title: str, text: str) -> Verdict:
    if plans.consent_of(told) == "edited":
        title = f"{title[:130]} (en bref)"
    play.by_title[title] = told
    return Verdict("proposer/", typed(form, title=title, text=plans.rewritten(text)))


def _publication(
    play: Play, told: Told, form: Fields, words: tuple[str, str], masked: tuple[str, str]
) -> Verdict:
    """As it is, after a light correction, or with a detail that may stay and the reason why."""
    if masked != words and told.number % 3 == 0:
        return Verdict("publier/", typed(form, override=OVERRIDE))
    if masked != words:
        return _correction(play, told, form, *masked, "Des coordonnées étaient lisibles par tous.")
    title, text = words
    if told.number % 4 == 1 and (tidy := plans.tidied(text)) != text:
        return _correction(play, told, form, title, tidy, "Espaces manquantes entre les phrases.")
    return Verdict("publier/", form)


def _correction(play: Play, told: Told, form: Fields, title: str, text: str, why: str) -> Verdict:
    play.by_title[title] = told
    return Verdict("corriger/", typed(form, title=title, text=text, correct_reason=why))


def _masked(page: Page, words: str) -> str:
    """Every passage that the page says must go, as its own button masks it."""
    for passage, label in PASSAGE.findall(page.html):
        if "à retirer avant publication" in label:
            words = words.replace(unescape(passage), "[…]")
    return words


def explained(page: Page) -> Fields | None:
    """What the page asks for before it does what was pressed: a reason for each change, or for what stays."""
    form = page.form("decide")
    if form:
        form.pop("then", None)
    if form and "reasons" in form:
        return form | {"reasons": [WHY for _ in form["reasons"]]}
    if form and 'id="override-error"' in page.html:
        return typed(form, override=OVERRIDE)
    return None
