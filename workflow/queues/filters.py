"""How one person looks at a queue: what is left out of it and in which order, kept from one day to the next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django import forms

from directory.models import Network, User
from stories.models import Feeling
from workflow.models import QueueView
from workflow.queues.rows import OPINION_WANTED
from workflow.spine.instant import now

OLDEST, NEWEST = "oldest", "newest"
ORDERS = {OLDEST: "les plus anciennes d'abord", NEWEST: "les plus récentes d'abord"}
AGES = {24: "depuis plus d'un jour", 72: "depuis plus de trois jours", 168: "depuis plus d'une semaine"}
HOUSES = (
    "EXISTS (SELECT FROM stories_storyservice told JOIN directory_structure house ON house.id = told.structure_id"
    " WHERE told.story_id = stories_story.id{})"
)
SERVICE = (
    " AND (house.sort_name LIKE {0} OR vox_plain(house.public_name) LIKE {0} OR vox_plain(house.town) LIKE {0})"
).format("'%%' || vox_plain(%(service)s) || '%%'")


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see of a queue; what is empty leaves nothing out."""

    service: str = ""
    feeling: str = ""
    older: int | None = None
    orphan: bool = False
    urgent: bool = False
    opinion: bool = False
    network: int | None = None
    order: str = ""

    @property
    def leaves_out(self) -> bool:
        return any(self.chosen(but="order"))

    def chosen(self, but: str = "") -> dict[str, Any]:
        """The filters in use, and the order unless it is the queue's own."""
        return {name: value for name, value in asdict(self).items() if value and name != but}

    def in_sql(self, age: str) -> tuple[list[str], dict[str, Any]]:
        """As conditions on rows of stories_story, whose ``age`` is this column, and their parameters."""
        conditions = []
        if self.service:
            other = "vox_plain(other_service) LIKE '%%' || vox_plain(%(service)s) || '%%'"
            conditions.append(f"({HOUSES.format(SERVICE)} OR {other})")
        if self.feeling:
            conditions.append("feeling = %(feeling)s")
        if self.older:
            conditions.append(f"{age} < %(older)s")
        if self.orphan:
            conditions.append(f"NOT {HOUSES.format('')}")
        if self.urgent:
            conditions.append("urgent")
        if self.opinion:
            conditions.append(OPINION_WANTED)
        if self.network:
            conditions.append(HOUSES.format(" AND house.network_id = %(network)s"))
        return conditions, {
            "service": _literally(self.service),
            "feeling": self.feeling,
            "older": now() - timedelta(hours=self.older or 0),
            "network": self.network,
        }

    def chips(self, networks: Mapping[int, str]) -> list[tuple[str, str]]:
        """(name, words) of all that is in use, for a button each that takes it away."""
        said = {
            "service": f"service\u00a0: {self.service}",
            "feeling": f"ressenti {Feeling(self.feeling).label}" if self.feeling else "",
            "older": AGES.get(self.older or 0, ""),
            "orphan": "sans service",
            "urgent": "urgentes",
            "opinion": "avis demandé",
            "network": f"réseau\u00a0: {networks.get(self.network or 0, 'disparu')}",
            "order": ORDERS.get(self.order, ""),
        }
        return [(name, said[name]) for name in self.chosen()]

    def without(self, name: str) -> "Filters":
        return Filters(**{kept: value for kept, value in self.chosen().items() if kept != name})


ALL = Filters()


def all_networks() -> dict[int, str]:
    """The networks, by name."""
    return dict(Network.objects.order_by("name").values_list("pk", "name"))


def _literally(words: str) -> str:
    """As LIKE takes it, without wildcards."""
    return words.replace("\\", "").replace("%", "").replace("_", " ")


class ArrangeForm(forms.Form):
    """The panel « Filtrer et trier »."""

    service = forms.CharField(label="Service, ville", required=False, max_length=100)
    feeling = forms.ChoiceField(label="Ressenti", required=False, choices=[("", "tous"), *Feeling.choices])
    older = forms.TypedChoiceField(
        label="Âge", required=False, coerce=int, empty_value=None, choices=[("", "tous"), *AGES.items()]
    )
    network = forms.TypedChoiceField(label="Réseau", required=False, coerce=int, empty_value=None)
    order = forms.ChoiceField(
        label="Ordre", required=False, choices=[("", "celui de la file"), *ORDERS.items()]
    )
    orphan = forms.BooleanField(label="Sans service", required=False)
    urgent = forms.BooleanField(label="Urgentes", required=False)
    opinion = forms.BooleanField(label="Avis demandé", required=False)

    def __init__(self, *args: Any, networks: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "arrange-%s"} | kwargs)
        for field in self.fields.values():
            kind = {"text": "fr-input", "select": "fr-select"}.get(
                getattr(field.widget, "input_type", ""), ""
            )
            if kind:
                field.widget.attrs["class"] = kind
        network = self.fields["network"]
        assert isinstance(network, forms.ChoiceField)
        network.choices = [("", "tous"), *networks.items()]

    @property
    def filters(self) -> Filters:
        """What was asked for; a field that makes no sense leaves nothing out."""
        typed = {name: value for name, value in self.cleaned_data.items() if value}
        return Filters(**typed)


def keep(person: User, queue: str, filters: Filters) -> None:
    """From now on this person looks at this queue so."""
    QueueView.objects.update_or_create(person=person, queue=queue, defaults={"filters": filters.chosen()})


def filters_of(kept: Mapping[str, Any] | None, networks: Mapping[int, str]) -> Filters:
    """What was kept, whatever an older version of this module wrote."""
    if not kept:
        return ALL
    form = ArrangeForm(kept, networks=networks)
    form.is_valid()
    return form.filters
