"""A topic's place on the map in the admin: fields of its own, never JSON."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError as SchemaError

from lessons.admin.fields import LinesField
from lessons.admin.forms import ContentForm
from lessons.places import Waypoint, place_json, read_place

PLACE_FIELDS = (
    *("place_kind", "place_label", ("place_lat", "place_lon"), "place_accuracy_km"),
    *("place_waypoints", "place_schematic", "place_note"),
)
OF_KIND = {
    "": (),
    "point": ("lat", "lon", "label", "accuracy_km", "note"),
    "area": ("lat", "lon", "label", "accuracy_km", "note"),
    "line": ("label", "waypoints", "schematic", "note"),
}


class TopicForm(ContentForm):
    place_kind = forms.ChoiceField(
        label=gettext_lazy("Drawn as"),
        choices=[
            ("", gettext_lazy("not on the map")),
            ("point", gettext_lazy("a point")),
            ("area", gettext_lazy("an area, by its middle")),
            ("line", gettext_lazy("a line through several places")),
        ],
        required=False,
    )
    place_label = forms.CharField(label=gettext_lazy("Label"), required=False, widget=AdminTextInputWidget)
    place_lat = forms.FloatField(label=gettext_lazy("Latitude"), required=False, min_value=-90, max_value=90)
    place_lon = forms.FloatField(label=gettext_lazy("Longitude"), required=False, min_value=-180, max_value=180)
    place_accuracy_km = forms.IntegerField(
        label=gettext_lazy("Right within, in km"), required=False, min_value=0, max_value=20_000
    )
    place_waypoints = LinesField(
        label=gettext_lazy("Waypoints of a line"),
        required=False,
        help_text=gettext_lazy("One on each line, as name, latitude, longitude: “Kabul, 34.53, 69.17”."),
    )
    place_schematic = forms.BooleanField(
        label=gettext_lazy("Schematic"),
        required=False,
        help_text=gettext_lazy("No source says where the line runs."),
    )
    place_note = forms.CharField(label=gettext_lazy("Note on the place"), required=False, widget=AdminTextInputWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place = dict(self.instance.place or {})
        place["waypoints"] = [f"{p['name']}, {p['lat']}, {p['lon']}" for p in place.get("waypoints", [])]
        self.initial.update({f"place_{name}": value for name, value in place.items()})

    def clean_place_waypoints(self) -> list[dict[str, Any]]:
        return [read_waypoint(line) for line in self.cleaned_data["place_waypoints"]]

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        kind = data.get("place_kind", "")
        wanted = {name: data.get(f"place_{name}") for name in OF_KIND.get(kind, ())}
        if any(f"place_{name}" in self.errors for name in ("kind", *wanted)):
            return data
        given = {name: value for name, value in wanted.items() if value not in (None, "", [])}
        try:
            self.instance.place = place_json(read_place({"kind": kind, **given})) if kind else None
        except SchemaError as refusal:
            for error in refusal.errors(include_url=False):
                self.refuse(str(error["loc"][1]), error["type"])
        return data

    def refuse(self, name: str, fault: str) -> None:
        """Put an error of the schema on the field that it is about, once."""
        message = _("A line needs two waypoints.") if fault == "too_short" else _("This kind of place needs it.")
        if f"place_{name}" not in self.errors:
            self.add_error(f"place_{name}", message)


def read_waypoint(line: str) -> dict[str, Any]:
    """Raises Django's ValidationError for a line that is not “name, latitude, longitude”."""
    name, lat, lon = (part.strip() for part in ("", "", *line.rsplit(",", 2))[-3:])
    try:
        waypoint = Waypoint.model_validate({"name": name, "lat": lat, "lon": lon})
    except SchemaError as error:
        message = _("“%(line)s” is not a name, a latitude (-90 to 90) and a longitude (-180 to 180).")
        raise forms.ValidationError(message, params={"line": line}) from error
    return waypoint.model_dump()
