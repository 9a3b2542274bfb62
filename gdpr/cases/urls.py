"""Portal pages, mounted below ``/rights/`` on companies' hosts."""

from django.urls import URLPattern, path

from gdpr.cases import views

urlpatterns: list[URLPattern] = [
    path("", views.overview, name="overview"),
    path("cases/", views.cases, name="cases"),
    path("cases/new/", views.case_new, name="case_new"),
    path("cases/<uuid:case_id>/", views.case, name="case"),
    path("cases/<uuid:case_id>/do/<slug:act>/", views.case_act, name="case_act"),
    path("people/", views.search, name="search"),
    path("people/<uuid:contact_id>/", views.person, name="person"),
    path("people/<uuid:contact_id>/reason/", views.person_reason, name="person_reason"),
    path("people/<uuid:contact_id>/open/", views.person_open, name="person_open"),
    path("people/<uuid:contact_id>/lift/", views.person_lift, name="person_lift"),
    path("people/<uuid:contact_id>/recognised/", views.person_recognised, name="person_recognised"),
]
