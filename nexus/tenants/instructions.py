"""What stands on a company or its numbers and steers processing goes into its instruction ledger."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django_tenants.utils import tenant_context

from nexus.audit.instructions import instruction_append
from nexus.audit.models import Instruction
from nexus.tenants.models import ChannelRoute, Company

STEERING: Final = (
    "timezone",
    "disclosure_text",
    "emergency_text",
    "handles_health_data",
    "transfer_instruction_at",
)
ROUTE: Final = ("active", "forward_to", "region", "edge")


def company_instruct(
    *, company: Company, actor: AbstractBaseUser | None = None, actor_kind: str = "ops"
) -> list[str]:
    """Note in the company's ledger what now differs from what it says last; answers which settings.

    To be called in the transaction that changes the company or a number of its. While the company has no
    schema there is no ledger; it begins with the values that hold when the schema has been made.
    """
    if company.state != Company.State.READY:
        return []
    return instructions_begin(company, actor=actor, actor_kind=actor_kind)


def instructions_begin(
    company: Company, *, actor: AbstractBaseUser | None = None, actor_kind: str = "ops"
) -> list[str]:
    """The same for a company whose schema has just been made."""
    values: dict[str, Any] = {f"company.{name}": _plain(getattr(company, name)) for name in STEERING}
    for route in ChannelRoute.objects.filter(company=company):
        values[f"number.{route.number}"] = {name: getattr(route, name) for name in ROUTE}
    changed = []
    with tenant_context(company):
        for setting, value in values.items():
            last = Instruction.objects.filter(setting=setting).first()
            before = last.after if last else None
            # What nobody has said yet and is empty is no instruction.
            if value == before or (last is None and not value):
                continue
            instruction_append(
                setting=setting, before=before, after=value, actor=actor, actor_kind=actor_kind
            )
            changed.append(setting)
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
