"""What the company sells, when it is open, who does the work, and what is booked.

Times of day are the company's local time; moments are aware.
"""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.models import Contact
from nexus.crypto.fields import EncryptedTextField
from nexus.crypto.ids import uuid7


class Resource(models.Model):
    """Somebody or something that a booking takes up: a hairdresser, a chair, a lift.

    An inactive one keeps its bookings and gets no new ones. Raising ``feed_version`` ends the secret
    calendar address that was handed out before.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, unique=True)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    feed_version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "name"]
        # People are found by name whatever the case: two may not differ in that alone.
        constraints = [models.UniqueConstraint(Lower("name"), name="resource_name_folded")]

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A bookable service. ``minutes`` is its duration, ``price_sek`` the price in whole kronor.

    ``buffer_minutes`` is kept free after it. ``resources`` are those who can do it; none named means
    all. An inactive service keeps its bookings and is offered no more.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.SlugField(max_length=60, unique=True)
    name_sv = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveIntegerField()
    buffer_minutes = models.PositiveIntegerField(default=0)
    price_sek = models.PositiveIntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    resources = models.ManyToManyField(Resource, blank=True, related_name="services")

    class Meta:
        ordering = ["position", "key"]
        constraints = [models.UniqueConstraint(Lower("key"), name="service_key_folded")]

    def __str__(self) -> str:
        return self.name_sv


class OpeningHours(models.Model):
    """When the company is open on a weekday (0 = Monday), local time. No row means closed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    weekday = models.PositiveSmallIntegerField(unique=True)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday"]
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        constraints = [
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="hours_weekday"),
            models.CheckConstraint(condition=models.Q(opens__lt=models.F("closes")), name="hours_order"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class ResourceHours(models.Model):
    """When a resource works on a weekday; several rows make a break. None at all: as the company."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["resource", "weekday", "opens"], name="resource_hours_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="resource_hours_weekday"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="resource_hours_order"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}–{self.closes:%H:%M}"


class HoursException(models.Model):
    """Another day than usual, of the company or of one resource. Without times: closed, or away.

    The company is closed on red days unless an exception opens them.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    resource = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.CASCADE, related_name="exceptions"
    )
    day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "day"], nulls_distinct=False, name="hours_exception_once"
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                name="hours_exception_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class TimeRange(Func):
    """``tstzrange`` of two columns, for the exclusion constraint."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class Booking(models.Model):
    """A time taken by a contact, from ``start`` to ``end``; the resource is free again at ``blocked_until``.

        proposed ──confirm──▶ confirmed ──▶ done | no_show
           ├──▶ cancelled        ├──▶ cancelled
           └── held_until passes └──▶ moved (``moved_to`` holds the new time)

    Only proposed and confirmed bookings take up their resource; Postgres refuses two at a time. A chain of
    moved bookings shares ``uid``, ``sequence`` counts up (RFC 5545, 3.8.7.4). ``announced_at`` tells that
    the customer has been told of it, ``link_blind`` finds it by the code in the customer's link.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        MOVED = "moved", _("Moved")
        CANCELLED = "cancelled", _("Cancelled")
        DONE = "done", _("Done")
        NO_SHOW = "no_show", _("No-show")

    class Source(models.TextChoices):
        AI = "ai", _("AI")
        STAFF = "staff", _("Staff")
        API = "api", _("API")
        CUSTOMER = "customer", _("Customer's link")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="bookings")
    resource = models.ForeignKey(Resource, on_delete=models.PROTECT, related_name="bookings")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="bookings")
    start = models.DateTimeField()
    end = models.DateTimeField()
    blocked_until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.CONFIRMED)
    held_until = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, db_index=False
    )
    note = EncryptedTextField(blank=True, default="")
    moved_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="moved_from"
    )
    uid = models.UUIDField(default=uuid7, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    link_blind = models.BinaryField(max_length=32, unique=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["-start", "-id"], name="booking_by_start"),
            models.Index(fields=["-created_at", "-id"], name="booking_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="booking_order"),
            models.CheckConstraint(condition=Q(end__lte=F("blocked_until")), name="booking_buffer"),
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[
                    (TimeRange("start", "blocked_until", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("resource", RangeOperators.EQUAL),
                ],
                condition=Q(state__in=["proposed", "confirmed"]),
            ),
            # Asking twice for the same is one booking, also when both ask at the same moment.
            models.UniqueConstraint(
                fields=["contact", "service", "start"],
                condition=Q(state__in=["proposed", "confirmed"]),
                name="booking_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d %H:%M} {self.state}"
