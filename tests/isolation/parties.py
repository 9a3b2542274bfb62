"""Who asks: two companies and the platform, each with people, keys, customers, and a canary.

The canary is a word that stands in all of a party's personal data, so that a leak shows in any answer.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.http import HttpRequest
from django.test.client import Client, ClientHandler
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from conversations.models import AnswerReview, Article, Call, Widget
from crm.bookings.links import feed_token
from crm.bookings.models import Booking, HoursException, Resource, Service
from crm.bookings.selectors import company_tz
from crm.bookings.services import booking_create, booking_link
from crm.imports.services import import_upload
from crm.merging import contact_merge
from crm.models import Contact, CrmLink, Register
from gdpr.access.links import link_blind, package_token
from gdpr.cases.services import case_open
from gdpr.certificates import certificate_append
from gdpr.models import Case, Erasure, Hold, Package, PackageChunk, RetentionPolicy
from nexus.accounts.models import User
from nexus.api.models import ApiKey
from nexus.outbox.models import Job
from nexus.privacy.models import SubProcessor, SubProcessorNotice
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company, Domain
from nexus.webhooks.models import Delivery
from nexus.webhooks.services import subscription_create
from tests.api.factories import make_ai_answer, make_contact, make_conversation, make_inbound, open_day


@cache
def _password() -> str:
    """Made once: making one is slow by design."""
    return make_password("Vinbärsbuske-7")


@cache
def _handler() -> ClientHandler:
    """One for all clients: making the middleware anew for each takes longer than the request."""
    return ClientHandler(enforce_csrf_checks=False)


@dataclass
class Party:
    """One side. ``objects`` are the ids of its rows by the name that samples use."""

    name: str
    host: str
    canary: str
    session: str = ""
    key: str = ""
    objects: dict[str, str] = field(default_factory=dict)

    def client(self, *, session: str = "", key: str = "") -> Client:
        """A client on this party's host with the given credentials, whosever they are."""
        headers = {"host": self.host}
        if key:
            headers["authorization"] = f"Api-Key {key}"
        client = Client(headers=headers, raise_request_exception=False)
        client.handler = _handler()
        if session:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        return client


@dataclass
class Parties:
    """All three sides of a test."""

    alfa: Party
    beta: Party
    ops: Party


def missing(like: str) -> str:
    """An id that no row has, written like this one: a number, a UUID, its digits alone, or a token."""
    if like.isdigit():
        return "987654"
    if re.fullmatch(r"[0-9a-f]{32}", like):
        return uuid4().hex
    if "-" in like and len(like) != 36:
        return like[:-4] + ("aaaa" if not like.endswith("aaaa") else "bbbb")
    return str(uuid4())


def company_party(company: Company, *, number: int, authenticator: int) -> Party:
    """A company with a customer, a conversation in which the AI has answered, an owner and a key."""
    canary = f"Kanarie{company.slug.title()}"
    party = Party(name=company.slug, host=f"{company.slug}.{settings.NEXUS.base_domain}", canary=canary)
    route = ChannelRoute.objects.get(company=company)
    with company_context(company.schema_name):
        contact = make_contact(number, f"{canary} Svensson")
        conversation = make_conversation(contact, state="waiting_for_staff", route_id=route.pk)
        make_inbound(conversation, f"{canary} undrar om lördag")
        message = make_ai_answer(conversation, f"{canary} får svar")
        message.status = "failed"
        message.save()
        review = AnswerReview.objects.create(
            conversation=conversation, message=message, reason="tone", messages=[f"{canary} undrar om lördag"]
        )
        user = User.objects.get(email=f"owner@{company.slug}.example")
        party.key = ApiKey.issue(name="Kassasystemet")[1]
        party.session = _log_in(party, user)
        party.objects = {
            "contact": str(contact.pk),
            "conversation": str(conversation.pk),
            "message": str(message.pk),
            "review": str(review.pk),
            "call": str(Call.objects.create(contact=contact, route_id=route.pk, external_id="CA1").pk),
            "article": str(Article.objects.create(title=f"{canary} artikel", body="Text.").pk),
            **_widget(canary),
            "merge": str(contact_merge(keep=contact, other=Contact.objects.create(), actor=None).pk),
            **_receiver(contact, canary),
            **_bookings(contact, canary),
            "case": str(_case(contact).pk),
            **_retention(contact, user),
            **_erasure(contact),
            **_register(contact, user, canary),
            **_package(contact),
            **_account(user, authenticator),
        }
    connection.set_schema_to_public()
    return party


def _widget(canary: str) -> dict[str, str]:
    widget = Widget.objects.create(allowed_origins=[f"https://{canary}.example"])
    # What stands on a widget's page is public; so the one that is shown has nothing of the canary.
    return {"widget": str(widget.pk), "widget_key": Widget.objects.create().key}


def _receiver(contact: Contact, canary: str) -> dict[str, str]:
    """A system that gets webhooks, and one that it has got."""
    receiver = subscription_create(
        url="http://127.0.0.1/webhooks", events=["contact.erased"], description=f"{canary} kassa", by=None
    )
    told = Delivery.objects.create(
        subscription=receiver, event_id=uuid4(), kind="contact.created", object_id=contact.pk, state="failed"
    )
    return {"receiver": str(receiver.pk), "told": str(told.pk)}


def _case(contact: Contact) -> Case:
    """An open case, about which nothing is decided."""
    return case_open(kind="restriction", contact=contact, phone="", channel="portal", now=timezone.now())[0]


