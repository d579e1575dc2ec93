"""The addresses of what is taught."""

from django.urls import include, path

from lessons.views.claims import claim
from lessons.views.courses import course
from lessons.views.lessons import lesson, read
from lessons.views.sources import source, sources
from lessons.views.topics import topic, topics

app_name = "lessons"
of_a_course = [
    path("", course, name="course"),
    path("lessons/<slug:slug>/", lesson, name="lesson"),
    path("lessons/<slug:slug>/read/", read, name="read"),
    path("sources/", sources, name="sources"),
    path("sources/<slug:slug>/", source, name="source"),
    path("claims/<slug:key>/", claim, name="claim"),
    path("topics/", topics, name="topics"),
    path("topics/<slug:slug>/", topic, name="topic"),
]
urlpatterns = [path("courses/<slug:course>/", include(of_a_course))]
