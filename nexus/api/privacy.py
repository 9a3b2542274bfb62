"""Classification of API keys: they belong to the company's systems, not to a person."""

from nexus.privacy.inventory import classify, technical

classify(
    "api.ApiKey",
    {
        "id": technical("identity of the row"),
        "name": technical("what the key is for"),
        "prefix": technical("its first letters, to recognise it by"),
        "digest": technical("its hash"),
        "created_at": technical("when it was issued"),
        "revoked_at": technical("since when it is refused"),
    },
)
