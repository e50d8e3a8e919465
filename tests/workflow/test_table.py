"""Who may make which move, in which state: DOMAIN.md's table written out, cell by cell.

Each cell: `+` the move is made, `f` seen but not allowed (403), `.` not seen (404), `c` too late (409).
Whoever needs the claim for a move holds it. People are named by what they are, not by who.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from directory.models import Membership, PlatformRole, User
from stories.models import Routing, Story
from tests.pressing import WORDS, key
from tests.stories_made import answer, published_story, submitted_story
from workflow import actions
from workflow.models import Claim, DraftRevision, Step
from workflow.moves import move
from workflow.refusals import NotAllowed, NotSeen, TooLate
from workflow.transitions import CLAIM, TRANSITIONS

pytestmark = pytest.mark.django_db

# Sight first: an author sees their own story in every state; moderators and steering see what was sent;
# everybody else, published stories. A moderator outside their networks, or inside their own house, is
# everybody else: administrations read a story when all do.
STORY = """
                                        draft submitted awaiting published rejected withdrawn unpublished
submit
    author                              + c c c c c c
    moderator senior steering           . f f f f f f
    anybody                             . . . f . . .
withdraw
    author                              + + + + + c c
    moderator senior steering           . f f f f f f
    anybody                             . . . f . . .
publish
    author                              f f f f f f f
    moderator senior                    . + c c c c c
    steering                            . f f f f f f
    anybody                             . . . f . . .
correct
    author                              f f f f f f f
    moderator senior                    . + c c c c c
    steering                            . f f f f f f
    anybody                             . . . f . . .
reject
    author                              f f f f f f f
    moderator senior                    . + c c c c c
    steering                            . f f f f f f
    anybody                             . . . f . . .
unpublish
    author                              f f f f f f f
    senior                              . c c + c c c
    moderator steering                  . f f f f f f
    anybody                             . . . f . . .
claim_moderate
    author                              f f f f f f f
    moderator senior                    . + c c c c c
    steering                            . f f f f f f
    anybody                             . . . f . . .
release_moderate
    author                              f f f f f f f
    moderator senior                    . + c c c c c
    steering                            . f f f f f f
    anybody                             . . . f . . .
take_over_moderate
    author                              f f f f f f f
    senior                              . + c c c c c
    moderator steering                  . f f f f f f
    anybody                             . . . f . . .
expire_moderate
    clock                               c + c c c c c
    author                              f f f f f f f
    moderator senior steering           . f f f f f f
    anybody                             . . . f . . .
"""

# A routing is seen by its author, by its structure's tree and by steering always; by everybody else with
# the published story alone (`closed` is the routing of a withdrawn one).
ROUTING = """
                                    to_answer drafting to_validate answered transfer_asked transferred closed
save_draft
    drafter validator manager ancestor  + + c c c c c
    author observer steering            f f f f f f f
    anybody                             f f f f f f .
submit_reply
    drafter validator manager ancestor  + + c c c c c
    author observer steering            f f f f f f f
    anybody                             f f f f f f .
approve
    validator ancestor                  c c + c c c c
    author observer drafter manager     f f f f f f f
    steering                            f f f f f f f
    anybody                             f f f f f f .
approve_with_edits
    validator ancestor                  c c + c c c c
    author observer drafter manager     f f f f f f f
    steering                            f f f f f f f
    anybody                             f f f f f f .
send_back
    validator ancestor                  c c + c c c c
    author observer drafter manager     f f f f f f f
    steering                            f f f f f f f
    anybody                             f f f f f f .
rate
    author                              c c c + c c c
    observer drafter validator manager  f f f f f f f
    ancestor steering                   f f f f f f f
    anybody                             f f f f f f .
close
    clock                               + + + + + c c
    author observer drafter validator   f f f f f f f
    manager ancestor steering           f f f f f f f
    anybody                             f f f f f f .
claim_draft
    drafter validator manager ancestor  + + c c c c c
    author observer steering            f f f f f f f
    anybody                             f f f f f f .
release_draft
    drafter validator manager ancestor  + + c c c c c
    author observer steering            f f f f f f f
    anybody                             f f f f f f .
