"""The reference view of the first row (reliability.md): the least that an inbound webhook can do.

Its two tables, ``bench_message`` and ``bench_job``, are made by the benchmark.
"""

from __future__ import annotations

import json
import os
import uuid
from datetime import UTC, datetime

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django_tenants.utils import schema_context
from twilio.request_validator import RequestValidator

ROUTES = json.loads(os.environ["REFERENCE"])


@csrf_exempt
def hook(request: HttpRequest, token: str) -> HttpResponse:
    """Signature, company from a dictionary, one atomic, AES-GCM, two inserts, an empty answer."""
    route = ROUTES[token]
    expected = RequestValidator(route["auth_token"]).compute_signature(
        route["url"] + request.path, request.POST
    )
    if expected != request.META.get("HTTP_X_TWILIO_SIGNATURE"):
        return HttpResponse(status=403)
    nonce = os.urandom(12)
    body = nonce + AESGCM(bytes(32)).encrypt(nonce, request.POST["Body"].encode(), b"reference")
    now, message = datetime.now(UTC), uuid.uuid4()
    with schema_context(route["schema"]), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_message (id, external_id, body, at) VALUES (%s, %s, %s, %s)",
            [message, request.POST["MessageSid"], body, now],
        )
        cursor.execute(
            "INSERT INTO bench_job (id, object_id, due_at) VALUES (%s, %s, %s)", [uuid.uuid4(), message, now]
        )
    return HttpResponse("<Response/>", content_type="text/xml")


urlpatterns = [path("hooks/twilio/<str:token>/sms", hook)]
