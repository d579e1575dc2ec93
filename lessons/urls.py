"""The addresses of what is taught."""

app_name = "lessons"
urlpatterns: list = []
