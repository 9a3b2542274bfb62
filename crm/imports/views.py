"""The pages about the customer register: what is linked, and imports. The owner's alone; thin."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from crm.imports.pages import import_context, list_context, progress_context, report_row
from crm.imports.reader import Unreadable
from crm.imports.services import (
    ImportRefused,
    Reading,
    import_carry_out,
    import_check,
    import_drop,
    import_layout,
    import_undo_start,
    import_upload,
)
from crm.imports.uploads import WholeInMemory, said_too_large
from crm.imports.words import problem_text
from crm.models import ImportIssue, RegisterImport
from crm.registers import TooManyFields
from nexus.accounts.access import portal_view, staff_user
from nexus.accounts.models import User
from nexus.csv_files import csv_response

OWNER = User.Role.OWNER
#: Columns that a form may name; a file has fewer.
_MOST_COLUMNS = 100


@require_safe
@portal_view(OWNER)
def register(request: HttpRequest) -> HttpResponse:
    """What is linked, and the latest imports."""
    return _list(request)


@csrf_exempt  # the body is looked at only once its size is known; _uploaded has the protection
@require_POST
@portal_view(OWNER)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file in, and show how it is understood."""
    if said_too_large(request):
        return _list(request, problem_text("too_large"), status=413)
    handler = WholeInMemory(request)
    request.upload_handlers = [handler]
    return _uploaded(request, handler)


@csrf_protect
def _uploaded(request: HttpRequest, handler: WholeInMemory) -> HttpResponse:
    system = " ".join(request.POST.get("system", "").split()) or _("Customer register")
    file = request.FILES.get("file")
    if handler.too_large or file is None:
        problem = "too_large" if handler.too_large else "no_file"
        return _list(request, problem_text(problem), system, status=413 if handler.too_large else 422)
    try:
        source = import_upload(
            content=file.read(), system=system, actor=staff_user(request), now=timezone.now()
        )
    except Unreadable as unreadable:
        return _list(request, problem_text(unreadable.code, unreadable.row), system, status=422)
    return redirect("register:import", source.pk)


@require_safe
@portal_view(OWNER)
def import_page(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """One import."""
    return _page(request, _import(import_id))


@require_POST
@portal_view(OWNER)
def layout(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Read the file as the form says, and check all its rows where that is asked for."""
    source = _import(import_id)
    header = request.POST.get("header", "")
    columns = [request.POST.get(f"column_{place}", "") for place in range(_MOST_COLUMNS)]
    try:
        source = import_layout(
            source=source,
            reading=Reading(
                encoding=request.POST.get("encoding", ""),
                delimiter=request.POST.get("delimiter", ""),
                sheet=request.POST.get("sheet", ""),
                header=int(header) if header.isascii() and header.isdigit() and len(header) < 7 else None,
            ),
            columns=columns[: len(source.layout["columns"])],
            take_up_again=bool(request.POST.get("take_up_again")),
        )
        if request.POST.get("act") == "check":
            import_check(source=source)
    except ImportRefused as refused:
        return _page(request, source, problem_text(refused.code))
    return redirect("register:import", source.pk)


@require_POST
@portal_view(OWNER)
def carry_out(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Take the rows in."""
    source = _import(import_id)
    try:
        import_carry_out(source=source, actor=staff_user(request), now=timezone.now())
    except ImportRefused as refused:
        return _page(request, source, problem_text(refused.code))
    except TooManyFields:
        return _page(request, source, problem_text("fields"))
    return redirect("register:import", source.pk)


@require_POST
@portal_view(OWNER)
def drop(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Let the file go."""
    source = _import(import_id)
    try:
        import_drop(source=source, actor=staff_user(request))
    except ImportRefused as refused:
        return _page(request, source, problem_text(refused.code))
    messages.success(request, _("The file is deleted; nothing of it was taken in."))
    return redirect("register:list")


@require_POST
@portal_view(OWNER)
def undo(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Put back what the import did."""
    source = _import(import_id)
    try:
        import_undo_start(source=source, actor=staff_user(request))
    except ImportRefused as refused:
        return _page(request, source, problem_text(refused.code))
    return redirect("register:import", source.pk)


@require_safe
@portal_view(OWNER)
def progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How far it has come; asked again and again by the page while it goes on."""
    source = _import(import_id)
    response = render(request, "crm/_import_progress.html", progress_context(source))
    if source.state != request.GET.get("state"):
        # It has come to an end, which the whole page tells.
        response["HX-Refresh"] = "true"
    return response


@require_safe
@portal_view(OWNER)
def report(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Every row that there was something to say about, as CSV."""
    source = _import(import_id)
    issues = ImportIssue.objects.filter(source=source).order_by("row", "-refused", "code")
    rows = (
        (row, _("Left out") if refused else _("Taken in"), why, other)
        for row, refused, why, other in map(report_row, issues.iterator(chunk_size=2000))
    )
    head = (_("Row"), _("What became of it"), _("Why"), _("Same as row"))
    return csv_response(f"import-{source.created_at:%Y-%m-%d}.csv", head, rows)


def _import(import_id: UUID) -> RegisterImport:
    return get_object_or_404(RegisterImport.objects.select_related("actor"), pk=import_id)


def _list(request: HttpRequest, problem: str = "", system: str = "", *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {**list_context(), "problem": problem, "section": "register"}
    names = [row["name"] for row in context["registers"]]
    context["system"] = system or (names[0] if names else _("Customer register"))
    return render(request, "crm/register.html", context, status=status)


def _page(request: HttpRequest, source: RegisterImport, refused: str = "") -> HttpResponse:
    source.refresh_from_db()
    context = {**import_context(source), "refused": refused, "section": "register"}
    return render(request, "crm/import.html", context, status=422 if refused else 200)
