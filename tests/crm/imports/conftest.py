"""Files of Salong Alfa's customers, and taking them in as the pages and the workers do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from crm.imports.layout import Layout
from crm.imports.services import (
    Reading,
    import_carry_out,
    import_check,
    import_layout,
    import_undo_start,
    import_upload,
)
from crm.models import ImportIssue, RegisterImport
from nexus.accounts.models import User
from nexus.outbox.models import Job
from nexus.outbox.runner import job_run
from nexus.tenants.context import company_context
from nexus.tenants.models import Company


@dataclass
class Imports:
    """Salong Alfa's imports."""

    company: Company
    user: User

    def work(self) -> None:
        """Run what is due, as a worker does."""
        for _ in range(20):
            due = list(Job.objects.filter(dead=False, due_at__lte=timezone.now()).order_by("created_at"))
            if not due:
                return
            for job in due:
                job_run(job.pk)
            # The worker has left the company; the test stays inside.
            connection.set_tenant(self.company)
        raise AssertionError(list(Job.objects.values("kind", "last_error")))

    def upload(self, content: str | bytes, system: str = "Kassan") -> RegisterImport:
        data = content.encode() if isinstance(content, str) else content
        return import_upload(content=data, system=system, actor=self.user, now=timezone.now())

    def check(
        self, content: str | bytes, *, system: str = "Kassan", take_up_again: bool = False, **columns: str
    ) -> RegisterImport:
        """Upload and check it; ``columns`` says what a label means where the guess is another."""
        source = self.upload(content, system)
        if columns or take_up_again:
            layout = Layout.from_json(source.layout)
            import_layout(
                source=source,
                reading=Reading(layout.encoding, layout.delimiter, layout.sheet, layout.header),
                columns=[
                    columns.get(label, meaning)
                    for label, meaning in zip(layout.labels, layout.columns, strict=True)
                ],
                take_up_again=take_up_again,
            )
        import_check(source=source)
        self.work()
        source.refresh_from_db()
        return source

    def take_in(self, content: str | bytes, **how: Any) -> RegisterImport:
        """Upload, check and carry out."""
        source = self.check(content, **how)
        assert source.state == RegisterImport.State.CHECKED, source.problem
        import_carry_out(source=source, actor=self.user, now=timezone.now())
        self.work()
        source.refresh_from_db()
        return source

    def undo(self, source: RegisterImport) -> RegisterImport:
        import_undo_start(source=source, actor=self.user)
        self.work()
        source.refresh_from_db()
        return source

    def issues(self, source: RegisterImport) -> dict[int, str]:
        """By row, the reason why it was left out."""
        return dict(ImportIssue.objects.filter(source=source, refused=True).values_list("row", "code"))

    def notes(self, source: RegisterImport) -> list[tuple[int, str]]:
        found = ImportIssue.objects.filter(source=source, refused=False).order_by("row", "code")
        return list(found.values_list("row", "code"))


@pytest.fixture
def imports(company_a: Company) -> Iterator[Imports]:
    with company_context(company_a.schema_name):
        yield Imports(company_a, User.objects.get(email="owner@alfa.example"))
