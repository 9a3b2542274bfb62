"""What the pages and the API show of an erasure and of certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conversations.presenters import date_text, moment_text
from crm.bookings.models import Booking
from gdpr.certificates import certificate_check, chain_check, chain_restored, lost_in
from gdpr.erasure.approval import plan_mark
from gdpr.erasure.cases import ANSWERED_FIRST, cases_open
from gdpr.erasure.closing import grounds_in
from gdpr.erasure.last_words import way_to
from gdpr.erasure.person import reference_of
from gdpr.erasure.plan import LEDGER, NOTES, bookings_ahead, erasure_plan, title_of
from gdpr.models import Case, Certificate, Erasure, ErasureStep
from gdpr.retention.hold_pages import holds_on
from nexus.accounts.models import User
from nexus.privacy.inventory import Ground
from nexus.privacy.vocabulary import Language

#: Certificates on one page of the list.
PAGE = 50


@dataclass(frozen=True, slots=True)
class StoreRow:
    """One store of a plan, a progress or a certificate. ``problem`` is why it is tried again."""

    title: str
    found: int
    goes: int
    stays: int
    grounds: str
    state: str = ""
    tone: str = ""
    problem: str = ""


def language() -> Language:
    return "en" if (get_language() or "").startswith("en") else "sv"


def erasure_of(case: Case) -> Erasure | None:
    """The case's erasure, the newest where there were several."""
    return case.erasures.select_related("certificate").order_by("-started_at").first()


def case_certificate_url(*, case: Case, request: HttpRequest) -> str | None:
    """Where the company's own system fetches the certificate of the case's erasure, once there is one."""
    found = case.erasures.filter(certificate__isnull=False).values_list("certificate_id", flat=True).first()
    return request.build_absolute_uri(reverse("api:certificate", args=[found])) if found else None


def certificates() -> QuerySet[Certificate]:
    return Certificate.objects.order_by("-sequence")


def page_context(case: Case, now: datetime, user: User) -> dict[str, Any]:
    """The erasure page: what would go, how far it has come, or what became of it. ``mark`` is of what is shown."""
    erasure = erasure_of(case)
    if erasure is not None:
        return {"case": case, **progress_context(erasure)}
    context: dict[str, Any] = {"case": case, "erasure": None, "rows": [], "bookings": []}
    if case.contact is not None:
        planned, ahead = erasure_plan(reference_of(case.contact)), bookings_ahead(case.contact, now=now)
        context["rows"] = [
            StoreRow(
                title=store.title.in_(language()),
                found=store.found,
                goes=store.goes,
                stays=store.stays,
                grounds=_grounds_text([ground.name.lower() for ground in store.grounds]),
            )
            for store in planned
            if store.found
        ]
        context["bookings"] = [_booking_text(booking) for booking in ahead]
        context["mark"] = plan_mark(planned, ahead)
        context["holds"] = holds_on(case.contact, user)
        context["told"] = way_to(case.contact, case)
        others = list(cases_open(case.contact.pk, but=case))
        context["first"] = [found for found in others if found.kind in ANSWERED_FIRST]
        context["settled"] = [found for found in others if found.kind not in ANSWERED_FIRST]
    return context


def progress_context(erasure: Erasure) -> dict[str, Any]:
    """How far an erasure has come, store by store."""
    steps = list(erasure.steps.order_by("position"))
    done = sum(step.state == ErasureStep.State.DONE for step in steps)
    return {
        "erasure": erasure,
        "running": erasure.finished_at is None,
        "waiting": erasure.state == Erasure.State.WAITING,
        "began": moment_text(erasure.started_at),
        "done": done,
        "total": len(steps),
        "rows": [_step_row(step) for step in steps if _is_shown(step)],
        "hits": erasure.plan.get("residue", {}).get("hits", []) if erasure.finished_at is None else [],
        "certificate": erasure.certificate,
    }


def certificate_context(certificate: Certificate) -> dict[str, Any]:
    """One certificate, checked as it is shown."""
    content = certificate.content
    return {
        "certificate": certificate,
        "when": moment_text(certificate.at),
        "good": certificate_check(certificate),
        "rows": [
            StoreRow(
                title=title_of(row["store"]).in_(language()),
                found=row["erased"] + row["kept"],
                goes=row["erased"],
                stays=row["kept"],
                grounds=_grounds_text(row["grounds"]),
            )
            for row in content.get("stores", [])
            if row["erased"] or row["kept"]
        ]
        + [
            StoreRow(
                title_of(model).in_(language()),
                found=sum(c.values()),
                goes=sum(c.values()),
                stays=0,
                grounds="",
            )
            for model, c in content.get("counts", {}).items()
        ],
        "providers": _providers(content.get("providers", {})),
        "receivers": _receivers(content.get("receivers", [])),
        "last_words": _last_words(content.get("last_words") or {}),
        "lost": [(note.sequence, note.digest) for note in lost_in(certificate)],
        "residue": content.get("residue"),
        "case_number": content.get("case"),
        "backups_until": _day(content.get("backups")),
        "provider_backups_until": _day(content.get("provider_backups")),
    }


