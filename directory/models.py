"""Who: people, the tree of structures they work for, and what they may do there."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Now

from directory.addresses import NoAddress, normal_form
from directory.rights import HELD, Viewer, viewer_from, viewers


class People(BaseUserManager["User"]):
    def create_user(self, email: str, name: str = "", password: str | None = None) -> "User":
        """Create an account; the name is for colleagues only, never for the public.

        Raises addresses.NoAddress, or IntegrityError where the address has an account.
        """
        user = self.model(email=normal_form(email), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def with_rights(self, pk: int) -> "User | None":
        """One account and what it may do, in one query: what every page of somebody signed in asks first."""
        found = self.raw(f"SELECT one.*, {HELD} AS held FROM directory_user AS one WHERE one.id = %s", [pk])
        for user in found:
            user.__dict__["_viewer"] = viewer_from(user.pk, user.__dict__.pop("held"))
            return user
        return None

    def at_address(self, email: str) -> "User | None":
        """The account of an address, open or closed, however it is typed: the only way from one to the other."""
        try:
            return self.filter(email=normal_form(email)).first()
        except NoAddress:
            return None

    def get_by_natural_key(self, email: str | None) -> "User":
        found = self.at_address(email or "")
        if found is None:
            raise self.model.DoesNotExist
        return found


class User(AbstractBaseUser):
    """One person's account. An anonymised one keeps its row and loses e-mail and name."""

    # In the normal form of ``addresses``: what is unique is what is compared.
    email = models.EmailField("adresse électronique", unique=True, null=True)
    name = models.CharField("nom affiché aux collègues", max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            # ASCII without blanks and capitals: no two spellings of one address, whoever writes the row.
            models.CheckConstraint(
                condition=models.Q(email__regex=r"^[!-@\[-~]+$"), name="user_address_in_normal_form"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"compte {self.pk}"

    @property
    def viewer(self) -> Viewer:
        """This person's rights, read once per instance (one query)."""
        if "_viewer" not in self.__dict__:
            self.__dict__["_viewer"] = viewers([self.pk])[self.pk]
        return self.__dict__["_viewer"]


class Network(models.Model):
    """A réseau of the State: branche Famille, DGFiP, Gendarmerie…"""

    name = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.name


PLAIN_TOWN = models.Func("town", function="vox_plain", output_field=models.TextField())


class Structure(models.Model):
    """A node in a network's tree: a service that stories can be addressed to."""

    code = models.CharField("code SP+", max_length=20, unique=True)
    network = models.ForeignKey(Network, models.PROTECT, related_name="structures")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = ArrayField(models.BigIntegerField(), default=list, help_text="ids from the root down to itself")
    name = models.CharField(max_length=300)
    public_name = models.CharField("nom pour les usagers", max_length=300, blank=True)
    kind = models.CharField("typologie", max_length=200, blank=True)
    description = models.TextField(blank=True)
    address = models.CharField(max_length=500, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    town = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=80, blank=True)
    department = models.CharField("département (INSEE)", max_length=3, blank=True)
    commune = models.CharField("commune (INSEE)", max_length=12, blank=True)
    website = models.CharField(max_length=500, blank=True)
    mailbox = models.EmailField("boîte aux lettres fonctionnelle", blank=True)
    answers_since = models.DateField("répond depuis", null=True, blank=True)
    validates = models.BooleanField("réponses validées avant publication", default=True)
    active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    sort_name = models.GeneratedField(
        expression=models.Func("name", function="vox_plain"),
        output_field=models.TextField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=SearchVector("name", "public_name", "town", "kind", config="vox_words"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            GinIndex(fields=["path"], name="structure_path"),
            GinIndex(fields=["search"], name="structure_search"),
            models.Index(fields=["sort_name"], name="structure_sort"),
            # For misspelled words, when no prefix is found.
            GinIndex(OpClass("sort_name", name="gin_trgm_ops"), name="structure_like_name"),
            GinIndex(OpClass(PLAIN_TOWN, name="gin_trgm_ops"), name="structure_like_town"),
        ]

    def __str__(self) -> str:
        return self.public_name or self.name


class Procedure(models.Model):
    """A démarche: what a person was trying to do; suggested from keywords."""

    name = models.CharField(max_length=200, unique=True)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    network = models.ForeignKey(Network, models.SET_NULL, null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What one person may do in one structure and all below it."""

    class Profile(models.TextChoices):
        OBSERVER = "observer", "observateur"
        DRAFTER = "drafter", "agent"
        VALIDATOR = "validator", "valideur"
        MANAGER = "manager", "gestionnaire"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    structure = models.ForeignKey(Structure, models.PROTECT, related_name="memberships")
    profile = models.CharField(max_length=10, choices=Profile)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "structure", "profile"], name="membership_once")
        ]


class PlatformRole(models.Model):
    """A role on the platform itself; without networks it is national."""

    class Role(models.TextChoices):
        MODERATOR = "moderator", "modérateur"
        SENIOR = "senior_moderator", "modérateur principal"
        STEERING = "steering", "pilote"

    user = models.ForeignKey(User, models.CASCADE, related_name="platform_roles")
    role = models.CharField(max_length=20, choices=Role)
    networks = models.ManyToManyField(Network, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="role_once")]
