"""Claude through Amazon Bedrock's ``InvokeModelWithResponseStream``, in an EU region."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import Any, ClassVar

import botocore.config
import botocore.eventstream
import botocore.exceptions
import botocore.parsers
import botocore.session
from anthropic import AnthropicBedrock
from django.conf import settings

from conversations.agent.providers.base import register
from conversations.agent.providers.deadline import TIMEOUT, http_client
from conversations.agent.providers.messages import MessagesClient, MessagesProvider
from conversations.agent.types import Json


class _NoCredentials(Exception):
    """AWS's own chain of credentials ends without any."""


@register("bedrock")
class BedrockProvider(MessagesProvider):
    """Signed with a bearer token or keys from the settings, else with what AWS's own chain finds.

    Models with a version in their name (``…-v1:0``) know only Bedrock's first version of the API, which
    later ones take too (platform.claude.com, "Claude on Amazon Bedrock").
    """

    name = "bedrock"
    extra_body: ClassVar[Json] = {"anthropic_version": "bedrock-2023-05-31"}
    sign_in_errors: ClassVar[tuple[type[Exception], ...]] = (
        botocore.exceptions.BotoCoreError,
        botocore.exceptions.ClientError,
        _NoCredentials,
    )
    passing_errors: ClassVar[tuple[type[Exception], ...]] = (botocore.exceptions.HTTPClientError,)
    stream_errors: ClassVar[tuple[type[Exception], ...]] = (
        botocore.eventstream.ParserError,
        botocore.parsers.ResponseParserError,
    )

    def base_url(self) -> str:
        """The region's own address, or a stand-in's."""
        nexus = settings.NEXUS
        return nexus.bedrock_base_url or f"https://bedrock-runtime.{nexus.aws_region}.amazonaws.com"

    def client(self) -> MessagesClient:
        """The process's client, with the credentials of this moment."""
        nexus = settings.NEXUS
        client = _client(self.base_url(), nexus.aws_region, nexus.aws_bearer_token, os.getpid())
        if nexus.aws_bearer_token:
            return client
        key, secret, token = _keys(os.getpid())
        return client.with_options(aws_access_key=key, aws_secret_key=secret, aws_session_token=token)


@lru_cache(maxsize=4)
def _client(base_url: str, region: str, bearer: str, pid: int) -> AnthropicBedrock:
    """``pid`` keeps a forked worker from using its parent's connections."""
    return AnthropicBedrock(
        api_key=bearer or None,
        aws_region=region,
        base_url=base_url,
        max_retries=0,
        timeout=TIMEOUT,
        http_client=http_client(),
        open_telemetry=False,
    )


def _keys(pid: int) -> tuple[str, str, str | None]:
    """Access key, secret key and session token."""
    nexus = settings.NEXUS
    if nexus.aws_access_key_id:
        return nexus.aws_access_key_id, nexus.aws_secret_access_key, nexus.aws_session_token or None
    found = _chain(pid).get_credentials()
    if found is None:
        raise _NoCredentials
    frozen = found.get_frozen_credentials()
    return frozen.access_key, frozen.secret_key, frozen.token


@lru_cache(maxsize=1)
def _chain(pid: int) -> Any:
    """AWS's own chain (profile, container, instance, web identity), which renews what it found.

    Its requests do not go through our transport, so they get short timeouts of their own.
    """
    session = botocore.session.Session()
    session.set_default_client_config(
        botocore.config.Config(connect_timeout=2, read_timeout=3, retries={"total_max_attempts": 1})
    )
    return session
