"""What a case refuses."""

from __future__ import annotations


class CaseRefused(Exception):
    """It cannot be done with this case now; nothing has changed but, where a code was tried, its tries.

    ``code`` is one of

    - the state of things: ``wrong_state``, ``not_verified``, ``too_late``, ``extended_already``;
    - what is missing or cannot be used: ``empty_reason``, ``empty_note``, ``empty_motivation``,
      ``unknown_ground``, ``no_changes``, ``unknown_field``, ``bad_value``, ``unreachable`` (no text reaches the
      number, and nobody here has it);
    - ``locked``: the person's data is restricted, and who would see it has not said why;
    - of an erasure: ``held``, ``answer_first``;
    - about codes: ``wrong``, ``spent``, ``expired``, ``too_many_codes``, ``no_number``, ``opted_out``.

    ``detail`` names what it is about, such as a field; never a person's data.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
