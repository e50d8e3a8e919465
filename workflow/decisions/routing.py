"""Addressing a story to structures."""

from collections.abc import Iterable
from datetime import timedelta

from directory.models import Membership, Structure, User
from stories.models import Routing, Story, StoryService
from workflow.models import Event, Notification
from workflow.notifications.mails import owe_agents
from workflow.notifications.notify import notify
from workflow.notifications.recipients import nearest, steering
from workflow.spine.instant import now
from workflow.spine.refusals import Invalid
from workflow.spine.scope import scope_of
from workflow.spine.topics import announce

ANSWER_WITHIN = timedelta(days=7)


def addressable(structures: Iterable[int], story: Story, by: User) -> list[Structure]:
    """The active structures among these ids; Invalid when there is none, or when ``by`` works for one.

    Mostly those its author chose, which came with the story: only others are asked for.
    """
    wanted = set(structures)
    known = {service.structure_id: service.structure for service in story.services.all()}
    others = Structure.objects.filter(pk__in=wanted - known.keys()) if wanted - known.keys() else []
    found = [*(known[pk] for pk in wanted & known.keys()), *others]
    houses = sorted((house for house in found if house.active), key=lambda house: house.pk)
    if not houses:
        raise Invalid("Adressez l'expérience à au moins un service.", "structures")
    if scope_of(by.viewer).is_home({pk for house in houses for pk in house.path}):
        # Nobody moderates what is addressed to their own house.
        raise Invalid("Vous travaillez pour ce service\u00a0: laissez un collègue décider.", "structures")
    return houses


def route(story: Story, structures: Iterable[int], event: Event) -> None:
    """One Routing per structure, each with an accountable holder from its first instant.

    Of what was decided a while ago, a structure closed since is left out, unless all are: then the one that
    answers for each is found as ever.
    """
    decided = list(Structure.objects.filter(pk__in=set(structures)).order_by("pk"))
    houses = [house for house in decided if house.active] or decided
    # Its own people do not moderate it from now on.
    StoryService.objects.bulk_create(
        [StoryService(story=story, structure=house, by_moderator=True) for house in houses],
        ignore_conflicts=True,
    )
    routings = []
    for house in houses:
        holder, people = nearest(house.path, Membership.Profile.DRAFTER)
        routing = Routing.objects.create(
            story=story,
            structure=house,
            holder=house if holder == house.pk else Structure.objects.filter(pk=holder or 0).first(),
            routed_at=now(),
            deadline_at=now() + ANSWER_WITHIN,
        )
        _deliver(routing, people, event)
        routings.append(routing)
    owe_agents(event, routings)


def _deliver(routing: Routing, agents: list[int], event: Event) -> None:
    """Tell the agents who answer for it; without any, steering is alarmed."""
    people = agents or steering()
    notify(event, people, Notification.Kind.ROUTED if agents else Notification.Kind.ORPHAN)
    if people:
        routing.delivered_at = now()
        routing.save(update_fields=["delivered_at"])
    announce(routing)
