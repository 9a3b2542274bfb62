"""The Celery application: two queues, and a clock that sweeps the outbox."""

import os

from celery.signals import setup_logging, worker_ready
from tenant_schemas_celery.app import CeleryApp

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nexus.settings")

app = CeleryApp("nexus")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def use_django_logging(**_: object) -> None:
    """Keep Celery from replacing the handlers that cut personal data out of log lines."""


@worker_ready.connect
def reconcile_at_start(**_: object) -> None:
    """What arrived while nobody was there is fetched at once (decision 4)."""
    app.send_task("sms.reconcile", queue="bulk", expires=60)


@app.on_after_finalize.connect  # type: ignore[untyped-decorator]  # Celery has no types here
def set_clock(sender: CeleryApp, **_: object) -> None:
    from django.conf import settings

    sender.conf.beat_schedule = {
        "sweep": {"task": "outbox.sweep", "schedule": 1.0, "options": {"expires": 2, "queue": "interactive"}},
        "reconcile": {
            "task": "sms.reconcile",
            "schedule": settings.NEXUS.reconcile_interval,
            "options": {"expires": 120, "queue": "bulk"},
        },
        "reconcile-if-wanted": {
            "task": "sms.reconcile_if_wanted",
            "schedule": 2.0,
            "options": {"expires": 4, "queue": "bulk"},
        },
        "close-silent": {
            "task": "conversations.close_silent",
            "schedule": 3600.0,
            "options": {"expires": 600, "queue": "bulk"},
        },
        "purge": {
            "task": "retention.fan_out",
            "schedule": 300.0,
            "options": {"expires": 240, "queue": "bulk"},
        },
        "review-holds": {
            "task": "retention.review",
            "schedule": 3600.0,
            "options": {"expires": 600, "queue": "bulk"},
        },
        "registers": {
            "task": "registers.daily",
            "schedule": 3600.0,
            "options": {"expires": 600, "queue": "bulk"},
        },
        "rights-remind": {
            "task": "rights.remind",
            "schedule": 3600.0,
            "options": {"expires": 600, "queue": "bulk"},
        },
    }
