"""What the app keeps: cases, packages, erasures, retention, and the certificates that prove them."""

from gdpr.models.cases import Case, CaseEvent, IdentityCode
from gdpr.models.certificates import Certificate, ReadDigest
from gdpr.models.erasure import Erasure, ErasureStep
from gdpr.models.packages import Package, PackageChunk, Redaction
from gdpr.models.retention import Hold, PurgeRun, RetentionPolicy

__all__ = [
    "Case",
    "CaseEvent",
    "Certificate",
    "Erasure",
    "ErasureStep",
    "Hold",
    "IdentityCode",
    "Package",
    "PackageChunk",
    "PurgeRun",
    "ReadDigest",
    "Redaction",
    "RetentionPolicy",
]
