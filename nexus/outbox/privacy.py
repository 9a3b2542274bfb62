"""Classification of jobs: ids and times only."""

from nexus.outbox.erasure import JobStore
from nexus.privacy.inventory import RetentionClass, classify, technical
from nexus.privacy.registry import subject_store

_JOB = {
    "id": "identity of the row",
    "schema": "the company's schema",
    "kind": "what is to be done",
    "object_id": "with which row",
    "generation": "how many reasons there have been",
    "due_at": "when",
    "first_due_at": "since when",
    "woken_until": "when a worker was last told",
    "lease_until": "how long a worker holds it",
    "fence": "which claim counts",
    "claimed_generation": "which reason was claimed",
    "attempts": "how many claims",
    "dead": "whether it waits for ops",
    "last_error": "the last error's type",
    "created_at": "when it was written",
}
classify(
    "outbox.Job", {name: technical(note, retention=RetentionClass.METADATA) for name, note in _JOB.items()}
)

subject_store(JobStore())
