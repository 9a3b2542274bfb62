"""The registers: what the company can show an auditor, each as a page and as files.

For owners and data-protection contacts. Looking at customers through a register is logged like other reads.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.selectors import contact_by_phone
from gdpr.registers.digests import digests_document
from gdpr.registers.downloads import csv_download, file_name, json_download, text_download
from gdpr.registers.forms import FindForm, ObjectionForm, ReadsForm
from gdpr.registers.instructions import instruction_rows, instructions_document
from gdpr.registers.pages import (
    days_context,
    instructions_context,
    language,
    reads_context,
    subprocessors_context,
    tabs,
)
from gdpr.registers.printing import ledger_pdf, record_pdf
from gdpr.registers.reads import reads_all
from gdpr.registers.record import record
from gdpr.registers.record_text import record_markdown
from gdpr.registers.subprocessors import TooLate, subprocessor_object
from gdpr.typeset.document import pdf_response
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User
from nexus.audit.instructions import instructions_check
from nexus.audit.services import entry_append
from nexus.privacy.datamap import datamap, datamap_markdown
from nexus.privacy.subprocessors import subprocessors

KEEPERS = (User.Role.OWNER, User.Role.DATA_PROTECTION)
LOG = "audit.Entry"


@require_safe
@portal_view(*KEEPERS)
def index(request: HttpRequest) -> HttpResponse:
    """All registers."""
    return render(request, "gdpr/registers/index.html", {"registers": tabs()})


@require_safe
@portal_view(*KEEPERS)
def subprocessors_page(request: HttpRequest) -> HttpResponse:
    """Who helps Nomar, and who is to."""
    context = {**subprocessors_context(), "form": ObjectionForm(), **_tab("subprocessors")}
    return render(request, "gdpr/registers/subprocessors.html", context)


@require_POST
@portal_view(*KEEPERS)
def subprocessor_objection(request: HttpRequest, subprocessor_id: UUID) -> HttpResponse:
    """The company objects to one that is to come."""
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        context = {**subprocessors_context(), "form": form, **_tab("subprocessors")}
        return render(request, "gdpr/registers/subprocessors.html", context, status=422)
    try:
        subprocessor_object(
            subprocessor_id=subprocessor_id, words=form.cleaned_data["words"], actor=staff_user(request)
        )
    except TooLate:
        raise Http404 from None
    messages.success(request, _("Your objection has been sent to Nomar."))
    return redirect("rights:register_subprocessors")


@require_safe
@portal_view(*KEEPERS)
def subprocessors_csv(request: HttpRequest) -> HttpResponseBase:
    tongue = language()
    header = (
        _("Name"),
        _("Gets"),
        _("Where"),
        _("How long"),
        _("In use from"),
        _("Ended"),
        _("Used for you"),
    )
    return csv_download(
        "subprocessors",
        header,
        lambda: (
            (
                each.name,
                each.gets.in_(tongue),
                each.where.in_(tongue),
                each.keeps.in_(tongue),
                each.effective_on,
                each.ended_on,
                _("Yes") if each.in_use else _("No"),
            )
            for each in subprocessors()
        ),
    )


@require_safe
@portal_view(*KEEPERS)
def record_page(request: HttpRequest) -> HttpResponse:
    """The Article 30(2) record."""
    found = record(language())
    parts = (found["controller"][name] for name in ("name", "org_number", "address"))
    context = {"record": found, "controller": ", ".join(filter(None, parts)), **_tab("record")}
    return render(request, "gdpr/registers/record.html", context)


@require_safe
@portal_view(*KEEPERS)
def record_json(request: HttpRequest) -> HttpResponse:
    return json_download("record-of-processing", record(language()))


@require_safe
@portal_view(*KEEPERS)
def record_markdown_file(request: HttpRequest) -> HttpResponse:
    return text_download("record-of-processing", record_markdown(record(language())))


@require_safe
@portal_view(*KEEPERS)
def record_print(request: HttpRequest) -> HttpResponse:
    return pdf_response(
        file_name("record-of-processing", "pdf"), record_pdf(record(language()), timezone.now())
    )


@require_safe
@portal_view(*KEEPERS)
def datamap_json(request: HttpRequest) -> HttpResponse:
    return json_download("data-map", datamap())


@require_safe
@portal_view(*KEEPERS)
def datamap_markdown_file(request: HttpRequest) -> HttpResponse:
    return text_download("data-map", datamap_markdown() + "\n")


@require_safe
@portal_view(*KEEPERS)
def reads_page(request: HttpRequest) -> HttpResponse:
    """Who read what; the page itself is in the log, with the customer that it was about."""
    context = {**reads_context(request.GET), **_tab("reads")}
    contact_id = context["chosen"].contact_id
    _log_opened(request, "read" if contact_id else "register_opened", contact_id=contact_id)
    return render(request, "gdpr/registers/reads.html", context)


@require_POST
@portal_view(*KEEPERS)
def reads_find(request: HttpRequest) -> HttpResponse:
    """From a customer's number to what was read about them."""
    form = FindForm(request.POST)
    contact = contact_by_phone(form.cleaned_data["phone"]) if form.is_valid() else None
    if contact is not None:
        return redirect(f"{reverse('rights:register_reads')}?contact={contact.pk}")
    _log_opened(request, "register_searched")
    error = str(form.errors["phone"][0]) if form.errors else _("No customer has this number.")
    messages.error(request, error)
    return redirect("rights:register_reads")


