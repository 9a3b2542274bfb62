"""What the settings of the AI need before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from nexus.env import BadSetting, Env, read_env

BEDROCK = {"NEXUS_AI_PROVIDER": "bedrock", "AWS_REGION": "eu-north-1"}
VERTEX = {"NEXUS_AI_PROVIDER": "vertex", "CLOUD_ML_REGION": "eu", "ANTHROPIC_VERTEX_PROJECT_ID": "a-project"}


def env(home: Path, **values: str) -> Env:
    return read_env({"NEXUS_ENV": "test", "NEXUS_HOME": str(home), **values})


@pytest.mark.parametrize(
    ("provider", "model"),
    [
        ("anthropic", "claude-haiku-4-5"),
        ("bedrock", "eu.anthropic.claude-haiku-4-5-20251001-v1:0"),
        ("vertex", "claude-haiku-4-5@20251001"),
    ],
)
def test_each_provider_has_a_model_of_its_own(tmp_path: Path, provider: str, model: str) -> None:
    assert env(tmp_path).model_of(provider) == model
    assert env(tmp_path, NEXUS_AI_MODEL="eu.other").model_of(provider) == "eu.other"


def test_what_the_hosts_need_is_read_by_their_own_names(tmp_path: Path) -> None:
    kept = tmp_path / "secret"
    kept.write_text("from a file\n")
    read = env(tmp_path, **BEDROCK, AWS_ACCESS_KEY_ID="AKID", AWS_SECRET_ACCESS_KEY_FILE=str(kept))
    assert (read.aws_region, read.aws_access_key_id) == ("eu-north-1", "AKID")
    assert read.aws_secret_access_key == "from a file"
    assert "from a file" not in repr(read)
    assert env(tmp_path, AWS_DEFAULT_REGION="eu-west-1").aws_region == "eu-west-1"
    assert env(tmp_path, **VERTEX).vertex_project == "a-project"
    assert env(tmp_path, **VERTEX | {"CLOUD_ML_REGION": "europe-west4"}).vertex_region == "europe-west4"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (BEDROCK | {"AWS_REGION": ""}, "needs AWS_REGION"),
        (BEDROCK | {"AWS_REGION": "eu-west-2"}, "AWS_REGION in the EU .*'eu-west-2'"),
        (BEDROCK | {"AWS_REGION": "eu-central-2"}, "AWS_REGION in the EU"),
        (BEDROCK | {"AWS_REGION": "us-east-1"}, "AWS_REGION in the EU"),
        (BEDROCK | {"NEXUS_AI_MODEL": "us.anthropic.claude-haiku-4-5-20251001-v1:0"}, "inference profile"),
        (BEDROCK | {"NEXUS_AI_MODEL": "global.anthropic.claude-haiku-4-5"}, "inference profile"),
        (BEDROCK | {"NEXUS_AI_MODEL": "anthropic.claude-haiku-4-5-20251001-v1:0"}, "inference profile"),
        (BEDROCK | {"AWS_ACCESS_KEY_ID": "AKID"}, "set together"),
        (VERTEX | {"CLOUD_ML_REGION": ""}, "needs CLOUD_ML_REGION"),
        (VERTEX | {"ANTHROPIC_VERTEX_PROJECT_ID": ""}, "ANTHROPIC_VERTEX_PROJECT_ID"),
        (VERTEX | {"CLOUD_ML_REGION": "global"}, "CLOUD_ML_REGION in the EU"),
        (VERTEX | {"CLOUD_ML_REGION": "europe-west2"}, "CLOUD_ML_REGION in the EU"),
        (VERTEX | {"CLOUD_ML_REGION": "europe-west6"}, "CLOUD_ML_REGION in the EU"),
        ({"ANTHROPIC_BEDROCK_BASE_URL": "https://example.org"}, "loopback"),
        ({"ANTHROPIC_VERTEX_BASE_URL": "http://127.0.0.1.example.org"}, "loopback"),
        ({"NEXUS_AI_PROVIDER": "oracle"}, "must be one of embedded, anthropic, bedrock, vertex"),
    ],
)
def test_what_would_leave_the_eu_or_cannot_work_stops_the_start(
    tmp_path: Path, values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadSetting, match=sentence) as refused:
        env(tmp_path, **values)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "values", [BEDROCK | {"AWS_REGION": "us-east-1"}, VERTEX | {"CLOUD_ML_REGION": "global"}]
)
def test_without_residency_any_region_goes(tmp_path: Path, values: dict[str, str]) -> None:
    assert env(tmp_path, **values, NEXUS_RESIDENCY="any").residency == "any"


def test_a_stand_in_on_loopback_is_allowed_outside_production(tmp_path: Path) -> None:
    assert env(tmp_path, **BEDROCK, ANTHROPIC_BEDROCK_BASE_URL="http://127.0.0.1:9").bedrock_base_url
