"""The answer page: words that follow from the numbers, and numbers that lead to their rows."""

import re
import string
import unicodedata
from functools import cache
from html.parser import HTMLParser

import pytest
from answered import POLICY, ensemble, scenario

from sim.answers.page import answer_page, subjects, write_answer
from sim.answers.page.speech import words
from sim.errors import InputError, UsageError
from sim.plots import wording

NUMBER = re.compile(r"[+\N{MINUS SIGN}]?\d+(?:[.,]\d+)*")


class Page(HTMLParser):
    """A page as a test looks at it: text, links with their targets, rows by anchor."""

    VOID = {"meta", "link", "br", "line", "polygon", "polyline", "path"}

    def __init__(self, html: str):
        super().__init__()
        self.links: list[tuple[str, str, str]] = []  # class, href, text
        self.rows: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self._open: list[tuple[str, dict]] = []
        self._said: list[str] = []
        self.feed(html)
        assert not self._open, "every tag is closed"
        self.text = " ".join(" ".join(self._said).replace("\N{NO-BREAK SPACE}", " ").split())

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if "id" in attrs:
            self.ids.append(attrs["id"])
        if tag == "a":
            self.links.append((attrs.get("class", ""), attrs["href"], ""))
        if tag not in self.VOID:
            self._open.append((tag, attrs))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self._open.pop()[0] == tag

    def handle_data(self, data):
        inside = [tag for tag, _ in self._open]
        if inside and inside[-1] not in ("style", "script"):
            self._said.append(data)
        if "a" in inside:
            kind, href, text = self.links[-1]
            self.links[-1] = (kind, href, text + data)
        for tag, attrs in self._open:
            if tag == "tr" and "id" in attrs:
                self.rows.setdefault(attrs["id"], []).append(data)


@cache
def page(asked=None, lang="en", **made) -> Page:
    """Return the page on a made-up ensemble."""
    found = ensemble(asked, **made)
    return Page(answer_page(found, subjects(found)[0], lang).html)


@pytest.fixture(scope="module", params=wording.LANGUAGES)
def told(request):
    """Return the language and the page on a policy that helps."""
    return request.param, page(scenario(), request.param)


def headline(found: Page) -> str:
    return found.text.split("not a forecast", 1)[1].split(" draws of the posterior")[0]


def test_a_finding_is_worded_as_one_only_where_the_interval_excludes_zero():
    up, down = headline(page(scenario())), headline(page(scenario(), size=-2.0))
    assert "“Teams in every village” adds 2.0 percentage points of adults" in up
    assert "takes away 2.0 percentage points" in down
    vague = headline(page(scenario(), size=0.1))
    assert "No effect" in vague and "can be told apart from zero" in vague
    assert "adds" not in vague and "takes away" not in vague


def test_no_difference_and_few_draws_are_said():
    assert "changes nothing" in headline(page(scenario(), size=0.0))
    few = headline(page(scenario(), draws=6))
    assert "In 6 draws, too few for a finding" in few
    assert "adds" not in few


def test_points_are_said_in_people_too():
    found = headline(page(scenario()))
    assert re.search(r"That is 1\.4 million adults", found)  # 2 points of 70 million


def test_without_a_policy_levels_and_targets_remain():
    found = page(None)
    assert "“Baseline”: 39.9 % of adults use online public services in 2030" in found.text
    assert "cost" not in found.ids and "why" not in found.ids
    assert {"effect", "targets", "map", "groups", "basis", "cannot", "tables"} <= set(found.ids)


def _numbers(text: str, lang: str) -> list[tuple[float, int]]:
    """Return the numbers in ``text`` with their decimals."""
    if lang == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    found = [each.lstrip("+\N{MINUS SIGN}").replace(",", "") for each in NUMBER.findall(text)]
    return [(float(each), len(each.partition(".")[2])) for each in found]


def test_every_number_links_to_the_row_that_it_is_from(told):
    lang, found = told
    links = [(href, text) for kind, href, text in found.links if kind == "n"]
    assert len(links) > 100
    for href, text in links:
        ((value, decimals),) = _numbers(text, lang)
        row = " ".join(found.rows[href.removeprefix("#")])
        near = [
            abs(other - value) <= 0.5 * 10**-decimals + 0.5 * 10**-its
            for other, its in _numbers(row, lang)
        ]
        assert any(near), f"{text} is not in the row {row}"


