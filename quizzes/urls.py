"""The addresses of what is asked."""

from django.urls import path

from quizzes.views.attempts import attempt, review, submit
from quizzes.views.checks import checks
from quizzes.views.objections import objection
from quizzes.views.practice import practice
from quizzes.views.progress import progress
from quizzes.views.quizzes import quiz, quizzes
from quizzes.views.recall import recall, recall_settings
from quizzes.views.receipts import receipt
from quizzes.views.saving import kept, save, state

app_name = "quizzes"
urlpatterns = [
    path("courses/<slug:course>/lessons/<slug:lesson>/checks/", checks, name="checks"),
    path("courses/<slug:course>/quizzes/", quizzes, name="quizzes"),
    path("courses/<slug:course>/quizzes/<slug:slug>/", quiz, name="quiz"),
    path("courses/<slug:course>/practice/", practice, name="practice"),
    path("attempts/<int:pk>/", attempt, name="attempt"),
    path("attempts/<int:pk>/save/", save, name="save"),
    path("attempts/<int:pk>/state/", state, name="state"),
    path("attempts/<int:pk>/kept/", kept, name="kept"),
    path("attempts/<int:pk>/submit/", submit, name="submit"),
    path("attempts/<int:pk>/review/", review, name="review"),
    path("attempts/<int:pk>/receipt/", receipt, name="receipt"),
    path("attempts/<int:pk>/object/", objection, name="object"),
    path("progress/", progress, name="progress"),
    path("recall/", recall, name="recall"),
    path("recall/settings/", recall_settings, name="recall_settings"),
]