def list_context(before: int | None) -> dict[str, Any]:
    """A page of certificates, and whether the whole chain holds."""
    found = certificates()
    page = list((found if before is None else found.filter(sequence__lt=before))[: PAGE + 1])
    return {
        "rows": [(certificate, moment_text(certificate.at)) for certificate in page[:PAGE]],
        "older": page[PAGE - 1].sequence if len(page) > PAGE else None,
        "faults": chain_check(),
        "restored": [
            (certificate, note.sequence, note.digest[:8])
            for certificate, lost in chain_restored()
            for note in lost
        ],
        "first": before is None,
    }


def _is_shown(step: ErasureStep) -> bool:
    """Stores with nothing in them say nothing; what was planned, done or has failed does."""
    empty = step.planned or step.erased or step.kept or step.state == ErasureStep.State.FAILED
    return bool(empty) or (step.store not in (LEDGER, NOTES) and "." not in step.store)


def _step_row(step: ErasureStep) -> StoreRow:
    tones = {ErasureStep.State.DONE: "pine", ErasureStep.State.FAILED: "wait"}
    return StoreRow(
        title=title_of(step.store).in_(language()),
        found=step.planned,
        goes=step.erased,
        stays=step.kept,
        grounds=_grounds_text(grounds_in(step.ground)),
        state=str(step.get_state_display()),
        tone=tones.get(ErasureStep.State(step.state), ""),
        problem=problem_text(step.error) if step.state == ErasureStep.State.FAILED else "",
    )


def problem_text(code: str) -> str:
    """Why a store is not erased yet, in words."""
    known = {
        "held": _("A legal hold keeps what is about this person."),
        "ledger": _("The ledger of erasures cannot be written. Nomar has to look at it."),
        "not_final": _("The operator has not finished with a message yet."),
        "just_sent": _("A text has only just been sent."),
        "came_meanwhile": _("Texts came in at the same time."),
        "residue": _("Something was found that should be gone."),
        "cache_away": _("The cache cannot be reached."),
        "not_told": _("The person could not be told yet that it is done. It is tried again."),
        "receiver": _("A system of yours that gets webhooks has not answered yet. It is told again."),
    }
    return known.get(code) or _("It was refused: %(code)s.") % {"code": code}


def _grounds_text(codes: list[str]) -> str:
    return ", ".join(
        Ground[code.upper()].value.in_(language()) for code in codes if code.upper() in Ground.__members__
    )


def _providers(found: dict[str, dict[str, int]]) -> list[tuple[str, dict[str, int]]]:
    return [
        (title_of(key).in_(language()), {name: counts.get(name, 0) for name in ("done", "gone", "redacted")})
        for key, counts in found.items()
    ]


def _receivers(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The company's systems that were to be told, and whether they were."""
    return [
        (
            str(each["receiver"]),
            _("Told %(when)s") % {"when": moment_text(datetime.fromisoformat(each["at"]))}
            if each["told"] and each["at"]
            else _("Not told: it did not answer. Tell it yourself."),
        )
        for each in found
    ]


def _last_words(said: dict[str, str]) -> str:
    """Whether the person was told that it was done, and how; "" where nobody was to be."""
    if not said:
        return ""
    chat = said["how"] == "chat"
    match said["state"]:
        case "sent":
            return _("Shown in their chat") if chat else _("Sent by text; the operator's copy goes too")
        case "uncertain":
            return _("Perhaps sent: whether it arrived is not known, and it is not sent again")
        case "failed":
            return _("Could not be sent. Tell the person yourself if you can.")
        case _:
            return _("Not sent: the chat was closed") if chat else _("Not sent: the number wants no texts")


def _day(part: dict[str, str] | None) -> str:
    if not part:
        return ""
    return date_text(timezone.make_aware(datetime.fromisoformat(part["until"])), "j F Y")


def _booking_text(booking: Booking) -> str:
    name = (
        booking.service.name_en if language() == "en" and booking.service.name_en else booking.service.name_sv
    )
    return f"{moment_text(booking.start)} · {name} · {booking.resource.name}"
