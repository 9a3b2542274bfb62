"""A phone on a page: it texts the company and shows what comes back. Never in production.

It is for those who answer customers: to write as one is no work of the data-protection contact's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conversations.channels.sms.port import InboundSms
from conversations.channels.sms.routes import route_by_id
from conversations.channels.sms.segments import segment_count
from conversations.forms import SimulatedTextForm
from conversations.labels import TICKS
from conversations.models import Conversation, ConversationEvent, Interpretation, Message
from conversations.presenters import Face, contact_face, date_text
from conversations.reading_presenter import reading_of
from conversations.selectors.inbox import count_waiting
from conversations.services.inbound import sms_receive
from conversations.services.rights import handset_secret
from conversations.thread_presenter import line_of
from crm.models import Contact
from crm.restricted import reason_needed
from crm.selectors import contact_by_phone, phone_display
from nexus.accounts.access import ANSWERING, portal_view, staff_user
from nexus.crypto.ids import uuid7
from nexus.tenants.models import ChannelRoute

#: The Swedish numbers set aside for fiction, of the mobile kind (PTS).
FIRST, LAST = 605, 699
USUAL = ("+46701740612", "+46701740627", "+46701740644", "+46701740688")
SHOWN = 40


@dataclass(frozen=True)
class Phone:
    """A phone to be: its number, and who has it."""

    number: str
    text: str
    name: str
    face: Face
    url: str
    current: bool


@dataclass(frozen=True)
class Text:
    """A text on the handset's screen."""

    id: str
    mine: bool
    body: str
    time: str
    new_time: bool


@dataclass(frozen=True)
class Step:
    """What happened behind the scenes, one step."""

    icon: str
    tone: str
    title: str
    when: str
    text: str


def simulator_is_on() -> bool:
    """The simulator replaces a provider, so it is there only where the console gateway is."""
    return not settings.NEXUS.is_production and settings.NEXUS.sms_gateway == "console"


def fictitious_numbers() -> list[str]:
    """Every number of the fictitious range in E.164."""
    return [f"+46701740{last}" for last in range(FIRST, LAST + 1)]


@require_safe
@portal_view(*ANSWERING)
def simulator(request: HttpRequest) -> HttpResponse:
    """To the first phone, or to the one that was chosen."""
    _on_or_404()
    chosen = request.GET.get("phone", "")
    own = _route(request).number
    numbers = [number for number in fictitious_numbers() if number != own]
    phone = chosen if chosen in numbers else next(number for number in USUAL if number != own)
    return redirect("conversations:handset", phone=phone)


@require_safe
@portal_view(*ANSWERING)
def handset(request: HttpRequest, phone: str) -> HttpResponse:
    """The page: whose phone, the handset, and what happens behind the scenes."""
    route = phone_or_404(request, phone)
    return render(request, "simulator/page.html", {**_screen(request, phone, route), **_people(phone, route)})


@require_safe
@portal_view(*ANSWERING)
def screen(request: HttpRequest, phone: str) -> HttpResponse:
    """The handset's screen and the steps, fetched again when something happened."""
    return render(request, "simulator/_screen.html", _screen(request, phone, phone_or_404(request, phone)))


@require_POST
@portal_view(*ANSWERING)
def text_in(request: HttpRequest, phone: str) -> HttpResponse:
    """A text from this phone to the company, taken in the way a provider's would be."""
    route = phone_or_404(request, phone)
    form = SimulatedTextForm(request.POST)
    if form.is_valid() and form.cleaned_data["body"].strip():
        known = route_by_id(route.pk)
        if known is None:
            raise Http404
        sms_receive(
            route=known,
            sms=InboundSms(
                external_id=f"console-in-{uuid7()}",
                sender=phone,
                recipient=route.number,
                body=form.cleaned_data["body"],
            ),
        )
    if request.headers.get("HX-Request"):
        return render(request, "simulator/_screen.html", _screen(request, phone, route))
    return redirect("conversations:handset", phone=phone)


def _on_or_404() -> None:
    if not simulator_is_on():
        raise Http404


def _route(request: HttpRequest) -> ChannelRoute:
    company = getattr(request, "company", None)
    route = ChannelRoute.objects.filter(company=company, active=True).order_by("number").first()
    if route is None:
        raise Http404
    return route


def phone_or_404(request: HttpRequest, phone: str) -> ChannelRoute:
    """The company's route, for a simulated phone; 404 for any other number, and where there is no simulator."""
    _on_or_404()
    route = _route(request)
    if phone not in fictitious_numbers() or phone == route.number:
        raise Http404
    return route


def _people(phone: str, route: ChannelRoute) -> dict[str, Any]:
    usual = [number for number in USUAL if number != route.number]
    numbers = usual if phone in usual else [*usual, phone]
    return {
        "phones": [_as_phone(number, contact_by_phone(number), number == phone) for number in numbers],
        "all_numbers": [
            (number, phone_display(number)) for number in fictitious_numbers() if number != route.number
        ],
    }


