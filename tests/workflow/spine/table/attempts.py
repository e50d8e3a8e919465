"""One cell: somebody tries one move on one item, in a transaction of its own that is undone."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from directory.models import User
from stories.models import AnswerBack, Routing, Story
from tests.pressing import WORDS, key
from tests.workflow.spine.table.items import TIME_TO_UNDO
from workflow import actions
from workflow.actions import Answered
from workflow.models import Claim, Decision, ProposedChange, Step
from workflow.spine.instant import at
from workflow.spine.moves import move
from workflow.spine.refusals import Invalid, NotAllowed, NotSeen, TooLate
from workflow.spine.steps import CLAIM
from workflow.spine.transitions import TRANSITIONS

Item = Story | Routing
TAB = uuid4()
held = {"tab": TAB}


def cell(name: str, item: Item, by: User | None, colleague: User, world: SimpleNamespace) -> str:
    """Make the move, note what came of it, and undo it."""
    step = next((step for step in Step if name.endswith(f"_{step}")), TRANSITIONS[name].holding)
    try:
        with transaction.atomic():
            prepare(name, item, by)
            hold(name, step, item, by, colleague)
            made = attempt(name, step, item, by, world)
            if made:
                target = TRANSITIONS[name].target or item.state
                assert type(item).objects.get(pk=item.pk).state == target
            transaction.set_rollback(True)
            return "+" if made else "c"
    except NotAllowed:
        return "f"
    except NotSeen:
        return "."
    except TooLate:
        return "c"
    except Invalid:
        return "i"


def prepare(name: str, item: Item, by: User | None) -> None:
    """What this very move asks for: a decision of one's own to undo, no answer back before one's first."""
    if name == "undo" and by:
        Decision.objects.filter(story=item.pk).update(by=by)
    if name == "say_back":
        AnswerBack.objects.filter(reply__routing=item.pk).delete()


def hold(name: str, step: Step | None, item: Item, by: User | None, colleague: User) -> None:
    """Whoever makes the move holds the claim; what is taken over or expires is a colleague's."""
    if step is None or name.startswith("claim_") or not something_waits(step, item):
        return
    theirs = by is None or name.startswith("take_over_")
    ended = name.startswith("expire_")
    Claim.objects.create(
        step=step,
        item_id=item.pk,
        holder=colleague if theirs else by,
        slot=1,
        tab=TAB,
        expires_at=timezone.now() + timedelta(minutes=-1 if ended else 2),
    )


def something_waits(step: Step, item: Item) -> bool:
    in_effect = not isinstance(item, Story) or item.in_effect
    return item.state in CLAIM[step].sources and in_effect


def attempt(name: str, step: Step | None, item: Item, by: User | None, world: SimpleNamespace) -> bool:
    if by is None and name in BY_CLOCK:
        return BY_CLOCK[name](item)
    if by is None and name.startswith("expire_"):
        return bool(actions.expire_leases(Claim.objects.filter(step=step, item_id=item.pk)))
    press: dict[str, Any] = {"by": by, "version": item.version, "key": key()}
    if by is None or name not in VERBS:
        move(TRANSITIONS[name], item.pk, **press, tab=TAB)
        return True
    verb, *more = VERBS[name]
    verb(*more, item.pk, **press, **(ARGUMENTS[name](item, world) if name in ARGUMENTS else {}))
    return True


def takes_effect(item: Item) -> bool:
    with at(timezone.now() + TIME_TO_UNDO):
        return actions.take_effect(item.pk)


def is_reported(item: Item) -> bool:
    actions.report(item.pk, "names")
    return True


BY_CLOCK: dict[str, Callable[[Item], bool]] = {"take_effect": takes_effect, "reported": is_reported}
# Transition → the verb that makes it, and what comes before the item. The others are the clock's alone: whoever
# else tries them has to go past the verbs.
VERBS: dict[str, tuple[Any, ...]] = {
    **{name: (getattr(actions, name),) for name in TRANSITIONS if hasattr(actions, name)},
    **{
        f"{verb}_{step}": (getattr(actions, verb), step)
        for verb in ("claim", "release", "take_over")
        for step in CLAIM
    },
    "pass": (actions.pass_on,),
    # Notes follow each other: none asks which version its writer saw.
    "note": (lambda story_id, *, version, **press: actions.note(story_id, **press),),
}
for clocks in ("take_effect", "close_unanswered"):
    del VERBS[clocks]

corrected = {"title": "Titre", "text": "Autre texte.", "reason": "Clarté."}
ARGUMENTS: dict[str, Callable[[Any, SimpleNamespace], dict[str, Any]]] = {
    "resubmit": lambda *_: {"title": "Titre", "text": "Autre texte."},
    "publish": lambda _, world: held | {"structures": [world.caf_gard.pk]},
    "correct": lambda _, world: held | {"structures": [world.caf_gard.pk], **corrected},
    "reject": lambda *_: held | {"reason": "off_topic"},
    "escalate": lambda *_: held | {"note": "Un nom y est peut-être."},
    "propose_rewrite": lambda story, world: (
        held
        | {
            "structures": [world.caf_gard.pk],
            "title": "Titre",
            "text": story.text,
            "reasons": ["Plus court."],
        }
    ),
    "ask": lambda *_: held | {"question": "De quelle Caf parlez-vous ?"},
    "answer_proposal": lambda story, _: {
        "answers": dict.fromkeys(
            ProposedChange.objects.filter(proposal__story=story).values_list("pk", flat=True),
            Answered("refused"),
        )
    },
    "answer_question": lambda *_: {"answer": "Celle de Nîmes."},
    "annotate": lambda *_: {
        "criticality": 2,
        "tags": [],
        "procedure": None,
        "urgent": False,
        "difficult": True,
    },
    "note": lambda *_: {"text": "Un avis ?"},
    "opine": lambda *_: held | {"outcome": "publish"},
    "unpublish": lambda *_: {"public_reason": "À la demande de la famille."},
    "republish": lambda *_: {"note": "La famille a changé d'avis."},
    "amend": lambda *_: corrected,
    "dismiss_reports": lambda *_: held,
    "escalate_reports": lambda *_: held | {"note": "Faut-il le dépublier ?"},
    "save_draft": lambda *_: held | {"saves": 0, "words": WORDS},
    "submit_reply": lambda *_: held | {"words": WORDS},
    "approve": lambda *_: held,
    "approve_with_edits": lambda *_: held | {"words": WORDS},
    "send_back": lambda *_: held | {"comment": "Plus court."},
    "rate": lambda *_: {"rating": "appropriate"},
    "say_back": lambda *_: {"text": "Merci, mais mon dossier est encore fermé."},
    "publish_answer": lambda *_: held,
    "reject_answer": lambda *_: held | {"reason": "Elle nomme un agent."},
    **{f"release_{step}": lambda *_: held for step in CLAIM},
    **{f"take_over_{step}": lambda *_: {"reason": "Elle est absente."} for step in CLAIM},
}
