"""Routes of the API, to be mounted at ``/api/`` on companies' hosts.

Each installed app may have modules named as in ``MODULES``, with ``api_routes``: triples of an address below
``/api/v1/``, its view class and its name. They are found here, so that this shell imports no resource and a
new app is on the map by itself. An address works with and without its final slash; the description shows the
one without.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from django.apps import apps
from django.urls import URLPattern, include, path, re_path
from django.utils.module_loading import module_has_submodule
from rest_framework.views import APIView

from nexus.api.schema import SchemaView, docs
from nexus.api.views import IndexView, unknown_address

Route = tuple[str, type[APIView], str]

app_name = "api"
MODULES = ("api", "api_knowledge", "api_calls", "api_links")


def installed_routes() -> Iterator[Route]:
    """Every ``(address, view, name)`` of the installed apps' modules for it."""
    for config in apps.get_app_configs():
        for part in MODULES:
            if module_has_submodule(config.module, part):
                module = import_module(f"{config.name}.{part}")
                yield from getattr(module, "api_routes", ())


def both_forms(route: Route) -> tuple[URLPattern, URLPattern]:
    """The address without its final slash, which is the canonical one, and with it."""
    address, view, name = route
    return path(address, view.as_view(), name=name), path(f"{address}/", view.as_view(schema=None))


routes = list(installed_routes())
v1 = [
    path(
        "",
        IndexView.as_view(resources=tuple(name for address, _view, name in routes if "<" not in address)),
        name="index",
    ),
    *(pattern for route in routes for pattern in both_forms(route)),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
]
urlpatterns = [path("v1/", include(v1)), re_path(r"^(?P<path>.*)$", unknown_address, name="unknown")]
