"""The staff part of a company's profile: people who may log in once they have chosen a password."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from nexus.accounts.models import User
from nexus.accounts.services import access_instruct
from nexus.tenants.models import Company
from nexus.tenants.profiles import BadProfile, Profile, profile_part


@profile_part
def staff_apply(_company: Company, profile: Profile) -> dict[str, int]:
    """Create the people who are not there yet; names and roles of those who are follow the profile."""
    for person in profile.get("staff", ()):
        email = str(person.get("email", "")).lower() if isinstance(person, dict) else ""
        try:
            validate_email(email)
        except ValidationError as error:
            raise BadProfile("staff: each needs an e-mail address") from error
        role = person.get("role", User.Role.AGENT)
        if role not in User.Role.values:
            raise BadProfile(f"staff: role {role!r} must be one of {', '.join(User.Role.values)}")
        name = str(person.get("name") or email)[:120]
        found = User.objects.filter(email=email).first()
        account = found or User(email=email, role=role)
        access_instruct(user=account, role=role, actor_kind="ops")
        if found is None:
            User.objects.create_user(email, None, id=account.pk, name=name, role=role)
        else:
            User.objects.filter(pk=found.pk).update(name=name, role=role)
    return {"staff": User.objects.count()} if "staff" in profile else {}
