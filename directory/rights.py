"""Who may see and do what (DOMAIN.md, the table): rights as plain sets of words.

A Viewer is a snapshot of one person's rights that needs no database afterwards, so that pages, actions
and the live layer all ask the same object.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

# What each profile gives in its structure and everything below it.
PROFILE_RIGHTS = {
    "observer": frozenset({"see"}),
    "drafter": frozenset({"see", "read_drafts", "draft"}),
    "validator": frozenset({"see", "read_drafts", "draft", "take_over", "approve"}),
    "manager": frozenset({"see", "read_drafts", "draft", "take_over", "manage"}),
}
# Every page of somebody signed in asks this: building the queries took ten times as long as answering them.
HELD_BY = """
WITH person AS (SELECT id FROM directory_user WHERE {people} AND is_active)
SELECT person.id, role, network_id, NULL::bigint
FROM person
JOIN directory_platformrole held ON held.user_id = person.id
LEFT JOIN directory_platformrole_networks scope ON scope.platformrole_id = held.id
UNION ALL
SELECT person.id, profile, NULL, structure_id
FROM person
JOIN directory_membership held ON held.user_id = person.id
"""
OF_THESE = HELD_BY.format(people="id = ANY(%(people)s)")
OF_A_ROLE = HELD_BY.format(people="id IN (SELECT user_id FROM directory_platformrole WHERE role = %(role)s)")
# The same as a column beside a person's own, whose row is called ``one``.
HELD = f"""
(SELECT jsonb_agg(jsonb_build_array(held.person, held.word, held.network, held.structure))
 FROM ({HELD_BY.format(people="id = one.id")}) AS held (person, word, network, structure))
"""
STEERING_RIGHTS = frozenset({"see", "read_drafts", "steer"})


@dataclass(frozen=True)
class Viewer:
    """One person's rights at one instant. ``user_id`` is None for the public."""

    user_id: int | None = None
    roles: frozenset[str] = frozenset()
    # None: national; otherwise the networks a moderator is limited to.
    networks: frozenset[int] | None = None
    # structure id → profiles held there
    memberships: tuple[tuple[int, frozenset[str]], ...] = field(default=())

    @property
    def is_senior(self) -> bool:
        return "senior_moderator" in self.roles

    @property
    def is_moderator(self) -> bool:
        return "moderator" in self.roles or self.is_senior

    @property
    def is_validator(self) -> bool:
        return self.has_right("approve")

    @property
    def is_steering(self) -> bool:
        return "steering" in self.roles

    @property
    def structures(self) -> list[int]:
        """The structures this person works for, without their descendants."""
        return [structure for structure, _ in self.memberships]

    def rights_in(self, path: Sequence[int]) -> frozenset[str]:
        """Rights in the structure whose ids from the root down are ``path``."""
        rights = STEERING_RIGHTS if self.is_steering else frozenset[str]()
        for structure, profiles in self.memberships:
            if structure in path:
                rights = rights.union(*(PROFILE_RIGHTS[profile] for profile in profiles))
        return rights

    def has_right(self, right: str) -> bool:
        """Whether this person holds the right in at least one structure."""
        return any(
            right in PROFILE_RIGHTS[profile] for _, profiles in self.memberships for profile in profiles
        )


PUBLIC = Viewer()


Held = tuple[int, str, int | None, int | None]


def viewers(user_ids: Iterable[int]) -> dict[int, Viewer]:
    """The rights of several people in one query, whatever their number."""
    ids = list(user_ids)
    with connection.cursor() as cursor:
        cursor.execute(OF_THESE, {"people": ids})
        return _viewers(ids, cursor.fetchall())


def viewers_with(role: str) -> dict[int, Viewer]:
    """The rights of all active people with this platform role, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(OF_A_ROLE, {"role": role})
        held = cursor.fetchall()
    return _viewers(dict.fromkeys(row[0] for row in held), held)


def viewer_from(pk: int, held: str | None) -> Viewer:
    """The rights of somebody whose row was read with HELD beside it."""
    return _viewers([pk], json.loads(held or "[]"))[pk]


def _viewers(ids: Iterable[int], rows: Iterable[Held]) -> dict[int, Viewer]:
    """From (person, role, network or None, None) and (person, profile, None, structure), of active people."""
    found: dict[int, dict] = {
        pk: {"roles": set(), "networks": set(), "national": False, "memberships": {}} for pk in ids
    }
    for user_id, word, network, structure in rows:
        if structure is not None:
            found[user_id]["memberships"].setdefault(structure, set()).add(word)
            continue
        found[user_id]["roles"].add(word)
        if word in {"moderator", "senior_moderator"}:
            if network is None:
                found[user_id]["national"] = True
            else:
                found[user_id]["networks"].add(network)
    return {
        pk: Viewer(
            user_id=pk,
            roles=frozenset(one["roles"]),
            networks=None if one["national"] or not one["networks"] else frozenset(one["networks"]),
            memberships=tuple(sorted((s, frozenset(profiles)) for s, profiles in one["memberships"].items())),
        )
        for pk, one in found.items()
    }


def viewer_of(user) -> Viewer:
    """The rights of a request's user, the public's when nobody is signed in."""
    return user.viewer if user.is_authenticated else PUBLIC
