"""The gateways by name."""

from django.conf import settings

from conversations.channels.sms.console import ConsoleGateway
from conversations.channels.sms.port import SmsGateway
from conversations.channels.sms.twilio import TwilioGateway

GATEWAYS: dict[str, type[SmsGateway]] = {"console": ConsoleGateway, "twilio": TwilioGateway}


def gateway() -> SmsGateway:
    """The gateway that this installation sends through."""
    return GATEWAYS[settings.NEXUS.sms_gateway]()
