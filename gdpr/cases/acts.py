"""What can be done on a case's page: one function for each button.

Each takes the request and the case, and answers with the form that could not be used, or with what to say.
Raises :class:`CaseRefused`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.restricted import reason_needed
from gdpr.cases.errors import CaseRefused
from gdpr.cases.forms import UNREACHABLE, ChangesForm, CodeForm, ExtendForm, RefuseForm, VerifyForm
from gdpr.cases.pages import recent_messages
from gdpr.cases.services import (
    case_approve,
    case_event,
    case_extend,
    case_refuse,
    case_verify_by_staff,
    cases_verify_by_code,
)
from gdpr.codes import code_order
from gdpr.models import Case, CaseEvent, IdentityCode
from nexus.accounts.access import staff_user

REFUSALS: dict[str, str | Promise] = {
    "wrong_state": gettext_lazy("The case has moved on meanwhile."),
    "not_verified": gettext_lazy("It is not certain enough yet who asked."),
    "too_late": gettext_lazy("An extension must be told to the person within the first month."),
    "extended_already": gettext_lazy("The case has been extended already."),
    "no_changes": gettext_lazy("Say what is to be put right first."),
    "bad_value": gettext_lazy("One of the values cannot be used."),
    "unknown_field": gettext_lazy("One of the values cannot be used."),
    "empty_note": gettext_lazy("Say how you made sure who it is."),
    "empty_reason": gettext_lazy("Give a reason."),
    "unknown_ground": gettext_lazy("There is no such ground."),
    "wrong": gettext_lazy("That is not the right code."),
    "spent": gettext_lazy("The code has been tried too often. Send a new one."),
    "expired": gettext_lazy("There is no code that is good now. Send a new one."),
    "too_many_codes": gettext_lazy("Too many codes have been sent. Try again later."),
    "held": gettext_lazy("A legal hold keeps what is about this person."),
    "answer_first": gettext_lazy(
        "The person's other open cases must be answered first; the plan shows which."
    ),
    "no_number": gettext_lazy("There is no number that a code can be sent to."),
    "unreachable": UNREACHABLE,
    "empty_motivation": gettext_lazy("Say why, in words that the person can read."),
    "locked": gettext_lazy("The customer's data is restricted. Say why you need to look first."),
    "opted_out": gettext_lazy("The number has opted out of texts. Make sure in another way."),
}


Outcome = tuple[Any, str]


def _verify(request: HttpRequest, case: Case) -> Outcome:
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return form, ""
    note = form.cleaned_data["note"]
    case_verify_by_staff(case=case, actor=staff_user(request), note=note, now=timezone.now())
    return None, _("It is certain who asked.")


def _send_code(request: HttpRequest, case: Case) -> Outcome:
    code_order(case=case, purpose=IdentityCode.Purpose.VERIFY, now=timezone.now())
    return None, _("A code is on its way to the person's phone.")


def _code(request: HttpRequest, case: Case) -> Outcome:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return form, ""
    verified = cases_verify_by_code(case=case, code=form.cleaned_data["code"], now=timezone.now())
    numbers = ", ".join(str(one.number) for one in verified[1:])
    if numbers:
        return None, _("The code was right, also for case %(numbers)s.") % {"numbers": numbers}
    return None, _("The code was right.")


def _approve(request: HttpRequest, case: Case) -> Outcome:
    case_approve(case=case, actor=staff_user(request), now=timezone.now())
    return None, _("Approved. It is being carried out.")


def _extend(request: HttpRequest, case: Case) -> Outcome:
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return form, ""
    reason = form.cleaned_data["reason"]
    case_extend(case=case, actor=staff_user(request), reason=reason, now=timezone.now())
    return None, _("The time has been extended.")


def _refuse(request: HttpRequest, case: Case) -> Outcome:
    form = RefuseForm(request.POST, kind=case.kind)
    if not form.is_valid():
        return form, ""
    given = form.cleaned_data
    case_refuse(
        case=case,
        actor=staff_user(request),
        ground=given["ground"],
        note=given["note"],
        now=timezone.now(),
    )
    return None, _("The case has been refused.")


def _changes(request: HttpRequest, case: Case) -> Outcome:
    if case.contact is None or case.kind != Case.Kind.RECTIFICATION:
        raise CaseRefused("wrong_state")
    user = staff_user(request)
    if reason_needed(case.contact, user.pk):
        raise CaseRefused("locked")
    form = ChangesForm(
        request.POST, contact=case.contact, case=case, messages=recent_messages(case.contact, user)
    )
    if not form.is_valid():
        return form, ""
    changes = form.changes() or case.changes
    case_approve(case=case, actor=user, now=timezone.now(), changes=changes)
    return None, _("The data has been put right.")


def _told(request: HttpRequest, case: Case) -> Outcome:
    system = request.POST.get("recipient", "")
    if case.contact is None or not case.contact.crm_links.filter(system=system).exists():
        raise CaseRefused("wrong_state")
    case_event(case=case, kind=CaseEvent.Kind.RECIPIENT_TOLD, actor=staff_user(request), recipient=system)
    return None, ""


ACTS: dict[str, Callable[[HttpRequest, Case], Outcome]] = {
    "verify": _verify,
    "send-code": _send_code,
    "code": _code,
    "approve": _approve,
    "extend": _extend,
    "refuse": _refuse,
    "changes": _changes,
    "told": _told,
}
