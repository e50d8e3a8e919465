"""The people and the small world that tests speak of. A test introduces nobody else."""

from itertools import chain
from pathlib import Path
from types import SimpleNamespace

import pytest

from directory.models import Membership, Network, PlatformRole, Structure, User

PEOPLE = {
    "ines": "Inès Moreau",
    "karim": "Karim Benali",
    "lucie": "Lucie Ferrand",
    "sonia": "Sonia Delmas",
    "marc": "Marc Vidal",
    "vera": "Véra Costa",
    "gilles": "Gilles Astier",
    "olive": "Olive Pons",
    "pilote": "Pia Lothaire",
    "mamie": "Micheline Roux",
    "paul": "Paul Estève",
    "stranger": "Solène Tissier",
}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """The longest files first, each in one piece: a worker that began one last would end long after the other."""
    files: dict[Path, list[pytest.Function]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    items[:] = chain.from_iterable(sorted(files.values(), key=_length, reverse=True))


def _length(tests: list[pytest.Function]) -> tuple[bool, int]:
    return any("takes_long" in test.fixturenames for test in tests), len(tests)


@pytest.fixture(scope="session")
def takes_long() -> None:
    """Asked for by what starts a browser or a server, or builds much: files of such tests are begun first."""


@pytest.fixture(autouse=True)
def every_page_is_read_anew(monkeypatch) -> None:
    """Ids start again in each test: no process may answer from what it read in the one before."""
    monkeypatch.setattr("stories.public.memory.SECONDS", 0)
    monkeypatch.setattr("workflow.guidance.told._kept", {})


@pytest.fixture(autouse=True)
def decisions_take_effect_at_once(settings) -> None:
    """Undoing and calibration are tested where they are meant; elsewhere a decision is a decision."""
    settings.UNDO_SECONDS = 0
    settings.CALIBRATION_SHARE = 0


def _person(key: str) -> User:
    return User.objects.create_user(f"{key}.secret@exemple.test", PEOPLE[key])


def _member(key: str, structure: Structure, *profiles: str) -> User:
    person = _person(key)
    for profile in profiles:
        Membership.objects.create(user=person, structure=structure, profile=profile)
    return person


def _structure(code: str, name: str, network: Network, parent=None, **more) -> Structure:
    structure = Structure.objects.create(code=code, name=name, network=network, parent=parent, **more)
    structure.path = [*(parent.path if parent else []), structure.pk]
    structure.save(update_fields=["path"])
    return structure


@pytest.fixture
def world(db) -> SimpleNamespace:
    """Three networks: a tree that answers, a France services that answers, a tax office that does not yet."""
    famille, france_services, dgfip = (
        Network.objects.create(name=name) for name in ("Branche Famille", "France services", "DGFiP")
    )
    cnaf = _structure("SPP-1", "Cnaf", famille, answers_since="2019-03-14")
    caf_gard = _structure("SPP-2", "Caf du Gard", famille, cnaf, town="Nîmes", department="30")
    caf_ales = _structure("SPP-3", "Caf du Gard - Alès", famille, caf_gard, town="Alès")
    fs_sommieres = _structure(
        "SPP-4", "France services Sommières", france_services, answers_since="2020-01-01"
    )
    sip_nimes = _structure("SPP-5", "Service des impôts de Nîmes", dgfip, town="Nîmes")
    return SimpleNamespace(
        famille=famille,
        france_services=france_services,
        dgfip=dgfip,
        cnaf=cnaf,
        caf_gard=caf_gard,
        caf_ales=caf_ales,
        fs_sommieres=fs_sommieres,
        sip_nimes=sip_nimes,
    )


@pytest.fixture
def mamie(db) -> User:
    """An author."""
    return _person("mamie")


@pytest.fixture
def paul(db) -> User:
    """Another author."""
    return _person("paul")


@pytest.fixture
def stranger(db) -> User:
    """Somebody with an account and nothing else."""
    return _person("stranger")


def _with_role(key: str, role: str) -> User:
    person = _person(key)
    PlatformRole.objects.create(user=person, role=role)
    return person


@pytest.fixture
def ines(db) -> User:
    """A national moderator."""
    return _with_role("ines", PlatformRole.Role.MODERATOR)


@pytest.fixture
def karim(db) -> User:
    """Another national moderator."""
    return _with_role("karim", PlatformRole.Role.MODERATOR)


@pytest.fixture
def lucie(db) -> User:
    """A senior moderator."""
    return _with_role("lucie", PlatformRole.Role.SENIOR)


@pytest.fixture
def pilote(db) -> User:
    """Steering."""
    return _with_role("pilote", PlatformRole.Role.STEERING)


@pytest.fixture
def sonia(world) -> User:
    """Drafts replies at the Caf du Gard."""
    return _member("sonia", world.caf_gard, "drafter")


@pytest.fixture
def marc(world) -> User:
    """Drafts replies at the Caf du Gard too, and may validate those of others."""
    return _member("marc", world.caf_gard, "drafter", "validator")


@pytest.fixture
def vera(world) -> User:
    """Validates at the Caf du Gard."""
    return _member("vera", world.caf_gard, "validator")


@pytest.fixture
def gilles(world) -> User:
    """Manages the Caf du Gard."""
    return _member("gilles", world.caf_gard, "manager")


@pytest.fixture
def olive(world) -> User:
    """Observes the Caf du Gard."""
    return _member("olive", world.caf_gard, "observer")
