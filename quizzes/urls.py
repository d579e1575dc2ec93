"""The addresses of what is asked."""

app_name = "quizzes"
urlpatterns: list = []
