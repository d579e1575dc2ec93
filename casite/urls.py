"""All addresses of the site. Each app names its own."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from casite.forms import NewPasswordMailForm
from casite.views.accounts import LogIn, join, sign_up
from casite.views.classes import class_page
from casite.views.health import healthz
from casite.views.home import account, home

accounts = [
    path("", account, name="account"),
    path("login/", LogIn.as_view(), name="login"),
    path("signup/", sign_up, name="signup"),
    path("join/", join, name="join"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("password/", auth.PasswordChangeView.as_view(), name="password_change"),
    path("password/done/", auth.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("password/reset/", auth.PasswordResetView.as_view(form_class=NewPasswordMailForm), name="password_reset"),
    path("password/reset/sent/", auth.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "password/reset/<uidb64>/<token>/",
        auth.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("password/reset/done/", auth.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
]

urlpatterns = [
    path("", home, name="home"),
    path("accounts/", include(accounts)),
    path("classes/<int:pk>/", class_page, name="class_page"),
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("", include("lessons.urls")),
    path("", include("quizzes.urls")),
]
