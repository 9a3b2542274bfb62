"""Typed readers for the environment; the only place where environment variables are read.

A malformed value stops the start with one clear sentence. Every secret ``X`` may instead be given
as a path in ``X_FILE``. In ``local`` and ``test`` missing secrets are generated into ``NEXUS_HOME``;
``production`` refuses to start without its own.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

from nexus.regions import bedrock_problem, host_of, is_loopback, vertex_problem

ENVIRONMENTS = ("local", "test", "production")
GATEWAYS = ("console", "twilio")
PROVIDERS = ("embedded", "anthropic", "bedrock", "vertex")
# The same small model under each host's name for it; Bedrock's stays in the EU.
MODELS = {
    "anthropic": "claude-haiku-4-5",
    "bedrock": "eu.anthropic.claude-haiku-4-5-20251001-v1:0",
    "vertex": "claude-haiku-4-5@20251001",
}
ROOT = Path(__file__).resolve().parent.parent

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class BadSetting(Exception):
    """A setting is missing or malformed; the message is the one sentence the operator sees."""


@dataclass(frozen=True)
class Env:
    """All of Nexus' settings, read once at start. Durations are seconds."""

    environment: str
    home: Path
    port: int
    base_domain: str
    public_url: str
    live_url: str
    database_url: str
    redis_url: str
    secret_key: str = field(repr=False)
    field_encryption_keys: list[str] = field(repr=False)
    signing_key: str = field(repr=False)
    ledger: Path
    trusted_proxies: tuple[Network, ...]
    demo: bool
    sms_gateway: str
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    twilio_region: str
    twilio_edge: str
    twilio_api_base_url: str
    ai_provider: str
    ai_model: str
    anthropic_api_key: str = field(repr=False)
    anthropic_base_url: str
    aws_region: str
    aws_access_key_id: str = field(repr=False)
    aws_secret_access_key: str = field(repr=False)
    aws_session_token: str = field(repr=False)
    aws_bearer_token: str = field(repr=False)
    bedrock_base_url: str
    vertex_region: str
    vertex_project: str
    vertex_base_url: str
    residency: str
    reply_debounce: float
    reply_max_wait: float
    ai_deadline: float
    reconcile_interval: float
    backup_days: int
    email_url: str
    faults_dir: Path | None

    @property
    def is_local(self) -> bool:
        return self.environment == "local"

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    def model_of(self, provider: str) -> str:
        """The model to ask of ``provider``: the one that was set, else the provider's default."""
        return self.ai_model or MODELS.get(provider, "")


class Reader:
    """Reads typed values out of a mapping of environment variables."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str = "") -> str:
        return self.environ.get(name, "").strip() or default

    def secret(self, name: str) -> str:
        """``X``, or the content of the file that ``X_FILE`` names."""
        value, path = self.text(name), self.text(f"{name}_FILE")
        if value and path:
            raise BadSetting(f"{name} and {name}_FILE are both set; give only one of them.")
        if not path:
            return value
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE cannot be read: {error.strerror}.") from error

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise BadSetting(f"{name} must be one of {', '.join(allowed)}; it is {value!r}.")
        return value

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        raw = self.text(name, str(default))
        try:
            value = float(raw)
        except ValueError as error:
            raise BadSetting(f"{name} must be a number; it is {raw!r}.") from error
        if not low <= value <= high:
            raise BadSetting(f"{name} must be between {low:g} and {high:g}; it is {value:g}.")
        return value

    def flag(self, name: str, default: bool) -> bool:
        return self.choice(name, "1" if default else "0", ("0", "1")) == "1"

    def url(self, name: str, default: str = "") -> str:
        value = self.text(name, default).rstrip("/")
        if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
            raise BadSetting(f"{name} must be an http or https URL.")
        return value

    def networks(self, name: str) -> tuple[Network, ...]:
        try:
            return tuple(
                ipaddress.ip_network(part.strip(), strict=False)
                for part in self.text(name).split(",")
                if part.strip()
            )
        except ValueError as error:
            raise BadSetting(f"{name} must be a comma-separated list of addresses or networks.") from error


def home_path(environ: Mapping[str, str] = os.environ) -> Path:
    """``NEXUS_HOME`` as an absolute path; relative paths count from the project's root."""
    return (ROOT / (environ.get("NEXUS_HOME", "").strip() or ".nexus")).resolve()


def generated_secret(home: Path, name: str, make: str) -> str:
    """A secret kept in ``NEXUS_HOME/secrets``, made on first use; safe against two starting at once."""
    folder = home / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    if not path.exists():
        draft = folder / f".{name}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(make, encoding="utf-8")
        try:
            os.link(draft, path)  # fails when another process was first: theirs counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def _secrets(read: Reader, home: Path, production: bool) -> tuple[str, list[str], str]:
    values = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_ENCRYPTION_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "NEXUS_SIGNING_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }
    found = {}
    for name, fresh in values.items():
        value = read.secret(name)
        if not value:
            if production:
                raise BadSetting(f"{name} must be set in production.")
            value = generated_secret(home, name.lower(), fresh)
        found[name] = value
    keys = [key.strip() for key in found["FIELD_ENCRYPTION_KEY"].split(",") if key.strip()]
    for key in [*keys, found["NEXUS_SIGNING_KEY"]]:
        try:
            valid = len(base64.urlsafe_b64decode(key)) == 32
        except ValueError:
            valid = False
        if not valid:
            raise BadSetting(
                "FIELD_ENCRYPTION_KEY and NEXUS_SIGNING_KEY must be 32 bytes in URL-safe base64 each."
            )
    if production and len(found["SECRET_KEY"]) < 50:
        raise BadSetting("SECRET_KEY must have at least 50 characters in production.")
    return found["SECRET_KEY"], keys, found["NEXUS_SIGNING_KEY"]


