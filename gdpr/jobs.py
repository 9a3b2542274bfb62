"""The job kinds of this app."""

from gdpr.access.services import LINK, PACKAGE, package_build
from gdpr.access.telling import link_send
from gdpr.cases.mails import case_mail
from gdpr.codes import code_send
from gdpr.erasure.jobs import ERASURE, MAX_ATTEMPTS, erasure_job
from gdpr.registers.subprocessors import MAIL, subprocessor_mail
from gdpr.retention.runs import PURGE, purge
from nexus.outbox.handlers import job_handler

job_handler("rights_code")(code_send)
job_handler("rights_mail", queue="bulk")(case_mail)
job_handler(MAIL, queue="bulk")(subprocessor_mail)
# Bulk work is ended after an hour and goes on where it was; a large company's first night may take several.
job_handler(PURGE, queue="bulk", max_attempts=100)(purge)
job_handler(ERASURE, queue="bulk", max_attempts=MAX_ATTEMPTS)(erasure_job)
job_handler(PACKAGE, queue="bulk")(package_build)
job_handler(LINK, max_attempts=400)(link_send)
