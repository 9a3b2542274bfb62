"""What this app has in the ops admin."""

from gdpr.registers.admin import SubProcessorAdmin as SubProcessorAdmin