def test_every_link_stays_on_the_page_and_leads_somewhere(told):
    brief = page(scenario([{**POLICY, "start": "2020-02"}], end="2020-06"), end="2020-06")
    for found in (told[1], page(None), brief):
        assert len(found.ids) == len(set(found.ids))
        for _, href, _ in found.links:
            assert href.startswith("#") and href[1:] in found.ids


def test_nothing_in_the_page_asks_for_anything(told):
    _, found = told
    for tag, attrs in found.tags:
        assert tag not in ("img", "iframe", "object", "base", "form")
        assert "src" not in attrs
        if tag == "link":
            assert attrs["href"].startswith("data:")
    policies = [attrs.get("content", "") for tag, attrs in found.tags if tag == "meta"]
    assert any(each.startswith("default-src 'none'") for each in policies)


def test_what_people_write_is_text_and_never_markup():
    title = {"vi": "Một <script>alert(1)</script>", "en": 'A <b onclick="x()">bold</b> plan'}
    asked = scenario([{**POLICY, "source": "<img src=x> & co"}], title=title)
    found = page(asked)
    assert 'A <b onclick="x()">bold</b> plan' in found.text
    assert "<img src=x> & co" in found.text
    assert not any("onclick" in attrs or tag == "img" for tag, attrs in found.tags)


def test_languages_say_the_same_numbers_their_way():
    vi, en = page(scenario(), "vi"), page(scenario(), "en")
    assert "2,0 điểm phần trăm" in vi.text and "2.0 percentage points" in en.text
    numbers = [
        [sorted(_numbers(text, lang)) for kind, _, text in found.links if kind == "n"]
        for lang, found in (("vi", vi), ("en", en))
    ]
    assert len(numbers[0]) == len(numbers[1])
    assert "Mô phỏng, không phải dự báo" in vi.text
    assert "A simulation, not a forecast" in en.text
    assert ("html", {"lang": "vi"}) in vi.tags


def _blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_is_there_in_both_languages_with_the_same_blanks():
    vi, en = words("vi"), words("en")
    assert list(vi) == list(en)
    for key in vi:
        assert vi[key] and en[key]
        assert _blanks(vi[key]) == _blanks(en[key]), key
        assert unicodedata.is_normalized("NFC", vi[key])
        assert "\N{EM DASH}" not in vi[key] + en[key]


def test_a_page_for_a_screen_reader_has_its_headings_and_table_heads(told):
    _, found = told
    levels = [int(tag[1]) for tag, _ in found.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in found.tags if tag == "th")
    pictures = [attrs for tag, attrs in found.tags if attrs.get("role") == "img"]
    assert len(pictures) == 4
    assert all(len(attrs["aria-label"]) > 40 for attrs in pictures)


def test_maps_show_every_province_and_both_archipelagos(told):
    lang, found = told
    tiles = {" ".join(text.split()) for kind, _, text in found.links if not kind}
    assert sum(tile.startswith("Hoàng Sa (Đà Nẵng)") for tile in tiles) == 2
    assert sum(tile.startswith("Trường Sa (Khánh Hòa)") for tile in tiles) == 2
    assert any(tile.startswith("Cà Mau") for tile in tiles)
    assert ("Không dùng để xếp hạng" if lang == "vi" else "Not a ranking") in found.text


def test_archipelagos_have_the_row_of_their_province(told):
    _, found = told
    rows = {}
    for kind, href, text in found.links:
        if not kind:
            rows.setdefault(text.strip().partition("\n")[0].strip(), set()).add(href)
    assert rows["Trường Sa (Khánh Hòa)"] == rows["Khánh Hòa"]
    assert rows["Hoàng Sa (Đà Nẵng)"] == rows["Đà Nẵng"]