take_over_draft
    validator manager ancestor          + + c c c c c
    author observer drafter steering    f f f f f f f
    anybody                             f f f f f f .
expire_draft
    clock                               + + c c c c c
    author observer drafter validator   f f f f f f f
    manager ancestor steering           f f f f f f f
    anybody                             f f f f f f .
claim_validate
    validator ancestor                  c c + c c c c
    author observer drafter manager     f f f f f f f
    steering                            f f f f f f f
    anybody                             f f f f f f .
release_validate
    validator ancestor                  c c + c c c c
    author observer drafter manager     f f f f f f f
    steering                            f f f f f f f
    anybody                             f f f f f f .
take_over_validate
    validator ancestor                  c c + c c c c
    author observer drafter manager     f f f f f f f
    steering                            f f f f f f f
    anybody                             f f f f f f .
expire_validate
    clock                               c c + c c c c
    author observer drafter validator   f f f f f f f
    manager ancestor steering           f f f f f f f
    anybody                             f f f f f f .
"""

PEOPLE = {
    "author": {},
    "stranger": {},
    "moderator": {"role": "moderator"},
    "moderator_of_another_network": {"role": "moderator", "network": "dgfip"},
    "moderator_of_their_own_house": {"role": "moderator", "caf_gard": "observer"},
    "senior": {"role": "senior_moderator"},
    "senior_of_another_network": {"role": "senior_moderator", "network": "dgfip"},
    "senior_of_their_own_house": {"role": "senior_moderator", "cnaf": "observer"},
    "steering": {"role": "steering"},
    "observer": {"caf_gard": "observer"},
    "drafter": {"caf_gard": "drafter"},
    "validator": {"caf_gard": "validator"},
    "manager": {"caf_gard": "manager"},
    "ancestor": {"cnaf": "validator"},
    "agent_below": {"caf_ales": "validator"},
    "agent_elsewhere": {"fs_sommieres": "validator"},
}
# Rules of the routing that follow from holding a role in the house, whatever else one is.
SAME_AS = {
    "routing": {
        "moderator_of_their_own_house": "observer",
        "senior_of_their_own_house": "observer",
    }
}


def grid(text: str) -> dict[str, dict[str, str]]:
    """transition → role → its cells."""
    found: dict[str, dict[str, str]] = {}
    for line in text.strip().splitlines()[1:]:
        if not line.startswith(" "):
            found[line] = {}
            continue
        cells, roles = line[-13:].replace(" ", ""), line[:-13].split()
        found[list(found)[-1]] |= dict.fromkeys(roles, cells)
    return found


GRIDS = {"story": grid(STORY), "routing": grid(ROUTING)}
STATES = {"story": list(Story.State), "routing": list(Routing.State)}


def expected(kind: str, name: str) -> dict[str, str]:
    """What the grid says of each person; the clock may do nothing that is not its own."""
    rows = GRIDS[kind][name]
    same = SAME_AS.get(kind, {})
    cells = {who: rows.get(same.get(who, who), rows["anybody"]) for who in PEOPLE}
    return cells | {"clock": rows.get("clock", "fffffff")}


def test_every_transition_has_its_place_in_the_grid():
    assert {*GRIDS["story"], *GRIDS["routing"]} == set(TRANSITIONS)
    named = {role for rows in [*GRIDS["story"].values(), *GRIDS["routing"].values()] for role in rows}
    assert named - {"anybody", "clock"} <= set(PEOPLE)
    assert all(len(cells) == 7 for rows in GRIDS.values() for row in rows.values() for cells in row.values())


@pytest.mark.parametrize("kind", GRIDS)
def test_the_grid(kind: str, world):
    people = {who: person(who, world, **traits) for who, traits in PEOPLE.items()}
    colleague = person("colleague", world, role="senior_moderator", caf_gard="validator")
    items = {
        state: (a_story if kind == "story" else a_routing)(state, people["author"], colleague, world)
        for state in STATES[kind]
    }

    for name in GRIDS[kind]:
        found = {
            who: "".join(cell(name, item, people.get(who), colleague, world) for item in items.values())
            for who in [*people, "clock"]
        }
        assert written(name, found) == written(name, expected(kind, name))


def written(name: str, rows: dict[str, str]) -> str:
    return "\n".join([name, *(f"    {who:32}{' '.join(cells)}" for who, cells in rows.items())])


numbers = count(1)


def person(name: str, world, role: str = "", network: str = "", **houses: str) -> User:
    user = User.objects.create_user(f"{name}-{next(numbers)}@exemple.test", name)
    if role:
        held = PlatformRole.objects.create(user=user, role=role)
        if network:
            held.networks.add(getattr(world, network))
    for house, profile in houses.items():
        Membership.objects.create(user=user, structure=getattr(world, house), profile=profile)
    return user


def a_story(state: str, author: User, colleague: User, world) -> Story:
    if state == Story.State.PUBLISHED:
        return published_story(author, world.caf_gard)
    story = submitted_story(author, world.caf_gard)
    story.state = state
    if state == Story.State.DRAFT:
        story.submitted_at = None
    story.save()
    return story


def a_routing(state: str, author: User, writer: User, world) -> Routing:
    routing = published_story(author, world.caf_gard).routings.get()
    if state == Routing.State.ANSWERED:
        answer(routing)
    revision = DraftRevision(routing=routing, number=1, text="Bonjour.", status="thanks", by=writer)
    if state not in {Routing.State.TO_ANSWER, Routing.State.DRAFTING}:
        revision.submitted_at = timezone.now()
    revision.save()
    routing.state = state
    routing.save()
    if state == Routing.State.CLOSED:
        Story.objects.filter(pk=routing.story_id).update(state=Story.State.WITHDRAWN)
        routing.story.refresh_from_db()
    return routing


def cell(name: str, item: Story | Routing, by: User | None, colleague: User, world) -> str:
    """Make the move in a transaction of its own, note what came of it, and undo it."""
    step = next((step for step in Step if name.endswith(f"_{step}")), TRANSITIONS[name].holding)
    try:
        with transaction.atomic():
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


TAB = uuid4()


def hold(name: str, step: Step | None, item: Story | Routing, by: User | None, colleague: User) -> None:
    """Whoever makes the move holds the claim; what is taken over or expires is a colleague's."""
    if step is None or name.startswith("claim_") or item.state not in CLAIM[step].sources:
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


