"""What each route is for, who may use it, and which row proves it.

A route that is not here fails the build, and so does a line here whose route is gone. ``rows`` names, for
each varying part of the address, the object of a party that goes there; ``fixed`` gives the others.
``methods`` says what whoever may use the route gets for its own row; any other method must be 405 (HEAD and
OPTIONS may also answer as GET does).
"""

from __future__ import annotations

from tests.api.factories import open_day, phone
from tests.isolation.rights_table import RIGHTS
from tests.isolation.samples import (
    KEY,
    NOBODY,
    SESSION,
    Sample,
    action,
    any_method,
    form,
    open_to_all,
    page,
    resource,
)

__all__ = ["COMPANY_TABLE", "KEY", "NOBODY", "SESSION", "Sample"]

NOTICE = "Whoever texts a company may read its privacy notice; it holds nobody's data."
BEFORE_LOGIN = "Needed by people who are not logged in; says the same whether or not an account exists."
PASSKEY = {"pk": "authenticator"}

#: On companies' hosts and on the public one alike.
ACCOUNT = {
    "integritet/": open_to_all(NOTICE),
    "privacy/": open_to_all(NOTICE),
    "language/": open_to_all("Sets a cookie.", {"POST": 302}, body={"language": "en"}),
    "answers/<slug:language>/": open_to_all(
        "Whether texts go out just now: the same for everybody.", fixed={"language": "sv"}
    ),
    "login/": open_to_all(BEFORE_LOGIN, {"GET": 200, "POST": 200, "PUT": 200}),
    "logout/": Sample(SESSION, {"GET": 200, "POST": 302}),
    "account/inactive/": open_to_all(BEFORE_LOGIN),
    "account/reauthenticate/": form(),
    "account/password/change/": form(),
    "account/password/set/": Sample(SESSION, any_method(302)),
    "account/password/reset/": open_to_all(BEFORE_LOGIN, {"GET": 200, "POST": 200, "PUT": 200}),
    "account/password/reset/done/": open_to_all(BEFORE_LOGIN),
    "account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/": open_to_all(
        "The link that was mailed is the proof; one company's link is nothing on another's host.",
        {"GET": 302, "POST": 302, "PUT": 200},
        rows={"uidb36": "reset_uid", "key": "reset_key"},
    ),
    "account/password/reset/key/done/": open_to_all(BEFORE_LOGIN),
    "account/mfa/": page(),
    "account/mfa/authenticate/": Sample(SESSION, any_method(302)),
    "account/mfa/reauthenticate/": Sample(SESSION, any_method(302)),
    "account/mfa/totp/activate/": form(),
    "account/mfa/totp/deactivate/": Sample(SESSION, any_method(404)),
    "account/mfa/recovery-codes/": Sample(SESSION, {"GET": 404}),
    "account/mfa/recovery-codes/generate/": Sample(SESSION, {"GET": 200, "POST": 302, "PUT": 302}),
    "account/mfa/recovery-codes/download/": Sample(SESSION, any_method(404)),
    "account/mfa/webauthn/": page(),
    "account/mfa/webauthn/add/": form(),
    "account/mfa/webauthn/reauthenticate/": Sample(SESSION, {"GET": 200, "POST": 302, "PUT": 302}),
    "account/mfa/webauthn/keys/<int:pk>/remove/": Sample(
        SESSION, {"GET": 200, "POST": 302, "DELETE": 302}, rows=PASSKEY
    ),
    "account/mfa/webauthn/keys/<int:pk>/edit/": form(rows=PASSKEY),
    "account/sessions/": Sample(SESSION, {"GET": 200, "POST": 302, "PUT": 302}),
}

