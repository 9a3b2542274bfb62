"""AWS Signature Version 4, checked without any of AWS's code ("Create a signed AWS API request")."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from calendar import timegm
from urllib.parse import quote

from tests.standins.base import Request

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/]+)/(?P<day>\d{8})/(?P<region>[a-z0-9-]+)/(?P<service>\w+)"
    r"/aws4_request, SignedHeaders=(?P<signed>[a-z0-9;-]+), Signature=(?P<signature>[0-9a-f]{64})"
)
MUST_SIGN = {"host", "x-amz-date"}
SKEW_SECONDS = 300


def region_of(request: Request) -> str:
    """The region in the credential's scope, "" where there is none."""
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    return found["region"] if found else ""


def problem(request: Request, *, key: str, secret: str, token: str, service: str) -> str:
    """Why AWS would refuse the signature; "" when it is right."""
    found = _AUTHORIZATION.fullmatch(request.headers.get("authorization", ""))
    if not found:
        return "IncompleteSignatureException"
    if found["key"] != key or request.headers.get("x-amz-security-token", "") != token:
        return "UnrecognizedClientException"
    signed = found["signed"].split(";")
    needed = MUST_SIGN | ({"x-amz-security-token"} if token else set())
    if not needed <= set(signed) or signed != sorted(signed) or found["service"] != service:
        return "InvalidSignatureException"
    at = request.headers["x-amz-date"]
    if (
        abs(timegm(time.strptime(at, "%Y%m%dT%H%M%SZ")) - time.time()) > SKEW_SECONDS
        or at[:8] != found["day"]
    ):
        return "InvalidSignatureException"
    scope = f"{found['day']}/{found['region']}/{service}/aws4_request"
    canonical = "\n".join(
        [
            request.method,
            quote(request.path, safe="/-_.~"),  # encoded once more, as for every service but S3
            "&".join(sorted(request.query.split("&"))) if request.query else "",
            *(f"{name}:{' '.join(request.headers.get(name, '').split())}" for name in signed),
            "",
            found["signed"],
            hashlib.sha256(request.body).hexdigest(),
        ]
    )
    to_sign = "\n".join(["AWS4-HMAC-SHA256", at, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signing = f"AWS4{secret}".encode()
    for part in (found["day"], found["region"], service, "aws4_request"):
        signing = hmac.digest(signing, part.encode(), "sha256")
    wanted = hmac.new(signing, to_sign.encode(), "sha256").hexdigest()
    return "" if hmac.compare_digest(wanted, found["signature"]) else "InvalidSignatureException"