def _email_url(read: Reader) -> str:
    """Outgoing mail, never in the clear by an oversight: the scheme says how the connection is protected."""
    url = read.secret("EMAIL_URL")
    if url and urlsplit(url).scheme not in ("smtp", "smtps", "submission", "console", "file", "dummy"):
        raise BadSetting("EMAIL_URL must begin with submission:// (STARTTLS), smtps:// (TLS) or smtp://.")
    return url


def read_env(environ: Mapping[str, str] = os.environ) -> Env:
    """All settings from ``environ``. Raises :class:`BadSetting` with one clear sentence."""
    read = Reader(environ)
    environment = read.choice("NEXUS_ENV", "local", ENVIRONMENTS)
    production = environment == "production"
    home = home_path(environ)
    secret_key, field_keys, signing_key = _secrets(read, home, production)
    port = int(read.number("NEXUS_PORT", 8000, low=1, high=65534))
    base = read.text("NEXUS_BASE_DOMAIN", "localhost").lower()
    public_url = read.url("NEXUS_PUBLIC_URL", "" if production else f"http://{base}:{port}")
    if production and not public_url:
        raise BadSetting("NEXUS_PUBLIC_URL must be set in production.")
    demo = read.flag("NEXUS_DEMO", environment == "local")
    if production and demo:
        raise BadSetting("NEXUS_DEMO must be 0 in production.")
    faults = read.text("NEXUS_FAULTS")
    if production and faults:
        raise BadSetting("NEXUS_FAULTS must not be set in production.")
    database_url, redis_url = read.secret("DATABASE_URL"), read.secret("REDIS_URL")
    if production and not (database_url and redis_url):
        raise BadSetting("DATABASE_URL and REDIS_URL must be set in production.")
    env = Env(
        environment=environment,
        home=home,
        port=port,
        base_domain=base,
        public_url=public_url,
        live_url=read.url("NEXUS_LIVE_URL", "" if production else f"http://{base}:{port + 1}"),
        database_url=database_url,
        redis_url=redis_url,
        secret_key=secret_key,
        field_encryption_keys=field_keys,
        signing_key=signing_key,
        ledger=Path(read.text("NEXUS_LEDGER", str(home / "ledger"))),
        trusted_proxies=read.networks("NEXUS_TRUSTED_PROXIES"),
        demo=demo,
        sms_gateway=read.choice("NEXUS_SMS_GATEWAY", "console", GATEWAYS),
        twilio_account_sid=read.secret("TWILIO_ACCOUNT_SID"),
        twilio_auth_token=read.secret("TWILIO_AUTH_TOKEN"),
        twilio_region=read.text("TWILIO_REGION"),
        twilio_edge=read.text("TWILIO_EDGE"),
        twilio_api_base_url=read.url("TWILIO_API_BASE_URL"),
        ai_provider=read.choice("NEXUS_AI_PROVIDER", "embedded", PROVIDERS),
        ai_model=read.text("NEXUS_AI_MODEL"),
        anthropic_api_key=read.secret("ANTHROPIC_API_KEY"),
        anthropic_base_url=read.url("ANTHROPIC_BASE_URL", "https://api.anthropic.com"),
        aws_region=read.text("AWS_REGION") or read.text("AWS_DEFAULT_REGION"),
        aws_access_key_id=read.secret("AWS_ACCESS_KEY_ID"),
        aws_secret_access_key=read.secret("AWS_SECRET_ACCESS_KEY"),
        aws_session_token=read.secret("AWS_SESSION_TOKEN"),
        aws_bearer_token=read.secret("AWS_BEARER_TOKEN_BEDROCK"),
        bedrock_base_url=read.url("ANTHROPIC_BEDROCK_BASE_URL"),
        vertex_region=read.text("CLOUD_ML_REGION"),
        vertex_project=read.text("ANTHROPIC_VERTEX_PROJECT_ID"),
        vertex_base_url=read.url("ANTHROPIC_VERTEX_BASE_URL"),
        residency=read.choice("NEXUS_RESIDENCY", "eu", ("eu", "any")),
        reply_debounce=read.number("NEXUS_REPLY_DEBOUNCE_SECONDS", 5, low=0, high=120),
        reply_max_wait=read.number("NEXUS_REPLY_MAX_WAIT_SECONDS", 30, low=0, high=600),
        ai_deadline=read.number("NEXUS_AI_DEADLINE_SECONDS", 45, low=1, high=55),
        reconcile_interval=read.number("NEXUS_RECONCILE_SECONDS", 300, low=1, high=3600),
        backup_days=ceil(read.number("NEXUS_BACKUP_DAYS", 35, low=1, high=3650)),
        email_url=_email_url(read),
        faults_dir=Path(faults) if faults else None,
    )
    _check_ai(env)
    return env


def _check_ai(env: Env) -> None:
    """What the chosen AI needs, before anything is sent to it; each call is checked again."""
    eu, problem = env.residency == "eu", ""
    if any(
        url and (env.is_production or not is_loopback(host_of(url)))
        for url in (env.bedrock_base_url, env.vertex_base_url)
    ):
        problem = "The base URL of Bedrock or Vertex may only be a loopback address, never in production."
    elif env.ai_provider == "bedrock":
        problem = bedrock_problem(env.aws_region, env.model_of("bedrock"), eu=eu)
        if not problem and bool(env.aws_access_key_id) != bool(env.aws_secret_access_key):
            problem = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set together."
    elif env.ai_provider == "vertex":
        problem = vertex_problem(env.vertex_region, env.vertex_project, eu=eu)
    if problem:
        raise BadSetting(problem)
