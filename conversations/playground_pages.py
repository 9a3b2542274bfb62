"""What the playground shows: the trial conversation, how each text was read, and where it was sent to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conversations.agent.types import TurnOutcome
from conversations.channels.sms.segments import segment_count
from conversations.models import Interpretation
from conversations.playground_forms import MOST_TEXTS, TrialForm
from conversations.presenters import moment_text
from conversations.reading_presenter import Reading, reading_of
from conversations.services.rehearsal import Rehearsed

REFUSALS = {
    "often": gettext_lazy("You have tried the AI many times in a short while. Wait some minutes."),
    "busy": gettext_lazy("Your last trial is still running. Wait a moment."),
}


@dataclass(frozen=True)
class Answer:
    """What the AI made of a text. ``failed`` when the provider did not answer; then there is no reading.

    ``size`` is what the reply takes to send; ``came_from`` the host and region that it was made at, ""
    for the rules of the house.
    """

    reply: str
    size: str
    reading: Reading | None
    came_from: str
    handed_over: bool
    failed: bool


@dataclass(frozen=True)
class Turn:
    """A text as it was screened, and the answer to it."""

    text: str
    masked: bool
    answer: Answer


@dataclass(frozen=True)
class Panel:
    """The playground. ``text`` and ``moment`` are what stands in the fields."""

    turns: list[Turn] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    text: str = ""
    moment: str = ""
    moment_words: str = ""
    problem: str = ""

    @property
    def full(self) -> bool:
        """Whether there is no room for another text."""
        return len(self.said) >= MOST_TEXTS

    @property
    def goes_to(self) -> str:
        """Which provider gets what is typed; "" when nothing leaves the house."""
        return provider_label()

    @property
    def last(self) -> Answer | None:
        """The newest answer."""
        return self.turns[-1].answer if self.turns else None


def provider_label() -> str:
    """The AI provider in use with its region, without loading its SDK; "" for the embedded one."""
    nexus = settings.NEXUS
    match nexus.ai_provider:
        case "anthropic":
            return _("Anthropic (outside the EU)")
        case "bedrock":
            return f"Amazon Bedrock ({nexus.aws_region})"
        case "vertex":
            return f"Google Vertex AI ({nexus.vertex_region})"
        case _:
            return ""


def panel_after(form: TrialForm, done: Sequence[Rehearsed]) -> Panel:
    """The panel with a finished trial; what is typed next goes on with it."""
    moment = form.cleaned_data["moment"]
    return Panel(
        turns=[Turn(one.text, one.masked, answer_of(one.outcome)) for one in done],
        # The screened texts: a masked number does not come back from the browser.
        said=[one.text for one in done],
        moment=str(form["moment"].value() or "") if moment else "",
        moment_words=moment_text(moment) if moment else "",
    )


def panel_refused(form: TrialForm, problem: str) -> Panel:
    """The panel with what was typed still there, and why it did not run."""
    return Panel(
        said=form.said[:MOST_TEXTS],
        text=str(form["text"].value() or ""),
        moment=str(form["moment"].value() or ""),
        problem=problem,
    )


def answer_of(outcome: TurnOutcome) -> Answer:
    """An outcome that was stored nowhere, as the inbox would show it."""
    failed = outcome.provider == "none"
    origin = " · ".join(part for part in (outcome.host, outcome.region) if part)
    return Answer(
        reply=outcome.reply,
        size=_size(outcome.reply),
        reading=None if failed else reading_of(_unsaved(outcome)),
        came_from=origin if outcome.host else "",
        handed_over=outcome.hand_over,
        failed=failed,
    )


def _unsaved(outcome: TurnOutcome) -> Interpretation:
    return Interpretation(
        content=outcome.interpretation,
        decision=outcome.decision,
        provider=outcome.provider,
        host=outcome.host,
        model=outcome.model,
        region=outcome.region,
        retention_mode=outcome.retention_mode,
        prompt_version=outcome.prompt_version,
        disclosed_fields=list(outcome.disclosed_fields),
        tokens_in=outcome.tokens_in,
        tokens_out=outcome.tokens_out,
        milliseconds=outcome.milliseconds,
        created_at=timezone.now(),
    )


def _size(text: str) -> str:
    if not text:
        return ""
    count = segment_count(text).count
    parts = ngettext("%(n)d SMS part", "%(n)d SMS parts", count) % {"n": count}
    return _("%(parts)s, %(n)d characters") % {"parts": parts, "n": len(text)}
