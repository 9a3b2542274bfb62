"""Login, with the status that says what happened."""

from __future__ import annotations

from http import HTTPStatus

from allauth.account.views import LoginView as AllauthLoginView
from django.forms import Form
from django.http import HttpResponse

RETRY_AFTER_SECONDS = 300  # ACCOUNT_RATE_LIMITS["login_failed"]: five tries in five minutes


class LoginView(AllauthLoginView):
    """allauth's login; too many wrong passwords are answered with 429 rather than 200."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if form.has_error("__all__", "too_many_login_attempts"):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