CONVERSATION = {"conversation_id": "conversation"}
# A handset may have any fictitious number: the number is no row, but this one has texted Alfa.
HANDSET = {"phone": phone(650)}
ARTICLE = {"title": "Djur", "body": "Hundar får vänta utanför.", "language": "sv"}
PORTAL = {
    "": page(shows=True),
    "inbox/": page(shows=True),
    "inbox/<slug:group>/": Sample(SESSION, {"GET": 302}, fixed={"group": "waiting_for_staff"}),
    "c/<uuid:conversation_id>/": page(rows=CONVERSATION, shows=True),
    "c/<uuid:conversation_id>/messages/": page(rows=CONVERSATION, shows=True),
    "c/<uuid:conversation_id>/older/": page(
        rows=CONVERSATION, query="before=ffffffff-ffff-7fff-bfff-ffffffffffff", shows=True
    ),
    "c/<uuid:conversation_id>/reason/": action(rows=CONVERSATION, body={"reason": "request"}),
    "c/<uuid:conversation_id>/reply/": action(rows=CONVERSATION, body={"body": "Välkommen!"}),
    "c/<uuid:conversation_id>/messages/<uuid:message_id>/resend/": action(
        rows={**CONVERSATION, "message_id": "message"}
    ),
    "c/<uuid:conversation_id>/messages/<uuid:message_id>/review/": Sample(
        SESSION,
        {"GET": 200, "POST": 302},
        rows={**CONVERSATION, "message_id": "message"},
        body={"reason": "tone"},
        shows=True,
    ),
    "c/<uuid:conversation_id>/merge/": action(rows=CONVERSATION, body={"phone": phone(605)}),
    "c/<uuid:conversation_id>/merges/<uuid:record_id>/undo/": action(
        rows={**CONVERSATION, "record_id": "merge"}
    ),
    "c/<uuid:conversation_id>/typing/": action(204, rows=CONVERSATION),
    "c/<uuid:conversation_id>/take-over/": action(rows=CONVERSATION),
    "c/<uuid:conversation_id>/hand-back/": action(rows=CONVERSATION),
    "c/<uuid:conversation_id>/close/": action(rows=CONVERSATION),
    "knowledge/": page(shows=True),
    "knowledge/rows/": Sample(SESSION, {"GET": 302}),
    "knowledge/new/": Sample(SESSION, {"GET": 200, "POST": 302}, body=ARTICLE),
    "knowledge/preview/": action(200, body=ARTICLE),
    "knowledge/import/": Sample(
        SESSION, {"GET": 200, "POST": 200}, body={"text": "Vi har stängt.", "language": "sv"}
    ),
    "knowledge/import/save/": action(),
    "knowledge/playground/": Sample(SESSION, {"GET": 200, "POST": 200}, body={"text": "Hej!"}, shows=True),
    "knowledge/reviews/": page(),
    "knowledge/reviews/export/": action(200),
    "knowledge/reviews/<uuid:review_id>/": page(rows={"review_id": "review"}, shows=True),
    "knowledge/reviews/<uuid:review_id>/rerun/": action(200, rows={"review_id": "review"}),
    "knowledge/reviews/<uuid:review_id>/delete/": action(rows={"review_id": "review"}),
    "knowledge/<uuid:article_id>/": Sample(
        SESSION, {"GET": 200, "POST": 302}, rows={"article_id": "article"}, body=ARTICLE, shows=True
    ),
    "knowledge/<uuid:article_id>/delete/": Sample(
        SESSION, {"GET": 200, "POST": 302}, rows={"article_id": "article"}, shows=True
    ),
    "simulator/": Sample(SESSION, {"GET": 302}),
    "simulator/<str:phone>/": page(fixed=HANDSET, shows=True),
    "simulator/<str:phone>/screen/": page(fixed=HANDSET, shows=True),
    "simulator/<str:phone>/text/": action(fixed=HANDSET, body={"body": "Hej!"}),
    "simulator/<str:phone>/ring/": action(fixed=HANDSET, body={"end": "missed"}),
    "calls/": page(query="tab=all", shows=True),
    "calls/calls.csv": page(),
    "overview/": page(),
    "overview/overview.csv": page(),
    "overview/overview.zip": page(),
    "settings/calls/": Sample(SESSION, {"GET": 200, "POST": 422}),
}