@require_safe
@portal_view(*KEEPERS)
def reads_csv(request: HttpRequest) -> HttpResponseBase:
    chosen = ReadsForm(request.GET).chosen()
    _log_opened(request, "register_downloaded", contact_id=chosen.contact_id)
    header = (_("When"), _("Who"), _("What"), _("Customer's id"), _("Customer"), _("Address"))
    base = request.build_absolute_uri("/").rstrip("/")
    return csv_download(
        "read-log",
        header,
        lambda: (
            (
                timezone.localtime(read.at).isoformat(timespec="seconds"),
                read.who,
                read.what,
                read.contact_id,
                read.customer,
                f"{base}{read.url}" if read.url else "",
            )
            for read in reads_all(chosen)
        ),
    )


@require_safe
@portal_view(*KEEPERS)
def days_page(request: HttpRequest) -> HttpResponse:
    """Which days of the log still are what was signed."""
    context = {**days_context(request.GET.get("before", "")), **_tab("reads")}
    return render(request, "gdpr/registers/days.html", context)


@require_safe
@portal_view(*KEEPERS)
def days_json(request: HttpRequest) -> HttpResponse:
    return json_download("read-log-digests", digests_document())


@require_safe
@portal_view(*KEEPERS)
def instructions_page(request: HttpRequest) -> HttpResponse:
    """The instruction ledger, checked as it is shown."""
    context = {**instructions_context(request.GET.get("before", "")), **_tab("instructions")}
    return render(request, "gdpr/registers/instructions.html", context)


@require_safe
@portal_view(*KEEPERS)
def instructions_csv(request: HttpRequest) -> HttpResponseBase:
    header = ("sequence", "at", "actor_kind", "actor", "setting", "before", "after", "previous", "digest")
    return csv_download("instructions", header, instruction_rows)


@require_safe
@portal_view(*KEEPERS)
def instructions_json(request: HttpRequest) -> HttpResponse:
    return json_download("instructions", instructions_document(instructions_check()))


@require_safe
@portal_view(*KEEPERS)
def instructions_print(request: HttpRequest) -> HttpResponse:
    return pdf_response(file_name("instructions", "pdf"), ledger_pdf(instructions_check(), timezone.now()))


def _tab(key: str) -> dict[str, object]:
    return {"registers": tabs(), "tab": key}


def _log_opened(request: HttpRequest, action: str, *, contact_id: UUID | None = None) -> None:
    entry_append(action=action, subject_type=LOG, actor_id=staff_user(request).pk, contact_id=contact_id)
