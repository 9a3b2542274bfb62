"""``send_test_sms --company SLUG --from +46… TEXT``: plays a customer's text coming in."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError

from conversations.channels.sms.port import InboundSms
from conversations.channels.sms.routes import route_by_id
from conversations.services.inbound import sms_receive
from crm.selectors import phone_normalise
from nexus.tenants.context import company_context
from nexus.tenants.models import ChannelRoute, Company


class Command(BaseCommand):
    help = "Play a customer's text coming in; running workers answer it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, help="the company's slug")
        parser.add_argument("--from", required=True, dest="sender", help="the customer's number")
        parser.add_argument("text")

    def handle(self, *args: Any, **options: Any) -> None:
        company = Company.objects.filter(slug=options["company"], state=Company.State.READY).first()
        if company is None:
            raise CommandError("There is no such company.")
        sender = phone_normalise(options["sender"])
        if sender is None:
            raise CommandError("--from must be a phone number.")
        number = ChannelRoute.objects.filter(company=company, active=True).first()
        route = route_by_id(number.pk) if number else None
        if route is None:
            raise CommandError("The company has no number.")
        sms = InboundSms(
            external_id=f"test-{uuid4().hex}", sender=sender, recipient=route.number, body=options["text"]
        )
        with company_context(company.schema_name):
            received = sms_receive(route=route, sms=sms)
        self.stdout.write(
            json.dumps({"stored": int(received.new), "conversation": str(received.conversation_id)})
        )
