"""Finding messages by their words over the whole sealed history, and customers by number and name.

``keeping`` writes what is found, ``query`` reads what somebody typed, ``finding`` asks the index, ``selectors``
open and check what it answered (docs/adr/0029).
"""
