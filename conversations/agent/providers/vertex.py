"""Claude through Google's Vertex AI, in the EU."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

import google.auth
import google.auth.exceptions
import google.auth.transport
import httpx2
from anthropic import AnthropicVertex
from django.conf import settings

from conversations.agent.providers.base import register
from conversations.agent.providers.deadline import TIMEOUT, http_client
from conversations.agent.providers.messages import MessagesClient, MessagesProvider
from conversations.agent.types import Json

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"


@register("vertex")
class VertexProvider(MessagesProvider):
    """``:streamRawPredict`` with a bearer token from Google's application default credentials.

    Google turns structured outputs off by an organisation policy until they are allowed
    (docs.cloud.google.com, "Structured outputs with Anthropic Claude models"), so the shape of the answer
    is asked for in words.
    """

    name = "vertex"
    takes_shape: ClassVar[bool] = False
    extra_body: ClassVar[Json] = {"anthropic_version": "vertex-2023-10-16"}
    sign_in_errors: ClassVar[tuple[type[Exception], ...]] = (google.auth.exceptions.GoogleAuthError,)
    passing_errors: ClassVar[tuple[type[Exception], ...]] = (google.auth.exceptions.TransportError,)

    def base_url(self) -> str:
        """The region's own address, or a stand-in's."""
        nexus = settings.NEXUS
        if nexus.vertex_base_url:
            return str(nexus.vertex_base_url)
        region = nexus.vertex_region
        if region in ("eu", "us"):
            return f"https://aiplatform.{region}.rep.googleapis.com/v1"
        if region == "global":
            return "https://aiplatform.googleapis.com/v1"
        return f"https://{region}-aiplatform.googleapis.com/v1"

    def client(self) -> MessagesClient:
        """The process's client, with a token that is still good."""
        nexus = settings.NEXUS
        client = _client(self.base_url(), nexus.vertex_region, nexus.vertex_project, os.getpid())
        credentials, transport = _credentials(os.getpid())
        if not credentials.valid:
            credentials.refresh(transport)
        return client.with_options(access_token=credentials.token)


class _Response(google.auth.transport.Response):
    def __init__(self, answer: httpx2.Response) -> None:
        self._answer = answer

    @property
    def status(self) -> int:
        return self._answer.status_code

    @property
    def headers(self) -> Mapping[str, str]:
        return self._answer.headers

    @property
    def data(self) -> bytes:
        return self._answer.content


class _Transport(google.auth.transport.Request):
    """Lets Google's library ask for tokens through our client, and so under the turn's deadline."""

    def __init__(self) -> None:
        self._client = http_client()

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **kwargs: Any,
    ) -> _Response:
        try:
            answer = self._client.request(method, url, content=body, headers=headers)
        except (httpx2.HTTPError, OSError) as error:
            failed = google.auth.exceptions.TransportError
            raise failed(type(error).__name__) from error  # type: ignore[no-untyped-call]  # its own __init__ has no types
        return _Response(answer)


@lru_cache(maxsize=4)
def _client(base_url: str, region: str, project: str, pid: int) -> AnthropicVertex:
    """``pid`` keeps a forked worker from using its parent's connections."""
    return AnthropicVertex(
        region=region,
        project_id=project,
        # The real one comes with each call; without any the SDK would look for credentials itself.
        access_token="",
        base_url=base_url,
        max_retries=0,
        timeout=TIMEOUT,
        http_client=http_client(),
        open_telemetry=False,
    )


@lru_cache(maxsize=1)
def _credentials(pid: int) -> tuple[Any, _Transport]:
    """What Google's chain finds, once a process; it is renewed when it is no longer valid."""
    transport = _Transport()
    credentials, _project = google.auth.default(scopes=[_SCOPE], request=transport)
    return credentials, transport
