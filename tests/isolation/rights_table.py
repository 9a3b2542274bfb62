"""The routes of :mod:`gdpr`, as ``table.py`` describes them: cases, packages, erasures, retention, registers."""

from __future__ import annotations

from tests.api.factories import phone
from tests.isolation.samples import SESSION, Sample, action, open_to_all, page

CASE, SUBJECT = {"case_id": "case"}, {"contact_id": "contact"}
CASES = {
    "rights/": page(shows=True),
    "rights/cases/": page(shows=True),
    "rights/cases/new/": Sample(SESSION, {"GET": 200, "POST": 422}),
    "rights/cases/<uuid:case_id>/": page(rows=CASE, shows=True),
    "rights/cases/<uuid:case_id>/do/<slug:act>/": action(422, rows=CASE, fixed={"act": "verify"}),
    "rights/people/": action(body={"q": phone(650)}),
    "rights/people/<uuid:contact_id>/": page(rows=SUBJECT, shows=True),
    "rights/people/<uuid:contact_id>/reason/": action(rows=SUBJECT, body={"reason": "request"}),
    "rights/people/<uuid:contact_id>/open/": action(rows=SUBJECT, body={"kind": "access"}),
    "rights/people/<uuid:contact_id>/lift/": action(rows=SUBJECT, body={"flag": "objected"}),
    "rights/people/<uuid:contact_id>/recognised/": action(rows=SUBJECT),
}
HOLD = {"hold_id": "hold"}
RETENTION = {
    "rights/retention/": page(shows=True),
    "rights/retention/progress/": page(),
    "rights/retention/change/": Sample(SESSION, {"GET": 200, "POST": 422}),
    "rights/retention/proposals/<uuid:policy_id>/": action(
        rows={"policy_id": "policy"}, body={"decision": "reject"}
    ),
    "rights/retention/holds/new/": Sample(SESSION, {"GET": 200, "POST": 422}),
    "rights/retention/holds/<uuid:hold_id>/": Sample(
        SESSION, {"GET": 200, "POST": 422}, rows=HOLD, shows=True
    ),
}
TOKEN = {"token": "package_token"}
PERSON = "Who was sent the link may ask for a code; only the code opens the package."
ACCESS = {
    "rights/cases/<uuid:case_id>/redactions/": Sample(
        SESSION, {"GET": 200, "POST": 404}, rows={"case_id": "package_case"}
    ),
    "rights/packages/<uuid:package_id>/": page(rows={"package_id": "package"}),
    "u/<slug:token>/": open_to_all(PERSON, {"GET": 200, "POST": 403}, rows=TOKEN),
    "u/<slug:token>/code/": open_to_all(PERSON, {"POST": 302}, rows=TOKEN),
}
CERTIFICATE = {"certificate_id": "certificate"}
ERASURE = {
    "rights/cases/<uuid:case_id>/erasure/": page(rows={"case_id": "erasure_case"}),
    "rights/cases/<uuid:case_id>/erasure/approve/": Sample(
        SESSION, {"GET": 302, "POST": 302}, rows={"case_id": "erasure_case"}
    ),
    "rights/cases/<uuid:case_id>/erasure/progress/": page(rows={"case_id": "erasure_case"}),
    "rights/certificates/": page(),
    "rights/certificates/<uuid:certificate_id>/": page(rows=CERTIFICATE),
    "rights/certificates/<uuid:certificate_id>/certificate.json": page(rows=CERTIFICATE),
    "rights/certificates/<uuid:certificate_id>/certificate.pdf": page(rows=CERTIFICATE),
}
#: Nothing is announced in these tests; an objection to nothing is the same for everybody.
NOTHING_ANNOUNCED = {"subprocessor_id": "00000000-0000-7000-8000-000000000000"}
DAY = "since=2020-01-01T00:00&until=2100-01-01T00:00&component=company"
REGISTERS = {
    "rights/registers/": page(),
    "rights/registers/subprocessors/": page(),
    "rights/registers/subprocessors.csv": page(),
    "rights/registers/subprocessors/<uuid:subprocessor_id>/objection/": action(
        404, fixed=NOTHING_ANNOUNCED, body={"words": "Nej."}
    ),
    "rights/registers/record/": page(),
    "rights/registers/record.json": page(),
    "rights/registers/record.md": page(),
    "rights/registers/record.pdf": page(),
    "rights/registers/datamap.json": page(),
    "rights/registers/datamap.md": page(),
    "rights/registers/reads/": page(),
    "rights/registers/reads/find/": action(body={"phone": phone(650)}),
    "rights/registers/reads.csv": page(),
    "rights/registers/reads/days/": page(),
    "rights/registers/reads/days.json": page(),
    "rights/registers/instructions/": page(),
    "rights/registers/instructions.csv": page(),
    "rights/registers/instructions.json": page(),
    "rights/registers/instructions.pdf": page(),
    "rights/registers/breach/": page(query=DAY, shows=True),
    "rights/registers/breach.csv": page(query=DAY),
}

RIGHTS: dict[str, Sample] = {**CASES, **RETENTION, **ACCESS, **ERASURE, **REGISTERS}
