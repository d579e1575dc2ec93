"""How sure a student is of an answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    GUESSING = "guessing", _("Guessing")
    FAIRLY_SURE = "fairly_sure", _("Fairly sure")
    SURE = "sure", _("Sure")
