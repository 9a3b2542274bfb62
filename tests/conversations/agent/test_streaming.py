"""A streamed reply is shown in guarded sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conversations.agent.providers.stream import ReplyStream
from conversations.agent.streaming import GuardedReply


class Chat:
    """What a customer sees."""

    def __init__(self) -> None:
        self.seen = ""
        self.steps: list[str] = []

    def show(self, sentence: str) -> None:
        self.seen = f"{self.seen} {sentence}".strip()
        self.steps.append(self.seen)

    def replace(self, text: str) -> None:
        self.seen = text
        self.steps.append(text)


def test_whole_sentences_are_shown_as_they_come_and_the_lead_goes_first() -> None:
    chat = Chat()
    reply = GuardedReply(chat, lambda sentence: True, lead="Jag är en AI.")
    for delta in ("Vi har ", "öppet till 18. Var", "mt välkommen"):
        reply.text(delta)
    assert chat.seen == "Jag är en AI. Vi har öppet till 18."
    reply.end("Jag är en AI. Vi har öppet till 18. Varmt välkommen!")
    assert chat.seen == "Jag är en AI. Vi har öppet till 18. Varmt välkommen!"


def test_a_sentence_that_claims_an_act_waits_until_it_is_true() -> None:
    chat = Chat()
    reply = GuardedReply(chat, lambda sentence: "bokat" not in sentence)
    reply.text("Visst. Jag har bokat tiden. Välkommen. ")
    assert chat.seen == "Visst."
    reply.end("Visst. En kollega svarar dig.")
    assert chat.steps == ["Visst.", "Visst. En kollega svarar dig."]


def test_a_second_attempt_replaces_what_was_shown() -> None:
    chat = Chat()
    reply = GuardedReply(chat, lambda sentence: True)
    reply.text("Fel svar. Mer ")
    reply.restart()
    assert chat.seen == ""
    reply.text("Rätt svar. ")
    reply.end("Rätt svar.")
    assert chat.seen == "Rätt svar."


def test_the_last_sentence_is_shown_as_soon_as_the_replys_text_has_ended() -> None:
    """Before the rest of the JSON that it stands in has come."""
    chat = Chat()
    stream = ReplyStream(GuardedReply(chat, lambda sentence: True))
    for delta in ('```json\n{"intent": "price", "reply": "Det kos', "tar 425 kr. Välkommen", " in"):
        stream.feed(delta)
    assert chat.seen == "Det kostar 425 kr."
    stream.feed('!"')
    assert chat.seen == "Det kostar 425 kr. Välkommen in!"
    stream.feed(', "confidence": 0.9}')
    assert chat.steps == ["Det kostar 425 kr.", "Det kostar 425 kr. Välkommen in!"]


def test_a_last_sentence_that_claims_an_act_waits_all_the_same() -> None:
    chat = Chat()
    stream = ReplyStream(GuardedReply(chat, lambda sentence: "bokat" not in sentence))
    stream.feed('{"reply": "Visst. Jag har bokat tiden", "decision": "acted"}')
    assert chat.seen == "Visst."


def test_an_escaped_quote_does_not_end_the_reply() -> None:
    chat = Chat()
    stream = ReplyStream(GuardedReply(chat, lambda sentence: True))
    stream.feed('{"reply": "Vi säger \\"')
    assert chat.seen == ""
    stream.feed('hej\\" här"')
    assert chat.seen == 'Vi säger "hej" här'


@given(
    st.lists(st.text(alphabet="ab .!?\n", max_size=12), max_size=12),
    st.text(alphabet="ab .!", max_size=30),
    st.booleans(),
)
def test_in_the_end_the_decided_reply_stands(deltas: list[str], final: str, ended: bool) -> None:
    chat = Chat()
    reply = GuardedReply(chat, lambda sentence: "bb" not in sentence)
    for delta in deltas:
        reply.text(delta)
    assert "bb" not in chat.seen
    if ended:
        reply.ended()
        assert "bb" not in chat.seen
    reply.end(final.strip())
    assert chat.seen.split() == final.split()
