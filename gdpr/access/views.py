"""The portal's part of packages: looking at other people's identifiers, and handing a package out."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from crm.restricted import reason_needed
from gdpr.access.downloads import zip_response
from gdpr.access.excerpts import excerpts
from gdpr.access.links import is_open
from gdpr.access.redactions import people_of, redaction_decide, undecided_count
from gdpr.access.services import package_fetched
from gdpr.models import Case, Package, Redaction
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User
from nexus.audit.services import read_log

KEEPERS = (User.Role.OWNER, User.Role.DATA_PROTECTION)
#: In place of one identifier: all that nobody has decided about yet.
REST: Final = "rest"
KINDS: Final[dict[str, str | Promise]] = {
    "phone": gettext_lazy("Phone number"),
    "email": gettext_lazy("E-mail address"),
    "personnummer": gettext_lazy("Personal identity number"),
    "name": gettext_lazy("Name"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@portal_view(*KEEPERS)
def redactions(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Other people's identifiers in what the person gets: each is hidden or shown, by a human."""
    case = get_object_or_404(Case.objects.select_related("contact"), pk=case_id)
    if (closed := _closed(request, case)) is not None:
        return closed
    if request.method == "POST":
        return _decide(request, case)
    if case.contact_id is not None:
        read_log(
            actor_id=staff_user(request).pk,
            subject_type="gdpr.Case",
            subject_id=case.pk,
            contact_id=case.contact_id,
        )
    people = [
        {
            "somebody": somebody,
            "kind": KINDS.get(somebody.kind, somebody.kind),
            "places": len(somebody.rows),
            "excerpts": excerpts(somebody),
        }
        for somebody in people_of(case)
    ]
    context = {
        "case": case,
        "people": people,
        "left": undecided_count(case),
        # How many can be hidden at once; a single one has its own button.
        "several": several if (several := _undecided(people)) > 1 else 0,
        "closed": case.closed_at is not None,
    }
    return render(request, "gdpr/access_redactions.html", context)


def _undecided(people: list[dict[str, Any]]) -> int:
    return sum(one["somebody"].decision == Redaction.Decision.PROPOSED for one in people)


@require_safe
@portal_view(*KEEPERS)
def download(request: HttpRequest, package_id: UUID) -> HttpResponseBase:
    """The zip, to give to the person in another way."""
    package = get_object_or_404(Package.objects.select_related("case__contact"), pk=package_id)
    now = timezone.now()
    if not is_open(package, now):
        raise Http404
    if (closed := _closed(request, package.case)) is not None:
        return closed
    package_fetched(package=package, by="staff", now=now, actor=staff_user(request))
    return zip_response(package)


def _closed(request: HttpRequest, case: Case) -> HttpResponse | None:
    """To the case, where it is asked why, while a restricted person's data is closed to whoever looks."""
    if case.contact is None or not reason_needed(case.contact, staff_user(request).pk):
        return None
    messages.error(request, _("The customer's data is restricted. Say why you need to look first."))
    return redirect("rights:case", case.pk)


def _decide(request: HttpRequest, case: Case) -> HttpResponse:
    wanted, chosen = request.POST.get("redaction", ""), []
    if wanted == REST:
        chosen = [one.rows[0] for one in people_of(case) if one.decision == Redaction.Decision.PROPOSED]
    else:
        chosen = [row for row in Redaction.objects.filter(case=case) if str(row.pk) == wanted]
        if not chosen:
            raise Http404
    try:
        for redaction in chosen:
            redaction_decide(
                case=case,
                redaction=redaction,
                decision=request.POST.get("decision", ""),
                actor=staff_user(request),
                now=timezone.now(),
            )
    except ValueError:
        messages.error(request, _("That can no longer be changed."))
    return redirect("rights:redactions", case.pk)
