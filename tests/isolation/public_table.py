"""The routes on the public host, as ``table.py`` describes them."""

from __future__ import annotations

from dataclasses import replace

from tests.isolation.samples import SESSION, Sample, action, any_method, open_to_all, page
from tests.isolation.table import ACCOUNT

SIGNED = "The provider's signature is the proof; what it decides is tried in conversations/pipeline/hooks."
HOOK = open_to_all(SIGNED, {"POST": 415}, fixed={"route": "no-such-route"})
LISTED = {"changelist": 200, "add": 200, "history": 200, "change": 200, "delete": 403}


def admin_of(label: str, **status: int) -> dict[str, Sample]:
    """Django's own pages for a model; its views take any method and treat it like GET."""
    statuses = {**LISTED, **status}
    base = f"admin/{label.replace('.', '/')}/"
    one = {"object_id": label}
    lines = {
        base: Sample(SESSION, any_method(statuses["changelist"])),
        f"{base}add/": Sample(SESSION, any_method(statuses["add"])),
        f"{base}<path:object_id>/": Sample(SESSION, any_method(302), rows=one),
    }
    for name in ("history", "delete", "change"):
        lines[f"{base}<path:object_id>/{name}/"] = Sample(SESSION, any_method(statuses[name]), rows=one)
    return lines


def but(sample: Sample, **methods: int) -> Sample:
    return replace(sample, methods={**sample.methods, **methods})


ADMIN = {
    "admin/": Sample(SESSION, any_method(200)),
    "admin/login/": open_to_all("Leads to the one login.", any_method(302)),
    "admin/logout/": action(),
    "admin/password_change/": Sample(SESSION, any_method(302)),
    "admin/password_change/done/": page(),
    "admin/autocomplete/": Sample(SESSION, {"GET": 403}),
    "admin/jsi18n/": page(),
    "admin/r/<path:content_type_id>/<path:object_id>/": Sample(
        SESSION, any_method(404), fixed={"content_type_id": "0"}, rows={"object_id": "accounts.user"}
    ),
    "admin/(?P<app_label>tenants|outbox|accounts|privacy)/": Sample(
        SESSION, any_method(200), fixed={"app_label": "tenants"}
    ),
    "admin/(?P<url>.*)": Sample(SESSION, any_method(404), fixed={"url": "nothing"}),
    **admin_of("tenants.company"),
    **admin_of("tenants.domain", delete=200),
    **admin_of("tenants.channelroute"),
    **admin_of("outbox.job", add=403),
    **admin_of("accounts.user"),
    **admin_of("privacy.subprocessor"),
    **admin_of("privacy.subprocessornotice", add=403),
}
for _read_only in ("outbox/job", "privacy/subprocessornotice"):
    _change = f"admin/{_read_only}/<path:object_id>/change/"
    ADMIN[_change] = but(ADMIN[_change], POST=403)
ADMIN["admin/tenants/channelroute/<path:object_id>/change/"] = but(
    ADMIN["admin/tenants/channelroute/<path:object_id>/change/"], POST=302
)

PUBLIC_TABLE: dict[str, Sample] = {
    **ACCOUNT,
    **ADMIN,
    "": open_to_all("Leads to the ops admin.", any_method(302)),
    "healthz": open_to_all("Load balancers ask it; it says which parts work.", {"GET": 503}),
    "metrics": open_to_all("Counts and kinds only; reached by the collector inside the network."),
    "hooks/twilio/<str:route>/sms": HOOK,
    "hooks/twilio/<str:route>/status": HOOK,
    "hooks/twilio/<str:route>/voice": HOOK,
    "hooks/twilio/<str:route>/voice/done": HOOK,
    "hooks/twilio/<str:route>/voice/status": HOOK,
    "hooks/twilio/<str:route>/voice/screen": HOOK,
    "hooks/twilio/<str:route>/voice/amd": HOOK,
}
