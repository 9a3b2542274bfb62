"""The privacy notice (Art. 12–14), derived from the data inventory.

Which categories of data there are, what for and for how long is read from the inventory alone: a field
classified under a new category makes that category appear. The page that shows this is not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nexus.privacy import notice_texts as texts
from nexus.privacy.backups import backups_text
from nexus.privacy.client_storage import client_items
from nexus.privacy.inventory import entries
from nexus.privacy.subprocessors import subprocessors_in_use
from nexus.privacy.third_person import of_customers
from nexus.privacy.vocabulary import Category, Language, Purpose, RetentionClass, Subject, Text


@dataclass(frozen=True, slots=True)
class NoticeCompany:
    """The controller, as its notice names it. Empty contact details are left out."""

    name: str
    org_number: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    handles_health_data: bool = False
    periods: Mapping[RetentionClass, Text] = field(default_factory=dict)
    ai_provider: str = ""
    sms_gateway: str = ""


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One category of data: all texts in the notice's language."""

    code: str
    name: str
    what: str
    why: str
    purposes: tuple[str, ...]
    how_long: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Recipient:
    name: str
    gets: str
    where: str

    @property
    def sentence(self) -> str:
        """What it gets and where, as running text."""
        return " ".join(f"{part.rstrip('.')}." for part in (self.gets, self.where))


@dataclass(frozen=True, slots=True)
class Section:
    """``key`` is stable and serves as the anchor; a section has any of the four kinds of content."""

    key: str
    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    categories: tuple[CategoryRow, ...] = ()
    recipients: tuple[Recipient, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    language: Language
    title: str
    intro: str
    sections: tuple[Section, ...]

    def section(self, key: str) -> Section:
        return next(section for section in self.sections if section.key == key)


def notice(language: Language, company: NoticeCompany | None) -> Notice:
    """The notice of a company, or the platform's own without one."""
    sections = [
        _controller(language, company),
        _section("processor", texts.PROCESSOR, language),
        _data(language, "data", Subject.CONTACT, texts.DATA, company.periods if company else None),
        _browser(language),
        _section("legal_basis", texts.LEGAL_BASIS, language),
        _recipients(language, company),
        _section("ai", texts.AI, language),
        _section("training", texts.TRAINING, language),
        _rights(language),
        _section("complaint", texts.COMPLAINT, language),
        _contact(language, company),
    ]
    if company is None:
        sections.insert(3, _data(language, "staff_data", Subject.STAFF, texts.STAFF_DATA))
    elif company.handles_health_data:
        sections.insert(3, _section("health", texts.HEALTH, language))
    title = texts.TITLE.in_(language)
    return Notice(
        language=language,
        title=f"{title} – {company.name if company else texts.PRODUCT}",
        intro=(texts.INTRO if company else texts.PLATFORM_INTRO).in_(language),
        sections=tuple(sections),
    )


def category_rows(
    language: Language,
    subject: Subject,
    own: Mapping[RetentionClass, Text] | None = None,
    *,
    to_staff: bool = False,
) -> tuple[CategoryRow, ...]:
    """Every category that the inventory has for a kind of subject, with its purposes and periods.

    ``own`` are a company's periods in words, where it has chosen others than the default. ``to_staff``: said
    about the customer, not to the person.
    """
    own = own or {}
    purposes: dict[Category, set[Purpose]] = {}
    periods: dict[Category, set[RetentionClass]] = {}
    for _, _, found in entries(subject=subject):
        purposes.setdefault(found.category, set()).add(found.purpose)
        periods.setdefault(found.category, set()).add(found.retention)
    said = {category: of_customers(category) if to_staff else category.value for category in purposes}
    return tuple(
        CategoryRow(
            code=category.code,
            name=said[category].name.in_(language),
            what=said[category].what.in_(language),
            why=said[category].why.in_(language),
            purposes=tuple(p.value.in_(language) for p in Purpose if p in purposes[category]),
            how_long=tuple(
                own.get(r, r.value.text).in_(language) for r in RetentionClass if r in periods[category]
            ),
            source=said[category].source.in_(language),
        )
        for category in Category
        if category in purposes
    )


def recipients(
    language: Language, *, sms_gateway: str | None = None, ai_provider: str | None = None
) -> tuple[Recipient, ...]:
    """Who gets the data besides the company, for a gateway and provider (by default the configured ones)."""
    nomar = Recipient(texts.NOMAR.name, texts.NOMAR.gets.in_(language), texts.NOMAR.where.in_(language))
    return (
        nomar,
        *(
            Recipient(each.name, each.gets.in_(language), each.where.in_(language))
            for each in subprocessors_in_use(sms_gateway=sms_gateway, ai_provider=ai_provider)
        ),
    )


def _section(key: str, words: texts.Words, language: Language, points: Sequence[Text] = ()) -> Section:
    return Section(
        key=key,
        title=words.title.in_(language),
        paragraphs=tuple(paragraph.in_(language) for paragraph in words.paragraphs),
        points=tuple(point.in_(language) for point in points),
    )


def _controller(language: Language, company: NoticeCompany | None) -> Section:
    if company is None:
        return _section("controller", texts.PLATFORM_CONTROLLER, language)
    number = f"{texts.ORG_NUMBER.in_(language)} {company.org_number}" if company.org_number else ""
    who = ", ".join(part for part in (company.name, number, company.address) if part)
    base = _section("controller", texts.CONTROLLER, language)
    return Section(base.key, base.title, (f"{who}.", *base.paragraphs))


def _data(
    language: Language,
    key: str,
    subject: Subject,
    words: texts.Words,
    own: Mapping[RetentionClass, Text] | None = None,
) -> Section:
    base = _section(key, words, language)
    said = (texts.OWN_PERIODS.in_(language),) if own else base.paragraphs
    if subject is Subject.CONTACT:
        said = (*said, backups_text(language))
    return Section(base.key, base.title, said, categories=category_rows(language, subject, own))


def _recipients(language: Language, company: NoticeCompany | None) -> Section:
    base = _section("recipients", texts.RECIPIENTS_INTRO, language)
    found = recipients(
        language,
        sms_gateway=company.sms_gateway or None if company else None,
        ai_provider=company.ai_provider or None if company else None,
    )
    return Section(base.key, base.title, base.paragraphs, recipients=found)


def _browser(language: Language) -> Section:
    points = []
    for item in client_items(Subject.CONTACT):
        said = (item.holds, item.when, item.why, item.until)
        points.append(Text(" ".join(text.sv for text in said), " ".join(text.en for text in said)))
    return _section("browser", texts.BROWSER, language, points)


def _rights(language: Language) -> Section:
    return _section("rights", texts.RIGHTS, language, texts.RIGHTS_POINTS)


def _contact(language: Language, company: NoticeCompany | None) -> Section:
    base = _section("contact", texts.CONTACT if company else texts.PLATFORM_CONTACT, language)
    if company is None:
        return base
    ways = tuple(way for way in (company.email, company.phone, company.address) if way)
    return Section(base.key, base.title, base.paragraphs, points=(company.name, *ways))