def _as_phone(number: str, contact: Contact | None, current: bool) -> Phone:
    return Phone(
        number=number,
        text=phone_display(number),
        name=str(contact.name or "") if contact else "",
        face=contact_face(contact) if contact else Face("", 0),
        url=reverse("conversations:handset", args=[number]),
        current=current,
    )


def _screen(request: HttpRequest, phone: str, route: ChannelRoute) -> dict[str, Any]:
    contact = contact_by_phone(phone)
    # The handset is a page of the portal: what is restricted opens with a reason here too.
    locked = contact is not None and reason_needed(contact, staff_user(request).pk)
    messages: list[Message] = []
    conversation = None
    if contact is not None:
        conversation = Conversation.objects.filter(contact=contact).order_by("-id").first()
    if contact is not None and not locked:
        newest = (
            Message.objects.filter(conversation__contact=contact, channel="sms")
            .select_related("interpretation")
            .order_by("-id")[:SHOWN]
        )
        messages = sorted(newest, key=lambda message: (message.created_at, message.pk))
    return {
        "phone": phone,
        "phone_text": phone_display(phone),
        "company_number": phone_display(route.number),
        "texts": _texts(messages),
        # A one-time code: it reached the phone and stands in no message.
        "secret": handset_secret(phone),
        "locked": locked,
        "steps": _steps(conversation, messages) if conversation else [],
        "conversation": conversation,
        "clock": timezone.localtime().strftime("%H:%M"),
        "waiting": count_waiting(),
    }


#: What a handset has seen of an outbound message.
ARRIVED = ("accepted", "sent", "delivered", "read")


def _texts(messages: list[Message]) -> list[Text]:
    found: list[Text] = []
    shown = ""
    for message in messages:
        mine = message.direction == Message.Direction.INBOUND
        if not mine and message.status not in ARRIVED:
            continue
        local = timezone.localtime(message.created_at)
        clock = local.strftime("%H:%M")
        if local.date() != timezone.localdate():
            clock = f"{date_text(local, 'j M')} {clock}"
        found.append(Text(f"t-{message.pk}", mine, str(message.body or ""), clock, clock != shown))
        shown = clock
    return found


def _steps(conversation: Conversation, messages: list[Message]) -> list[Step]:
    """The last turn, from the text that came in to the delivery report."""
    inbound = [m for m in messages if m.direction == Message.Direction.INBOUND]
    if not inbound:
        return []
    start = inbound[-1].created_at
    # The answer is written down a moment before the reading that it came from; the rank puts them right.
    timed: list[tuple[datetime, int, Step]] = [
        (start, 0, Step("sms", "", _("Text in"), _clock(start), _("Stored encrypted.")))
    ]
    readings = Interpretation.objects.filter(conversation=conversation, created_at__gte=start)
    for reading in readings.select_related("message").order_by("id"):
        at = min(reading.created_at, reading.message.created_at) if reading.message else reading.created_at
        timed.append((at, 1, _reading_step(reading)))
    for event in ConversationEvent.objects.filter(conversation=conversation, at__gte=start).order_by("id"):
        line = line_of(event)
        tone = "wait" if line.kind == "hand" else "human"
        timed.append(
            (
                event.at,
                2,
                Step(line.icon, tone, line.strong or line.text, "", line.text if line.strong else ""),
            )
        )
    for message in messages:
        if message.direction == Message.Direction.OUTBOUND and message.created_at >= start:
            timed.append((message.created_at, 2, _sent_step(message)))
    timed.sort(key=lambda item: item[:2])
    return [step for _at, _rank, step in timed]


def _reading_step(interpretation: Interpretation) -> Step:
    reading = reading_of(interpretation)
    assert reading is not None
    parts = [reading.intent]
    if reading.confidence_text:
        parts.append(_("Confidence %(number)s") % {"number": reading.confidence_text})
    if reading.tools:
        parts.append(", ".join(tool.name for tool in reading.tools))
    return Step("ai", "ai", _("The AI read it"), reading.took, ". ".join(parts) + ".")


def _sent_step(message: Message) -> Step:
    segments = segment_count(str(message.body or ""))
    size = ngettext("%(n)d text", "%(n)d texts", segments.count) % {"n": segments.count}
    tick = TICKS[message.status]
    return Step(
        tick.icon,
        "wait" if tick.tone == "bad" else "",
        _("Text out: %(state)s") % {"state": str(tick.word).lower()},
        _clock(message.created_at),
        _("%(size)s, %(units)d characters (%(encoding)s).")
        % {"size": size, "units": segments.units, "encoding": segments.encoding},
    )


def _clock(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.strftime('%H:%M:%S')},{local.microsecond // 1000:03d}"