def test_costs_are_reckoned_only_where_they_are_stated_with_a_source():
    stated = {"vnd": 300_000, "per": "team_month"}
    assert "states no costs, so none are given" in page(scenario()).text
    unsourced = page(scenario([POLICY | {"cost": stated}])).text
    assert "without a source" in unsourced and "One more user by 2030 costs" not in unsourced
    sourced = page(scenario([POLICY | {"cost": stated | {"source": "Report, 2025"}}])).text
    assert "One more user by 2030 costs" in sourced
    partly = [POLICY | {"cost": stated | {"source": "Report"}}, {**POLICY, "lever": "fee_cut"}]
    assert "for want of a stated cost: Fee cut for filing online" in page(scenario(partly)).text


def test_an_effect_that_may_be_zero_has_no_price():
    stated = {"vnd": 300_000, "per": "month", "source": "Report"}
    found = page(scenario([POLICY | {"cost": stated}]), size=0.1).text
    assert "What one more user costs cannot be said" in found


def test_targets_are_the_scenarios_own_or_else_the_states():
    target = {"metric": "adults_using_online_share", "by": "2030-12", "at_least": 41.0}
    own = page(scenario(targets=[target])).text
    assert "The targets that the scenario names" in own
    assert "1 of 1 targets are more likely met than missed" in own
    assert "these are the state's for 2024 and 2025" in page(scenario()).text
    early = page(scenario(end="2024-06"), end="2024-06").text
    assert "No target falls due within the simulated period" in early


def test_assumptions_are_named_as_such():
    found = page(scenario([POLICY | {"members": 9}], parameters={"needs_per_year": 1.2}))
    assert "assumed: no source given" in found.text
    assert "Members of a team that the policy brings teams to: 9" in found.text
    assert "needs_per_year = 1.2" in found.text


def test_a_year_that_is_not_over_is_not_joined_to_those_before():
    def longest(end: str) -> int:
        found = page(scenario(end=end), end=end)
        lines = [a["points"].split() for tag, a in found.tags if tag == "polyline"]
        return max(map(len, lines))

    assert longest("2027-12") == longest("2028-06") == 8


def test_a_few_months_are_enough_for_a_page():
    asked = scenario([{**POLICY, "start": "2020-02"}], end="2020-06")
    assert "Jan–Jun 2020" in page(asked, end="2020-06").text


def test_page_and_tables_are_written_and_repeat_to_the_byte(tmp_path):
    found = ensemble(scenario())
    path = write_answer(answer_page(found, "teams", "vi"), tmp_path)
    assert path == tmp_path / "answers" / "teams-vi.html"
    first = {each: each.read_bytes() for each in tmp_path.rglob("*.*")}
    write_answer(answer_page(ensemble(scenario()), "teams", "vi"), tmp_path)
    assert {each: each.read_bytes() for each in tmp_path.rglob("*.*")} == first
    named = re.findall(r"answers/tables/teams/\w+\.csv", path.read_text(encoding="utf-8"))
    assert len(named) > 10 and {tmp_path / name for name in named} <= set(first)


def test_wrong_questions_are_answered():
    found = ensemble(scenario())
    with pytest.raises(UsageError, match="unknown language"):
        answer_page(found, "teams", "fr")
    with pytest.raises(InputError, match='did you mean "teams"'):
        answer_page(found, "team", "vi")


def test_where_policies_act_has_a_figure_of_its_own():
    there = POLICY | {"where": {"provinces": ["Lào Cai"], "regions": ["SE"]}}
    found = page(scenario([there]))
    assert "In the 7 provinces (until June 2025) where the policies act, 2030" in found.text
    assert found.rows["reached-1"]
    elsewhere = page(scenario([there, POLICY]))
    assert "where the policies act" not in elsewhere.text


def test_targets_of_the_scenario_stand_in_the_charts():
    own = {"metric": "adults_using_online_share", "by": "2028-06", "at_least": 64}
    assert "target 64 % (Jun 2028)" in page(scenario(targets=[own])).text
    assert "target 64 %" not in page(scenario(targets=[own | {"scope": "Lào Cai"}])).text


def test_a_scenario_of_targets_alone_is_about_its_targets():
    own = {"metric": "adults_using_online_share", "by": "2028-06", "at_least": 64}
    found = page(scenario([], targets=[own]), size=0.0)
    assert "0 of 1 targets are more likely met than missed" in headline(found)
    assert "changes nothing" not in found.text
