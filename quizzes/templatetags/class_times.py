"""The ways from the page of a quiz or a class in the admin to its openings and overrides."""

from typing import Any

from django import template
from django.contrib import admin
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse
from django.utils.text import capfirst

from lessons.models import Cohort
from quizzes.admin.openings import narrowed
from quizzes.models import Override, Quiz, QuizOpening

register = template.Library()


@register.inclusion_tag("admin/quizzes/_class_times.html", takes_context=True)
def class_times(context: Context, row: Quiz | Cohort) -> dict[str, Any]:
    """As items of a list of tools: how many there are in the user's own classes; nothing for who teaches none."""
    request: HttpRequest = context["request"]
    desks = [admin.site.get_model_admin(model) for model in (QuizOpening, Override)]
    name = "quiz" if isinstance(row, Quiz) else "class"
    return {
        "ways": [
            {
                "words": capfirst(desk.opts.verbose_name_plural),
                "number": narrowed(desk.get_queryset(request), name, row.pk).count(),
                "address": f"{reverse(f'admin:quizzes_{desk.opts.model_name}_changelist')}?{name}={row.pk}",
            }
            for desk in desks
            if desk.has_view_permission(request)
        ]
    }
