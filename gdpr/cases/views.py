"""The portal's pages about people's rights. Thin: services change things, ``pages`` puts contexts together."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.choices import contact_objection_lift, contact_restriction_lift
from crm.models import Contact
from crm.recognition import contact_recognised
from crm.restricted import reason_give
from gdpr.cases.acts import ACTS, REFUSALS
from gdpr.cases.errors import CaseRefused
from gdpr.cases.forms import (
    NewCaseForm,
    SearchForm,
)
from gdpr.cases.pages import KEEPERS, case_context, list_context, person_context
from gdpr.cases.selectors import contact_address, person_find
from gdpr.cases.services import (
    case_open,
)
from gdpr.models import Case
from gdpr.overview import cards
from gdpr.views import controller
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User
from nexus.audit.services import entry_append, read_log


@require_safe
@portal_view(*KEEPERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Cases, retention, certificates and registers at a glance."""
    context = {
        "wide": cards(request, "wide"),
        "narrow": cards(request, "narrow"),
        "controller": controller(request.company),  # type: ignore[attr-defined]  # the tenancy middleware's
        "contact_address": contact_address(),
    }
    return render(request, "gdpr/overview.html", context)


@require_safe
@portal_view(*KEEPERS)
def cases(request: HttpRequest) -> HttpResponse:
    """Open cases, the most urgent first, or closed ones."""
    return render(request, "gdpr/cases.html", list_context(request))


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view()
def case_new(request: HttpRequest) -> HttpResponse:
    """Open a case for what somebody has asked staff for."""
    form = NewCaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wish = form.cleaned_data
        try:
            case, new = case_open(
                kind=wish["kind"],
                contact=None,
                phone=wish["phone"],
                channel=Case.Channel.PORTAL,
                now=timezone.now(),
                opened_by=staff_user(request),
                wish=wish["wish"],
                stated_name=wish["name"],
            )
        except CaseRefused as refused:
            form.add_error("phone", str(REFUSALS[refused.code]))
        else:
            return _opened(request, case, new)
    return render(request, "gdpr/case_new.html", {"form": form}, status=422 if form.errors else 200)


def _opened(request: HttpRequest, case: Case, new: bool) -> HttpResponse:
    values = {"number": case.number}
    said = _("Case %(number)d has been opened.") if new else _("It has been added to case %(number)d.")
    messages.success(request, said % values)
    if staff_user(request).role in KEEPERS:
        return redirect("rights:case", case.pk)
    return redirect("rights:person", case.contact_id) if case.contact_id else redirect("conversations:inbox")


@require_safe
@portal_view(*KEEPERS)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A case: its clock, its history, and what can be done now."""
    found = _case(case_id)
    _note_read(request, found)
    return render(request, "gdpr/case.html", case_context(found, request, staff_user(request)))


@require_POST
@portal_view(*KEEPERS)
def case_act(request: HttpRequest, case_id: UUID, act: str) -> HttpResponse:
    """One act on a case; ``act`` is a key of :data:`ACTS`."""
    found = _case(case_id)
    if act not in ACTS:
        raise Http404
    if act == "approve" and found.kind == Case.Kind.ERASURE and found.contact is not None:
        return redirect("rights:erasure_approve", case_id)  # a question follows
    form, said = None, ""
    try:
        form, said = ACTS[act](request, found)
    except CaseRefused as refused:
        messages.error(request, str(REFUSALS[refused.code]))
    if form is not None:
        context = case_context(_case(case_id), request, staff_user(request), **{act: form})
        return render(request, "gdpr/case.html", context, status=422)
    if said:
        messages.success(request, said)
    return redirect("rights:case", case_id)


@require_POST
@portal_view(*KEEPERS)
def search(request: HttpRequest) -> HttpResponse:
    """Find a person by number or address; that somebody looked is logged, by whom and not for what."""
    form = SearchForm(request.POST)
    found = person_find(form.cleaned_data["q"]) if form.is_valid() else None
    entry_append(
        action="rights.search",
        subject_type="crm.Contact",
        subject_id=found.pk if found else None,
        actor_id=staff_user(request).pk,
        contact_id=found.pk if found else None,
        details={"found": found is not None},
    )
    if found is None:
        messages.error(request, _("Nobody has that number or address."))
        return redirect("rights:overview")
    return redirect("rights:person", found.pk)


@require_safe
@portal_view()
def person(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """A person, their cases with clocks, and every right as a button."""
    contact = _contact(contact_id)
    read_log(
        actor_id=staff_user(request).pk,
        subject_type="crm.Contact",
        subject_id=contact.pk,
        contact_id=contact.pk,
    )
    return render(request, "gdpr/person.html", person_context(contact, request, staff_user(request)))


@require_POST
@portal_view()
def person_reason(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Say why a restricted person's data is looked at; it is open for a while then. ``next`` is the page that
    asked."""
    try:
        reason_give(
            contact=_contact(contact_id),
            reason=request.POST.get("reason", ""),
            user_id=staff_user(request).pk,
        )
    except ValueError as error:
        raise Http404 from error
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("rights:person", contact_id)


@require_POST
@portal_view()
def person_open(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Open a case of the kind that was chosen."""
    kind = request.POST.get("kind", "")
    if kind not in Case.Kind.values:
        raise Http404
    contact = _contact(contact_id)
    return _opened(
        request,
        *case_open(
            kind=kind,
            contact=contact,
            phone="",
            channel=Case.Channel.PORTAL,
            now=timezone.now(),
            opened_by=staff_user(request),
        ),
    )


@require_POST
@portal_view(*KEEPERS)
def person_lift(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """End a restriction or an objection."""
    contact, user = _contact(contact_id), staff_user(request)
    lift = {"restricted": contact_restriction_lift, "objected": contact_objection_lift}.get(
        request.POST.get("flag", "")
    )
    if lift is None:
        raise Http404
    if lift(contact=contact, actor=user):
        messages.success(request, _("It has ended, and is in the ledger of instructions."))
    return redirect("rights:person", contact_id)


@require_POST
@portal_view(User.Role.OWNER, User.Role.AGENT)
def person_recognised(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """It is the same person who has the number: what was before is theirs."""
    contact_recognised(contact=_contact(contact_id), actor_id=staff_user(request).pk)
    conversation = request.POST.get("conversation", "")
    try:
        return redirect("conversations:thread", UUID(conversation))
    except ValueError:
        return redirect("rights:person", contact_id)


def _case(case_id: UUID) -> Case:
    return get_object_or_404(Case.objects.select_related("contact", "decided_by", "opened_by"), pk=case_id)


def _contact(contact_id: UUID) -> Contact:
    return get_object_or_404(Contact, pk=contact_id)


def _note_read(request: HttpRequest, case: Case) -> None:
    read_log(
        actor_id=staff_user(request).pk,
        subject_type="gdpr.Case",
        subject_id=case.pk,
        contact_id=case.contact_id,
    )