def attempt(name: str, step: Step | None, item: Story | Routing, by: User | None, world) -> bool:
    if by is None and name.startswith("expire_"):
        return bool(actions.expire_leases(Claim.objects.filter(step=step, item_id=item.pk)))
    press: dict[str, Any] = {"by": by, "version": item.version, "key": key()}
    if by is None or name.startswith("expire_") or name == "close":
        move(TRANSITIONS[name], item.pk, **press, tab=TAB)
        return True
    verb = VERBS.get(name) or getattr(actions, name.removesuffix(f"_{step}"))
    verb(*([step] if name not in VERBS else []), item.pk, **press, **arguments(name, world))
    return True


VERBS: dict[str, Callable[..., Any]] = {
    name: getattr(actions, name) for name in TRANSITIONS if hasattr(actions, name)
}


def arguments(name: str, world) -> dict[str, Any]:
    return ARGUMENTS[name](world) if name in ARGUMENTS else {}


held = {"tab": TAB}
ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "publish": lambda world: held | {"structures": [world.caf_gard.pk]},
    "correct": lambda world: (
        held
        | {"structures": [world.caf_gard.pk], "title": "Titre", "text": "Autre texte.", "reason": "Clarté."}
    ),
    "reject": lambda _: held | {"reason": "off_topic"},
    "unpublish": lambda _: {"public_reason": "À la demande de la famille."},
    "save_draft": lambda _: held | {"saves": 0, "words": WORDS},
    "submit_reply": lambda _: held | {"words": WORDS},
    "approve": lambda _: held,
    "approve_with_edits": lambda _: held | {"words": WORDS},
    "send_back": lambda _: held | {"comment": "Plus court."},
    "rate": lambda _: {"rating": "appropriate"},
    **{f"release_{step}": lambda _: held for step in CLAIM},
    **{f"take_over_{step}": lambda _: {"reason": "Elle est absente."} for step in CLAIM},
}
