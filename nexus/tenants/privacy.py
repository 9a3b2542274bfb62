"""Classification of the shared rows about companies: facts of the controller, no customers' data."""

from nexus.privacy.inventory import classify, technical
from nexus.privacy.registry import subject_store
from nexus.tenants.erasure import CacheStore

classify(
    "tenants.Company",
    {
        "id": technical("identity of the row"),
        "schema_name": technical("where the company's data lives"),
        "slug": technical("the company's host name"),
        "name": technical("the company's name"),
        "org_number": technical("the company's registration number"),
        "address": technical("the company's street address"),
        "timezone": technical("the company's time zone"),
        "emergency_text": technical("what the AI says in an emergency"),
        "disclosure_text": technical("the company's wording of the AI disclosure"),
        "handles_health_data": technical("whether stricter rules for health data apply"),
        "transfer_instruction_at": technical("when the company instructed a transfer outside the EU"),
        "state": technical("whether the company can be entered"),
        "provisioning": technical("how far its making has come"),
        "created_at": technical("when it was created"),
        "pending_profile": technical("the company's own facts, until its schema exists"),
    },
)
classify(
    "tenants.Domain",
    {
        "id": technical("identity of the row"),
        "domain": technical("a host name of the company"),
        "tenant": technical("the company"),
        "is_primary": technical("which host name is shown"),
    },
)
classify(
    "tenants.ChannelRoute",
    {
        "id": technical("identity of the row"),
        "company": technical("the company"),
        "token": technical("decides the company in a webhook's address"),
        "number": technical("the company's own number"),
        "forward_to": technical("the company's own phone"),
        "account_sid": technical("the provider's account"),
        "auth_token": technical("the provider's secret, encrypted"),
        "region": technical("the provider's region"),
        "edge": technical("the provider's edge"),
        "active": technical("whether the number is in use"),
        "created_at": technical("when it was created"),
    },
)

subject_store(CacheStore())
