"""The job kinds of this app, and what it keeps that no row about a person tells of."""

from crm.imports.files import ImportFileStore
from crm.imports.running import IMPORT, import_run
from crm.imports.services import EXPIRE, file_expire
from crm.imports.undoing import UNDO, import_undo
from nexus.outbox.handlers import job_handler
from nexus.privacy.registry import subject_store

job_handler(IMPORT, queue="bulk", max_attempts=100)(import_run)
job_handler(UNDO, queue="bulk", max_attempts=100)(import_undo)
job_handler(EXPIRE, queue="bulk")(file_expire)

subject_store(ImportFileStore())
