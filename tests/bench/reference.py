"""The reference view: the least that Django can do. No middleware, one constant answer."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def reference(request: HttpRequest) -> HttpResponse:
    return HttpResponse("A constant answer.")


urlpatterns = [path("", reference)]
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], DEBUG=False, MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="of the bench"
)
application = get_wsgi_application()