def _bookings(contact: Contact, canary: str) -> dict[str, str]:
    """Something on offer whose names hold the canary, a booking of it, and the secret calendars.

    A secret calendar shows its holder what it is for, so those asked for here are without the canary.
    """
    chair, other = Resource.objects.create(name=f"{canary} stol"), Resource.objects.create(name="Extrastol")
    service = Service.objects.create(key="kanarie", name_sv=f"{canary} behandling", minutes=30)
    service.resources.add(chair)
    wish = {"contact": contact, "now": timezone.now(), "source": Booking.Source.API}
    noon = datetime.combine(open_day(), time(12), company_tz())
    booking = booking_create(service=service, start=noon, **wish)
    plain = Service.objects.filter(resources=None).earliest("position")
    first = Resource.objects.earliest("position")
    linked = booking_create(service=plain, start=noon, resource=first, **wish)
    return {
        "service": str(service.pk),
        "booking": str(booking.pk),
        "booking_code": booking_link(linked),
        "resource": str(chair.pk),
        "away": str(HoursException.objects.create(resource=chair, day=open_day(21)).pk),
        "special_day": str(HoursException.objects.create(day=open_day(28)).pk),
        "feed": str(other.pk),
        "feed_token": feed_token(other),
    }


def _retention(contact: Contact, user: User) -> dict[str, str]:
    """A hold on the customer, and shorter periods that wait for a second person."""
    hold = Hold.objects.create(contact=contact, reason="Tvist", owner=user, review_on=open_day(60))
    policy = RetentionPolicy.objects.create(version=1, periods={"messages": 90}, state="proposed")
    return {"hold": str(hold.pk), "policy": str(policy.pk)}


def _register(contact: Contact, user: User, canary: str) -> dict[str, str]:
    """An entry of the company's register, and a file of it that waits."""
    link = CrmLink.objects.create(contact=contact, system="kassan", external_id="K-1", name=f"{canary} Ek")
    Register.objects.create(name=f"{canary} kassa")
    source = import_upload(
        content=f"Namn;Mobil\n{canary} Ek;0701740699\n".encode(),
        system="kassan",
        actor=user,
        now=timezone.now(),
    )
    return {"crm_link": str(link.pk), "import": str(source.pk)}


def _erasure(contact: Contact) -> dict[str, str]:
    """A wish to be erased whose erasure has begun, and a certificate."""
    now = timezone.now()
    case = Case.objects.create(
        number=7001, kind="erasure", state="in_progress", contact=contact, channel="portal", due_at=now
    )
    Erasure.objects.create(case=case, contact_id=contact.pk)
    certificate = certificate_append(kind="erasure", content={"stores": []}, now=now)
    return {"erasure_case": str(case.pk), "certificate": str(certificate.pk)}


def _package(contact: Contact) -> dict[str, str]:
    """What is held about the customer, put together and not fetched yet."""
    now = timezone.now()
    case = Case.objects.create(
        number=7002, kind="access", state="done", contact=contact, channel="portal", due_at=now, closed_at=now
    )
    package = Package(case=case, state="ready", size=3, expires_at=now + timedelta(days=14))
    package.link_blind = link_blind(package_token(package))
    package.save()
    PackageChunk.objects.create(package=package, number=0, data=b"zip")
    return {
        "package_case": str(case.pk),
        "package": str(package.pk),
        "package_token": package_token(package),
    }


def ops_party() -> Party:
    """Nomar's ops on the public host."""
    connection.set_schema_to_public()
    party = Party(name="ops", host=settings.NEXUS.base_domain, canary="KanarieOps")
    user = User.objects.create(
        email="kanarieops@nomar.example",
        name="KanarieOps",
        role="owner",
        is_staff=True,
        is_superuser=True,
        password=_password(),
    )
    party.session = _log_in(party, user)
    now = timezone.now()
    job = Job.objects.create(
        schema="public", kind="turn", object_id=uuid4(), due_at=now, first_due_at=now, created_at=now
    )
    company = Company.objects.get(slug="alfa")
    known = SubProcessor.objects.get(key="twilio")
    # A number of its own: "1" would be found, and taken out, all over the page.
    domain = Domain.objects.create(pk=7004, domain="alias.localhost", tenant=company, is_primary=False)
    party.objects = {
        "tenants.company": str(company.pk),
        "tenants.domain": str(domain.pk),
        "tenants.channelroute": str(ChannelRoute.objects.get(company=company).pk),
        "outbox.job": str(job.pk),
        "accounts.user": str(user.pk),
        "privacy.subprocessor": str(known.pk),
        "privacy.subprocessornotice": str(
            SubProcessorNotice.objects.create(subprocessor=known, owner=company.schema_name).pk
        ),
        **_account(user, 7003),
    }
    return party


def _account(user: User, authenticator: int) -> dict[str, str]:
    """What allauth's pages have addresses for. The number is explicit: companies' sequences run alike."""
    made: Any = Authenticator.objects.create(
        pk=authenticator,
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Nyckel", "credential": _passkey(), "passwordless": False},
    )
    return {
        "authenticator": str(made.pk),
        "reset_uid": user_pk_to_url_str(user),
        "reset_key": default_token_generator.make_token(user),
    }


def _passkey() -> dict[str, Any]:
    """What a browser sends when a passkey is registered, as allauth keeps it."""
    identity = b"kanarie"
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    credential = AttestedCredentialData.create(
        Aaguid(bytes(16)), identity, ES256.from_cryptography_key(public)
    )
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 0, credential)
    client = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    return {
        "id": websafe_encode(identity),
        "rawId": websafe_encode(identity),
        "type": "public-key",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
        },
    }


def _log_in(party: Party, user: User) -> str:
    """A session that has just proved its password once more; returns the cookie."""
    client = party.client()
    client.force_login(user)
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    request.session.save()
    return client.cookies[settings.SESSION_COOKIE_NAME].value
