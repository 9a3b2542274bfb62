"""The owner's pages about the chat on the company's site: the line to copy, where it may stand, its looks."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.channels.webchat.pages import GREETINGS
from conversations.models import Widget
from conversations.services.widgets import TooManyWidgets, widget_create, widget_store
from conversations.widget_colours import HEX, NIGHT, WHITE, contrast, shades
from conversations.widget_settings_forms import LONGEST_GREETING, WidgetForm
from crm.bookings.selectors import company_here
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User

#: The settings that the drawing shows.
_SHOWN: Final = ("colour", "greeting_sv", "greeting_en")


@require_safe
@portal_view(User.Role.OWNER)
def widgets(request: HttpRequest) -> HttpResponse:
    """The company's only chat, or a choice where there is none or several."""
    found = list(Widget.objects.order_by("created_at", "pk"))
    if len(found) == 1:
        return redirect("conversations:widget", found[0].pk)
    return render(request, "conversations/widget_settings_list.html", {"section": "widget", "widgets": found})


@require_POST
@portal_view(User.Role.OWNER)
def widget_new(request: HttpRequest) -> HttpResponse:
    """One more chat, for another site with other looks."""
    try:
        made = widget_create(by=staff_user(request))
    except TooManyWidgets:
        messages.error(request, _("You have as many chats as one can have."))
        return redirect("conversations:widgets")
    return redirect("conversations:widget", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(User.Role.OWNER)
def widget(request: HttpRequest, widget_id: UUID) -> HttpResponse:
    """One chat's settings."""
    found = Widget.objects.filter(pk=widget_id).first()
    if found is None:
        raise Http404
    form = WidgetForm(
        request.POST if request.method == "POST" else None,
        # A copy of its own: a form writes into its instance even where it is not valid.
        instance=Widget.objects.get(pk=widget_id),
        initial={"origins": "\n".join(found.allowed_origins)},
    )
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "allowed_origins": form.cleaned_data["origins"]}
        changed = widget_store(widget=found, values=values, by=staff_user(request))
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
        return redirect("conversations:widget", found.pk)
    host = f"{request.scheme}://{request.get_host()}"
    context = {
        "section": "widget",
        "widget": found,
        "form": form,
        "host": host,
        "snippet": f'<script src="{host}/widget.js" data-key="{found.key}" async></script>',
        "several": Widget.objects.count() > 1,
        **_looks(**{name: str(form[name].value() or "") for name in _SHOWN}),
    }
    return render(
        request, "conversations/widget_settings.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@portal_view(User.Role.OWNER)
def widget_colour(request: HttpRequest) -> HttpResponse:
    """How what is being chosen will look, and how well it can be seen."""
    shown = {name: request.POST.get(name, "") for name in _SHOWN}
    return render(request, "conversations/_widget_looks.html", _looks(**shown))


def _looks(*, colour: str, greeting_sv: str, greeting_en: str) -> dict[str, Any]:
    """The button and the chat's head on a light and a dark page: colours, contrasts, whether we had to move them;
    and the greeting, in the reader's language.
    """
    if not HEX.fullmatch(colour):
        return {"looks": []}
    pages = {"light": WHITE, "dark": NIGHT}
    language = "en" if (get_language() or "").startswith("en") else "sv"
    own = " ".join({"sv": greeting_sv, "en": greeting_en}[language].split())
    return {
        "name": company_here().name,
        "greeting": own[:LONGEST_GREETING] or GREETINGS[language],
        "looks": [
            {
                "theme": theme,
                "page": pages[theme],
                "ground": ground,
                "text": text,
                "text_contrast": contrast(ground, text),
                "page_contrast": contrast(ground, pages[theme]),
                "moved": ground != colour.lower(),
            }
            for theme, (ground, text) in shades(colour).items()
        ],
    }
