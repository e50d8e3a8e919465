"""The rehearsal's own database, directory and people, made before anything is simulated."""

import hashlib
import os
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from project import embedded

ROOT = Path(__file__).resolve().parents[3]
NAME = "voxusagers_rehearsal"
MODERATORS = 8
READERS_OF_ANSWERS = 2
READERS_OF_CODE = ("*/migrations/*.py", "directory/import*.py", "workflow/demo/structures.json")


@dataclass(frozen=True)
class Person:
    """Somebody with an account: who they are, and the house they work for (None: none)."""

    pk: int
    name: str
    address: str
    house: int | None = None


@dataclass
class World:
    """Who and what the rehearsal plays with."""

    labels: dict[str, int] = field(default_factory=dict)  # a house as pages write it → its id
    nobodys: int = 0  # a structure without agents: what is routed there is for steering
    moderators: list[Person] = field(default_factory=list)
    readers_of_answers: list[Person] = field(default_factory=list)
    seniors: list[Person] = field(default_factory=list)
    steering: list[Person] = field(default_factory=list)
    drafters: list[Person] = field(default_factory=list)
    validators: list[Person] = field(default_factory=list)
    authors: list[Person] = field(default_factory=list)


def fresh_database(export: Path | None) -> str:
    """The URL of an empty database that holds the directory alone; made anew at each run.

    The directory takes a while to import: it is kept in a template, named after all that it depends on.
    """
    server = os.environ.get("DATABASE_URL") or _embedded_url()
    digest = hashlib.sha256(export.read_bytes() if export else b"demo")
    for pattern in READERS_OF_CODE:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    template = f"{NAME}_{digest.hexdigest()[:10]}"
    with psycopg.connect(_to(server, "postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")  # type: ignore[arg-type]
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [template])
        if known.rowcount:
            connection.execute(f"CREATE DATABASE {NAME} TEMPLATE {template}")  # type: ignore[arg-type]
            return _to(server, NAME)
        connection.execute(f"CREATE DATABASE {NAME}")  # type: ignore[arg-type]
        _fill(_to(server, NAME), export)
        connection.execute(f"CREATE DATABASE {template} TEMPLATE {NAME}")  # type: ignore[arg-type]
    return _to(server, NAME)


def _fill(url: str, export: Path | None) -> None:
    import subprocess
    import sys

    commands = [["migrate", "--verbosity=0"]]
    if export:
        commands.append(["import_structures", str(export), "--verbosity=0"])
    else:
        commands.append(
            ["shell", "--verbosity=0", "-c", "from workflow.demo.houses import load_houses; load_houses()"]
        )
    for command in commands:
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url},
            stdout=subprocess.DEVNULL,
            check=True,
        )


def _embedded_url() -> str:
    where = embedded.connection_settings()
    return f"postgres://{where['USER']}@/{where['NAME']}?host={quote(where['HOST'], safe='')}&port={where['PORT']}"


def _to(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def names_of_structures() -> dict[str, int]:
    """Every name by which an active structure may be called, codes too; the oldest wins."""
    from directory.models import Structure
    from tests.bench.rehearsal.told import plain

    names: dict[str, int] = {}
    rows = Structure.objects.filter(active=True).order_by("pk")
    for pk, *called in rows.values_list("pk", "name", "public_name", "code"):
        for name in filter(None, called):
            names.setdefault(plain(name), pk)
    return names


def people_for(houses: Counter[int], authors: int) -> World:
    """Moderators and pilots; agents and validators for each house (and its number of stories); the authors.

    Two agents where there is more than one story to write about; two validators always: four eyes.
    """
    from directory.models import Membership, PlatformRole, Structure, User
    from tests.bench.rehearsal.told import NO_SERVICE

    world = World()

    def person(key: str, name: str, house: int | None = None) -> Person:
        address = f"{key}@demo.voxusagers.example"
        user = User.objects.filter(email=address).first() or User.objects.create_user(address, name[:80])
        return Person(user.pk, user.name, address, house)

    def with_role(key: str, name: str, role: str) -> Person:
        one = person(key, name)
        PlatformRole.objects.get_or_create(user_id=one.pk, role=role)
        return one

    for n in range(MODERATORS):
        world.moderators.append(with_role(f"rehearsal-moderator-{n}", f"Modératrice {n}", "moderator"))
    for n in range(READERS_OF_ANSWERS):
        one = with_role(f"rehearsal-answers-{n}", f"Lectrice {n}", "moderator")
        world.readers_of_answers.append(one)
    world.seniors.append(with_role("rehearsal-senior", "Lucie Principale", "senior_moderator"))
    world.steering.append(with_role("rehearsal-steering", "Pia Pilote", "steering"))
    for house in Structure.objects.filter(pk__in=houses):
        world.labels[str(house)] = house.pk
        for profile, cast in (("drafter", world.drafters), ("validator", world.validators)):
            for n in range(2 if profile == "validator" or houses[house.pk] > 1 else 1):
                one = person(f"rehearsal-{profile}-{house.pk}-{n}", f"{profile} {n} de {house}", house.pk)
                Membership.objects.get_or_create(user_id=one.pk, structure=house, profile=profile)
                cast.append(one)
    staffed = Membership.objects.values("structure")
    orphans = Structure.objects.filter(active=True, parent=None).exclude(pk__in=staffed)
    nobodys = orphans.filter(sort_name=NO_SERVICE).first() or orphans.order_by("pk").first()
    if nobodys is None:
        nobodys = _new_orphan()
    world.nobodys = nobodys.pk
    # New accounts at each run, on a server that sees several: nobody tells the same story twice.
    run = f"{time.time_ns():x}"
    world.authors = [person(f"rehearsal-author-{run}-{n}", "") for n in range(authors)]
    return world


def _new_orphan():  # type: ignore[no-untyped-def]
    from directory.models import Network, Structure

    network = Network.objects.get_or_create(name="Sans réseau")[0]
    made = Structure.objects.create(code="REHEARSAL-0", name="Hors-structures", network=network)
    made.path = [made.pk]
    made.save(update_fields=["path"])
    return made
