"""The demo's companies and conversations hold together."""

from __future__ import annotations

import pytest

from conversations.agent.honesty import claims
from conversations.channels.sms.segments import segment_count
from nexus.tenants.demo import COMPANIES, demo_conversations, demo_profile
from nexus.tenants.profiles import profile_check


@pytest.mark.parametrize("name", COMPANIES)
def test_a_profile_is_one_that_company_create_takes(name: str) -> None:
    profile = profile_check(demo_profile(name))
    assert len(profile["articles"]) == 20
    assert len(profile["services"]) >= 6
    assert {article["language"] for article in profile["articles"]} == {"sv", "en"}
    assert len({(article["title"], article["language"]) for article in profile["articles"]}) == 20
    assert segment_count(profile["emergency_text"]).count <= 2


def test_the_salon_is_open_on_saturdays() -> None:
    assert demo_profile("salong")["opening_hours"]["sat"]


@pytest.mark.parametrize("name", COMPANIES)
def test_conversations_fit_their_company(name: str) -> None:
    profile, conversations = demo_profile(name), demo_conversations(name)
    staff = {person["email"] for person in profile["staff"]}
    titles = {article["title"] for article in profile["articles"]}
    phones = [conversation["contact"]["phone"] for conversation in conversations]
    assert 6 <= len(conversations) <= 8
    assert len(set(phones)) == len(phones)
    assert {"ai", "waiting_for_staff", "human", "closed"} == {each["state"] for each in conversations}
    for conversation in conversations:
        assert 605 <= int(conversation["contact"]["phone"].removeprefix("+46701740")) <= 699
        assert (conversation["held_by"] in staff) == (conversation["state"] == "human")
        ours = [message for message in conversation["messages"] if message["author_type"] == "ai"]
        assert [bool(message.get("disclosure")) for message in ours] == [True] + [False] * (len(ours) - 1)
        for message in conversation["messages"]:
            assert segment_count(message["body"]).encoding == "GSM-7"
            if message["author_type"] == "ai":
                assert not claims(message["body"])
                assert set(message["interpretation"]["sources"]) <= titles
            if message["author_type"] == "human":
                assert message["author"] in staff
        times = [message["after"] for message in conversation["messages"]]
        assert times == sorted(times)
