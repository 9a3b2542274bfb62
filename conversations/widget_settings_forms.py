"""What the owner says about the chat on the company's site."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from conversations.channels.webchat.origins import origin_normalise
from conversations.models import Widget
from conversations.widget_colours import HEX
from nexus.tenants.generics import ModelForm

MOST_ORIGINS: Final = 20
LONGEST_GREETING: Final = 160


class WidgetForm(ModelForm[Widget]):
    """One chat's settings; its origins are written one a line."""

    origins = forms.CharField(
        label=_("Sites that may show the chat"),
        required=False,
        max_length=MOST_ORIGINS * 202,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "placeholder": "https://"}),
        help_text=_(
            "One address a line, such as https://saxen.se. Nobody else can show it. www is another address."
        ),
    )

    class Meta:
        model = Widget
        fields = ("active", "colour", "greeting_sv", "greeting_en", "keep_in_site")
        labels = {
            "active": _("The chat is on"),
            "colour": _("Colour"),
            "greeting_sv": _("Greeting in Swedish"),
            "greeting_en": _("Greeting in English"),
            "keep_in_site": _("Keep the chat in your site's storage"),
        }
        help_texts = {
            "active": _("Off: the button goes away within minutes, and open chats end at once."),
            "keep_in_site": _(
                "Some browsers let nothing from other sites be stored. With this, the visitor's key to the chat is "
                "kept in your own site's storage then, so that the chat is still there after a reload. Scripts on "
                "your site can read it."
            ),
        }
        widgets = {
            "colour": forms.TextInput(attrs={"type": "color"}),
            "greeting_sv": forms.TextInput(attrs={"maxlength": LONGEST_GREETING}),
            "greeting_en": forms.TextInput(attrs={"maxlength": LONGEST_GREETING}),
        }

    def clean_origins(self) -> list[str]:
        """The origins as browsers write them, each once."""
        lines = [line.strip() for line in self.cleaned_data["origins"].splitlines() if line.strip()]
        found: dict[str, None] = {}
        for line in lines:
            # What people copy from the address bar ends in a slash, and often has a path.
            origin = origin_normalise(line.rstrip("/"))
            if origin is None:
                raise forms.ValidationError(
                    _("“%(line)s” is not a site's address. Write it as https://saxen.se, without a page."),
                    params={"line": line[:80]},
                )
            found[origin] = None
        if len(found) > MOST_ORIGINS:
            raise forms.ValidationError(_("At most %(n)d addresses."), params={"n": MOST_ORIGINS})
        return list(found)

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"]).lower()
        if not HEX.fullmatch(colour):
            raise forms.ValidationError(_("Choose a colour as # and six digits."))
        return colour

    def clean_greeting_sv(self) -> str:
        return " ".join(str(self.cleaned_data["greeting_sv"]).split())

    def clean_greeting_en(self) -> str:
        return " ".join(str(self.cleaned_data["greeting_en"]).split())
