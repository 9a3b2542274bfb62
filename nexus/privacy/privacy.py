"""Classification of the platform's own privacy records: no customers' data."""

from nexus.privacy.inventory import classify, technical

classify(
    "privacy.LedgerMark",
    {
        "only": technical("there is one row"),
        "sequence": technical("how much of the erasure ledger this database has seen"),
        "pending": technical("which entry is about to be written"),
        "changed_at": technical("when"),
    },
)
classify(
    "privacy.SubProcessor",
    {
        name: technical(note)
        for name, note in {
            "id": "identity of the row",
            "key": "its short name",
            "name": "its name",
            "gets_sv": "what it gets, in Swedish",
            "gets_en": "what it gets, in English",
            "where_sv": "where it processes, in Swedish",
            "where_en": "where it processes, in English",
            "keeps_sv": "how long it keeps it, in Swedish",
            "keeps_en": "how long it keeps it, in English",
            "announced_at": "when companies were told",
            "effective_on": "from when it is used",
            "ended_on": "until when it was used",
        }.items()
    },
)
classify(
    "privacy.SubProcessorNotice",
    {
        "id": technical("identity of the row"),
        "subprocessor": technical("which sub-processor"),
        "owner": technical("the company's schema"),
        "told_at": technical("when the company was told"),
        "mailed_at": technical("when the letter to it left"),
        "objected_at": technical("when it objected"),
        "objection": technical("the company's words"),
    },
)
