"""The rows and fields of a place on the map in the admin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lessons.figures.base_map import base_map
from quizzes.question_types.edit_options import ReasonedForm
from quizzes.question_types.edit_payload import OwnForm


def country_choices() -> list[tuple[str, Any]]:
    countries = sorted(base_map().countries, key=lambda country: country.name)
    return [("", _("None: the place that is right is the key")), *((each.code, each.name) for each in countries)]


class MapOwnForm(OwnForm):
    heading = _("Map")

    listed = forms.ChoiceField(
        label=_("The list of places shows"),
        choices=[
            ("names", _("the names of the places")),
            ("positions", _("where they lie, in degrees: choose this where the stem names the place")),
        ],
        initial="names",
    )
    country = forms.ChoiceField(label=_("Country that is the key"), choices=country_choices, required=False)
    tolerance_km = forms.IntegerField(
        label=_("Full mark within (km)"), initial=50, widget=forms.NumberInput({"min": 0, "max": 5000})
    )
    ring_km = forms.IntegerField(
        label=_("Part of the mark within (km; 0: nowhere)"),
        initial=0,
        widget=forms.NumberInput({"min": 0, "max": 5000}),
    )
    ring_share = forms.FloatField(
        label=_("That part, between 0 and 1"),
        initial=0.5,
        widget=forms.NumberInput({"min": 0.05, "max": 0.95, "step": 0.05}),
    )


class PlaceRow(ReasonedForm):
    list_name = "places"
    heading = _("Places")
    add_words = _("Add a place")
    new_name = _("new place %(number)s")
    columns = (
        (_("Right"), ("right",)),
        (_("Name and rationale"), ("text", "rationale")),
        (_("Latitude and longitude"), ("lat", "lon")),
        (_("Claim that decides"), ("claim",)),
        (_("Misconception"), ("misconception",)),
    )

    right = forms.BooleanField(label=_("%(name)s is right"), required=False)
    lat = forms.FloatField(
        label=_("Latitude of %(name)s, north"), required=False, widget=forms.NumberInput({"step": "any", "size": 8})
    )
    lon = forms.FloatField(
        label=_("Longitude of %(name)s, east"), required=False, widget=forms.NumberInput({"step": "any", "size": 8})
    )
