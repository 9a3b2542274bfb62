"""The booking calendar, and the customer's own page for a booking; on companies' hosts."""

from django.urls import path

from crm.bookings import customer_views as customer
from crm.bookings import portal_views as views

app_name = "calendar"
urlpatterns = [
    path("bookings/", views.calendar, name="calendar"),
    path("bookings/new/", views.new, name="new"),
    path("bookings/new/told/", views.told, name="told"),
    path("bookings/<uuid:booking_id>/", views.booking, name="booking"),
    path("bookings/<uuid:booking_id>/move/", views.move, name="move"),
    path("bookings/<uuid:booking_id>/confirm/", views.confirm, name="confirm"),
    path("bookings/<uuid:booking_id>/cancel/", views.cancel, name="cancel"),
    path("bookings/<uuid:booking_id>/done/", views.done, name="done"),
    path("bookings/<uuid:booking_id>/no-show/", views.no_show, name="no_show"),
    path("b/<slug:code>/", customer.booking, name="customer"),
    path("b/<slug:code>/confirm/", customer.confirm, name="customer_confirm"),
    path("b/<slug:code>/cancel/", customer.cancel, name="customer_cancel"),
    path("b/<slug:code>/move/", customer.move, name="customer_move"),
]
