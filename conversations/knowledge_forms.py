"""What staff send in from the knowledge pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from conversations.knowledge.documents import MOST_CHARACTERS
from conversations.knowledge.imports import LARGEST_FILE, MOST_ARTICLES
from conversations.knowledge.services import LONGEST_BODY, LONGEST_TITLE, ArticleFields
from conversations.models import Article

if TYPE_CHECKING:
    # Django's own has no type parameter while it runs.
    ProposalFormSet = forms.BaseFormSet["ProposalForm"]
else:
    ProposalFormSet = forms.BaseFormSet

TITLE_ERRORS = {
    "required": _("Write a title."),
    "max_length": _("A title has at most 200 characters."),
}
BODY_ERRORS = {
    "required": _("Write the answer."),
    "max_length": _("The text is too long for one article. Split it into several."),
}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as 2026-11-30.")},
    )


def _title(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=_("Title"), max_length=LONGEST_TITLE, required=required, error_messages=TITLE_ERRORS
    )


class ArticleForm(forms.Form):
    """An article, new or changed."""

    title = _title()
    body = forms.CharField(
        label=_("Answer"), max_length=LONGEST_BODY, widget=forms.Textarea, error_messages=BODY_ERRORS
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Article.Language.choices, initial=Article.Language.SV
    )
    valid_from = _day(_("First day"))
    valid_until = _day(_("Last day"))

    @classmethod
    def of(cls, article: Article) -> ArticleForm:
        """The form as it is before anything is changed."""
        return cls(initial={name: getattr(article, name) for name in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = found.get("valid_from"), found.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("The last day is before the first."))
        return found

    def fields_for_article(self) -> ArticleFields:
        """The cleaned fields, for the services."""
        data = self.cleaned_data
        return ArticleFields(
            title=data["title"],
            body=data["body"].replace("\r\n", "\n"),
            language=data["language"],
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
        )


class ImportForm(forms.Form):
    """A document, or pasted text, that articles are to be made of."""

    document = forms.FileField(label=_("Document"), required=False)
    text = forms.CharField(
        label=_("Pasted text"),
        required=False,
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea,
        error_messages={"max_length": _("That is more than 200,000 characters. Take a part at a time.")},
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=Article.Language.choices, initial=Article.Language.SV
    )

    def clean_document(self) -> UploadedFile[Any] | None:
        found: UploadedFile[Any] | None = self.cleaned_data["document"]
        if found is not None and (found.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 2 MB."))
        return found

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        given = [name for name in ("document", "text") if found.get(name)]
        if not self.errors and len(given) != 1:
            self.add_error(
                None,
                _("Choose a file or paste a text.")
                if not given
                else _("Choose a file or paste a text, not both."),
            )
        return found


class ProposalForm(forms.Form):
    """One proposed article: saved when it is ticked."""

    keep = forms.BooleanField(label=_("Save this one"), required=False)
    title = _title(required=False)
    body = forms.CharField(
        label=_("Answer"),
        required=False,
        max_length=LONGEST_BODY,
        widget=forms.Textarea,
        error_messages=BODY_ERRORS,
    )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if found.get("keep"):
            for name, errors in (("title", TITLE_ERRORS), ("body", BODY_ERRORS)):
                if name not in self.errors and not found.get(name):
                    self.add_error(name, errors["required"])
        return found


class _Proposals(ProposalFormSet):
    """The proposed articles of one import."""

    def clean(self) -> None:
        """Two that are saved together may not have one title."""
        seen: set[str] = set()
        for form in self.forms:
            kept_one = form.cleaned_data.get("keep")
            title = form.cleaned_data.get("title", "").casefold() if kept_one else ""
            if title and title in seen:
                form.add_error("title", _("Two articles cannot have the same title."))
            seen.add(title)


ProposalForms = forms.formset_factory(
    ProposalForm, formset=_Proposals, extra=0, max_num=MOST_ARTICLES, absolute_max=MOST_ARTICLES
)


def kept(forms_sent: ProposalFormSet) -> list[ProposalForm]:
    """Those that are ticked, once the forms have been cleaned."""
    return [form for form in forms_sent.forms if form.cleaned_data.get("keep")]