WRITABLE = {"GET": 200, "POST": 201}
CHANGEABLE = {"GET": 200, "PATCH": 200, "DELETE": 204}
RESOURCES = {
    "api/v1/certificates/<uuid:pk>": resource(rows={"pk": "certificate"}),
    "api/v1/contacts": resource(shows=True),
    "api/v1/contacts/<uuid:pk>": resource(rows={"pk": "contact"}, shows=True),
    "api/v1/contacts/<uuid:pk>/crm-links": resource(
        WRITABLE, rows={"pk": "contact"}, body={"system": "kassan", "external_id": "K-9"}, shows=True
    ),
    "api/v1/contacts/<uuid:pk>/crm-links/<uuid:link>": resource(
        {"GET": 200, "PUT": 200, "DELETE": 204},
        rows={"pk": "contact", "link": "crm_link"},
        body={"name": "Åsa"},
        shows=True,
    ),
    "api/v1/crm-links": resource(
        {"GET": 200, "PUT": 201},
        body={"system": "kassan", "external_id": "K-9", "phone": phone(605)},
        shows=True,
    ),
    "api/v1/crm-links/bulk": resource(
        {"POST": 200}, body={"entries": [{"system": "kassan", "external_id": "K-9", "phone": phone(605)}]}
    ),
    "api/v1/conversations": resource(),
    "api/v1/conversations/<uuid:pk>": resource(rows={"pk": "conversation"}),
    "api/v1/conversations/<uuid:pk>/messages": resource(
        WRITABLE, rows={"pk": "conversation"}, body={"body": "Hej!"}, shows=True
    ),
    "api/v1/messages": resource(query="q=Hej"),
    "api/v1/messages/<uuid:pk>": resource(rows={"pk": "message"}, shows=True),
    "api/v1/calls": resource(),
    "api/v1/calls/<uuid:pk>": resource(rows={"pk": "call"}),
    "api/v1/knowledge": resource(WRITABLE, body=ARTICLE, shows=True),
    "api/v1/knowledge/<uuid:pk>": resource(
        {"GET": 200, "PUT": 200, "PATCH": 200, "DELETE": 204},
        rows={"pk": "article"},
        body=ARTICLE,
        shows=True,
    ),
    "api/v1/services": resource(WRITABLE, body={"name_sv": "Ansiktsbehandling", "minutes": 45}, shows=True),
    "api/v1/services/<uuid:pk>": resource(
        CHANGEABLE, rows={"pk": "service"}, body={"minutes": 50}, shows=True
    ),
    "api/v1/resources": resource(shows=True),
    "api/v1/availability": resource(query="service=kanarie", shows=True),
    "api/v1/bookings": resource(
        WRITABLE,
        body={"service": "kanarie", "start": f"{open_day()}T14:00", "phone": phone(605), "name": "Åsa"},
        shows=True,
    ),
    "api/v1/bookings/<uuid:pk>": resource(
        CHANGEABLE, rows={"pk": "booking"}, body={"state": "confirmed"}, shows=True
    ),
}
RESOURCES |= {
    "api/v1/retention-policy": resource({"GET": 200, "PUT": 200}, body={"periods": {"ip": 30}}),
    "api/v1/retention-policy/preview": resource({"GET": 200, "POST": 200}, body={"periods": {"ip": 30}}),
}
RECEIVER = {"pk": "receiver"}
RESOURCES |= {
    "api/v1/webhooks": resource(
        WRITABLE, body={"url": "http://127.0.0.1/webhooks", "events": ["contact.erased"]}, shows=True
    ),
    "api/v1/webhooks/<uuid:pk>": resource(
        {"GET": 200, "PUT": 200, "PATCH": 200, "DELETE": 204},
        rows=RECEIVER,
        body={"url": "http://127.0.0.1/webhooks", "events": ["contact.erased"]},
        shows=True,
    ),
    "api/v1/webhooks/<uuid:pk>/test": resource({"POST": 202}, rows=RECEIVER),
    "api/v1/webhooks/<uuid:pk>/secret": resource({"POST": 200}, rows=RECEIVER),
    "api/v1/webhooks/<uuid:pk>/deliveries": resource(rows=RECEIVER),
    "api/v1/webhooks/<uuid:pk>/deliveries/<uuid:delivery_id>/replay": resource(
        {"POST": 202}, rows={**RECEIVER, "delivery_id": "told"}
    ),
}
RIGHTS_CASE = {"pk": "case"}
RESOURCES |= {
    "api/v1/rights-requests": resource(WRITABLE, body={"kind": "access", "phone": phone(605)}),
    "api/v1/rights-requests/<uuid:pk>": resource(rows=RIGHTS_CASE),
    "api/v1/rights-requests/<uuid:pk>/verify": resource(
        {"POST": 200}, rows=RIGHTS_CASE, body={"by": "staff", "note": "Ringde upp."}
    ),
    "api/v1/rights-requests/<uuid:pk>/approve": resource({"POST": 409}, rows=RIGHTS_CASE),
    "api/v1/rights-requests/<uuid:pk>/redactions": resource(
        {"GET": 200, "POST": 400}, rows={"pk": "package_case"}
    ),
    "api/v1/rights-requests/<uuid:pk>/extend": resource(
        {"POST": 200}, rows=RIGHTS_CASE, body={"reason": "Många ärenden."}
    ),
    "api/v1/rights-requests/<uuid:pk>/refuse": resource(
        {"POST": 200}, rows=RIGHTS_CASE, body={"ground": "unfounded", "note": "Inte er kund"}
    ),
}
SECRET = "Who was given the secret address may see what is there: calendar programs cannot log in."
CALENDARS = {
    "b/<slug:code>.ics": open_to_all(SECRET, rows={"code": "booking_code"}),
    "calendar/<uuid:resource_id>/<slug:token>.ics": open_to_all(
        SECRET, rows={"resource_id": "feed", "token": "feed_token"}
    ),
}
BOOKING, CODE = {"booking_id": "booking"}, {"code": "booking_code"}
CALENDAR = {
    "bookings/": page(query=f"date={open_day()}", shows=True),
    "bookings/new/": Sample(SESSION, {"GET": 200, "POST": 422}, query=f"date={open_day()}", shows=True),
    "bookings/new/told/": action(200, body={"phone": phone(605)}),
    "bookings/<uuid:booking_id>/": page(rows=BOOKING, shows=True),
    "bookings/<uuid:booking_id>/move/": Sample(SESSION, {"GET": 200, "POST": 422}, rows=BOOKING, shows=True),
    "bookings/<uuid:booking_id>/confirm/": action(rows=BOOKING),
    "bookings/<uuid:booking_id>/cancel/": action(rows=BOOKING),
    # It has not begun; but to note a customer's coming beforehand harms nobody.
    "bookings/<uuid:booking_id>/done/": action(rows=BOOKING),
    "bookings/<uuid:booking_id>/no-show/": action(rows=BOOKING),
    "contacts/<uuid:contact_id>/conversation/": Sample(SESSION, {"GET": 302}, rows={"contact_id": "contact"}),
}
LINK = "Who was sent the link may see and change the booking: customers have no login."
CUSTOMER = {
    "b/<slug:code>/": open_to_all(LINK, rows=CODE),
    "b/<slug:code>/confirm/": open_to_all(LINK, {"POST": 302}, rows=CODE),
    "b/<slug:code>/cancel/": open_to_all(LINK, {"GET": 200, "POST": 302}, rows=CODE),
    "b/<slug:code>/move/": open_to_all(LINK, {"GET": 200, "POST": 422}, rows=CODE),
}
RESOURCE, AWAY = {"resource_id": "resource"}, {"exception_id": "away"}
SETUP = {
    "settings/": Sample(SESSION, {"GET": 302}),
    "settings/services/": page(shows=True),
    "settings/services/new/": Sample(SESSION, {"GET": 200, "POST": 422}, shows=True),
    "settings/services/<uuid:service_id>/": Sample(
        SESSION, {"GET": 200, "POST": 422}, rows={"service_id": "service"}, shows=True
    ),
    "settings/resources/": page(shows=True),
    "settings/resources/new/": Sample(SESSION, {"GET": 200, "POST": 422}),
    "settings/resources/<uuid:resource_id>/": Sample(
        SESSION, {"GET": 200, "POST": 422}, rows=RESOURCE, shows=True
    ),
    "settings/resources/<uuid:resource_id>/days/": action(422, rows=RESOURCE),
    "settings/resources/<uuid:resource_id>/days/<uuid:exception_id>/remove/": action(
        rows={**RESOURCE, **AWAY}
    ),
    "settings/resources/<uuid:resource_id>/feed/": action(rows=RESOURCE),
    "settings/hours/": page(),
    "settings/hours/week/": action(body={"opens_0": "09:00", "closes_0": "17:00"}),
    "settings/hours/days/": action(422),
    "settings/hours/days/<uuid:exception_id>/remove/": action(rows={"exception_id": "special_day"}),
    "settings/search/": Sample(SESSION, {"GET": 200, "POST": 302}),
    "settings/agent/": Sample(SESSION, {"GET": 200, "POST": 422}),
    "settings/agent/preview/": action(200),
    "settings/chat/": page(),
    "settings/chat/new/": action(),
    "settings/chat/colour/": action(200, body={"colour": "#0f5f53"}),
    "settings/chat/<uuid:widget_id>/": Sample(
        SESSION, {"GET": 200, "POST": 422}, rows={"widget_id": "widget"}, shows=True
    ),
    "settings/webhooks/": page(shows=True),
    "settings/webhooks/new/": Sample(SESSION, {"GET": 200, "POST": 422}),
    "settings/webhooks/<uuid:webhook_id>/": Sample(
        SESSION, {"GET": 200, "POST": 422}, rows={"webhook_id": "receiver"}, shows=True
    ),
    "settings/webhooks/<uuid:webhook_id>/<slug:act>/": action(
        rows={"webhook_id": "receiver"}, fixed={"act": "test"}
    ),
    "settings/webhooks/<uuid:webhook_id>/log/<uuid:delivery_id>/replay/": action(
        rows={"webhook_id": "receiver", "delivery_id": "told"}
    ),
}
IMPORT = {"import_id": "import"}
SETUP |= {
    "settings/register/": page(shows=True),
    "settings/register/upload/": action(422),
    "settings/register/<uuid:import_id>/": page(rows=IMPORT, shows=True),
    "settings/register/<uuid:import_id>/layout/": action(rows=IMPORT),
    # It has not been checked yet.
    "settings/register/<uuid:import_id>/carry-out/": action(422, rows=IMPORT),
    "settings/register/<uuid:import_id>/drop/": action(rows=IMPORT),
    "settings/register/<uuid:import_id>/undo/": action(422, rows=IMPORT),
    "settings/register/<uuid:import_id>/progress/": page(rows=IMPORT),
    "settings/register/<uuid:import_id>/report.csv": page(rows=IMPORT),
}
SITE = "Any visitor of the company's site has it; what is in a chat opens with its own token alone."
WIDGET = {"key": "widget_key"}
CHAT = {
    "widget.js": open_to_all(SITE),
    "widget/<slug:key>/": open_to_all(SITE, rows=WIDGET),
    "widget/<slug:key>/session": open_to_all(SITE, {"POST": 422}, rows=WIDGET),
    "widget/<slug:key>/messages": open_to_all(SITE, {"GET": 403, "POST": 403}, rows=WIDGET),
    **{
        f"widget/<slug:key>/{name}": open_to_all(SITE, {"POST": 403}, rows=WIDGET)
        for name in ("seen", "leaving", "typing", "human", "phone", "phone/code")
    },
}
API = {
    **RESOURCES,
    **{f"{pattern}/": sample for pattern, sample in RESOURCES.items()},
    "api/v1/": resource(),
    "api/v1/schema/": open_to_all("The same description for every company, without data."),
    "api/v1/docs/": open_to_all("The page of that description."),
    "api/(?P<path>.*)": open_to_all("There is nothing.", any_method(404), fixed={"path": "v1/nothing"}),
}

COMPANY_TABLE: dict[str, Sample] = {
    **ACCOUNT,
    **PORTAL,
    **CALENDAR,
    **CUSTOMER,
    **SETUP,
    **CHAT,
    **CALENDARS,
    **RIGHTS,
    **API,
}
