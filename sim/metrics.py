"""The registry of outputs: every metric with its definition, unit, scopes and equation.

A metric is computed from the sums of one scope (``sim.results.Sums``): arrays [group, month].
Shares are in percent. "In the year" means the calendar year up to the month, so that July 2022 is
the window from January to July 2022 and December the whole year.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PLACES = ("nation", "province", "province34", "kind", "dead_zone")
GROUPS = (*PLACES, "age")
WITH_AGENCY = (*GROUPS, "agency")
SCOPES = ("nation", "agency", "province", "province34", "kind", "age", "dead_zone", "mode")


@dataclass(frozen=True)
class Metric:
    """One output; ``compute`` maps the sums of a scope to float64[group, month]."""

    id: str
    unit: str
    title_vi: str
    title_en: str
    definition: str
    scopes: tuple[str, ...]
    compute: Callable[[Any], Any]


def _percent(top, bottom):
    return 100.0 * top / bottom.clip(min=1e-9) * (bottom > 0)


def _users(s):
    return (
        s.year_to_date("users_own")
        + s.year_to_date("users_assisted")
        + s.year_to_date("users_clerk")
    )


def _online(s):
    return s.dossiers("own_online") + s.dossiers("assisted_online") + s.dossiers("clerk_online")


def _full(s):
    return (
        s.dossiers("own_full_process")
        + s.dossiers("assisted_full_process")
        + s.dossiers("clerk_full_process")
    )


_ROWS = (
    (
        "adults_using_online_share",
        "%",
        "Người trưởng thành dùng DVCTT trong năm",
        "Adults using online public services in the year",
        "Adults with at least one dossier handled online in the year (alone, helped or filed by a "
        "clerk) over all adults",
        GROUPS,
        lambda s: _percent(_users(s), s.adults),
    ),
    (
        "adults_with_need_using_online_share",
        "%",
        "Người có thủ tục dùng DVCTT trong năm",
        "Adults with a procedure who used online services in the year",
        "The same over adults with at least one dossier in the year",
        GROUPS,
        lambda s: _percent(_users(s), s.year_to_date("adults_with_dossier")),
    ),
    (
        "adults_using_unaided_share",
        "%",
        "Người tự nộp hoặc được hỗ trợ nộp trực tuyến trong năm",
        "Adults whose first online dossier of the year was not filed by a clerk",
        "Adults whose first online dossier of the year they filed alone or with help over all adults",
        GROUPS,
        lambda s: _percent(
            s.year_to_date("users_own") + s.year_to_date("users_assisted"), s.adults
        ),
    ),
    (
        "adults_using_portal_self_reported_share",
        "%",
        "Người tự dùng Cổng Dịch vụ công quốc gia",
        "Adults who themselves used the national portal in the year",
        "Adults who filed through the national portal themselves (alone or helped) in the year over "
        "all adults; what a survey would hear",
        GROUPS,
        lambda s: _percent(s.year_to_date("portal_users"), s.adults),
    ),
    (
        "adults_ever_used_share",
        "%",
        "Người từng dùng DVCTT",
        "Adults who ever used online services",
        "Adults with any dossier handled online since December 2019 over all adults",
        GROUPS,
        lambda s: _percent(s.cumulative("first_time_users"), s.adults),
    ),
    (
        "portal_accounts",
        "accounts",
        "Tài khoản Cổng Dịch vụ công quốc gia",
        "Accounts on the national portal",
        "Stock of accounts of adults on the national portal",
        GROUPS,
        lambda s: s.cumulative("accounts_opened"),
    ),
    (
        "portal_accounts_share",
        "%",
        "Tỷ lệ người trưởng thành có tài khoản",
        "Adults with an account on the national portal",
        "Accounts over adults",
        GROUPS,
        lambda s: _percent(s.cumulative("accounts_opened"), s.adults),
    ),
    (
        "dossiers",
        "dossiers",
        "Hồ sơ trong tháng",
        "Dossiers in the month",
        "All dossiers; for the nation and the ministries with the aggregate block of business and "
        "treasury dossiers",
        WITH_AGENCY,
        lambda s: s.dossiers("dossiers") + s.block_dossiers,
    ),
    (
        "citizen_dossiers",
        "dossiers",
        "Hồ sơ của người dân trong tháng",
        "Citizens' dossiers in the month",
        "Dossiers of simulated citizens",
        WITH_AGENCY,
        lambda s: s.dossiers("dossiers"),
    ),
    (
        "dossiers_online",
        "dossiers",
        "Hồ sơ trực tuyến trong tháng",
        "Online dossiers in the month",
        "Citizens' dossiers filed online at any level, by whomever",
        (*WITH_AGENCY, "mode"),
        _online,
    ),
    (
        "dossiers_online_share",
        "%",
        "Tỷ lệ hồ sơ trực tuyến",
        "Dossiers filed online at any level",
        "Citizens' dossiers filed online at any level over their dossiers",
        WITH_AGENCY,
        lambda s: _percent(_online(s), s.dossiers("dossiers")),
    ),
    (
        "dossiers_full_process",
        "dossiers",
        "Hồ sơ trực tuyến toàn trình trong tháng",
        "Full-process dossiers in the month",
        "Dossiers handled online without a visit, the aggregate block of the ministries included",
        (*WITH_AGENCY, "mode"),
        lambda s: _full(s) + s.block_full_process,
    ),
    (
        "dossiers_full_process_share",
        "%",
        "Tỷ lệ hồ sơ trực tuyến toàn trình",
        "Dossiers handled full-process",
        "Full-process dossiers over all dossiers (with the aggregate "
        "block of the ministries, as the state reports it)",
        WITH_AGENCY,
        lambda s: _percent(
            _full(s) + s.block_full_process, s.dossiers("dossiers") + s.block_dossiers
        ),
    ),
    (
        "citizen_dossiers_full_process_share",
        "%",
        "Tỷ lệ hồ sơ toàn trình của người dân",
        "Citizens' dossiers handled full-process",
        "The same for citizens' dossiers only",
        WITH_AGENCY,
        lambda s: _percent(_full(s), s.dossiers("dossiers")),
    ),
    (
        "own_full_process_share",
        "%",
        "Tỷ lệ hồ sơ toàn trình không qua cán bộ",
        "Full-process dossiers that no clerk filed",
        "Citizens' dossiers handled full-process that "
        "they filed alone or with help over their dossiers",
        WITH_AGENCY,
        lambda s: _percent(
            s.dossiers("own_full_process") + s.dossiers("assisted_full_process"),
            s.dossiers("dossiers"),
        ),
    ),
    (
        "dossiers_filed",
        "dossiers",
        "Hồ sơ nộp qua Cổng Dịch vụ công quốc gia trong tháng",
        "Dossiers filed through the national portal in the month",
        "Online dossiers that go through the national portal",
        WITH_AGENCY,
        lambda s: s.dossiers("national_filings"),
    ),
    (
        "dossiers_filed_cumulative",
        "dossiers",
        "Hồ sơ nộp qua Cổng Dịch vụ công quốc gia",
        "Dossiers filed through the national portal since launch",
        "Running sum of dossiers filed through the national portal",
        WITH_AGENCY,
        lambda s: s.dossiers("national_filings").cumsum(axis=1),
    ),
    (
        "clerk_filed_share",
        "%",
        "Tỷ lệ hồ sơ trực tuyến do cán bộ nộp hộ",
        "Online dossiers filed by a clerk",
        "Online dossiers that a counter clerk filed over online dossiers",
        WITH_AGENCY,
        lambda s: _percent(s.dossiers("clerk_online"), _online(s)),
    ),
    (
        "assisted_share",
        "%",
        "Tỷ lệ hồ sơ trực tuyến được người khác hỗ trợ",
        "Online dossiers filed with help",
        "Online dossiers filed with the help of family or a digital team over online dossiers",
        WITH_AGENCY,
        lambda s: _percent(s.dossiers("assisted_online"), _online(s)),
    ),
    (
        "formalistic_share",
        "%",
        "Tỷ lệ hồ sơ trực tuyến vẫn phải đến cơ quan",
        "Online dossiers that still needed a visit",
        "Online dossiers that were not full-process over online dossiers",
        WITH_AGENCY,
        lambda s: _percent(s.dossiers("formalistic"), _online(s)),
    ),
    (
        "failed_attempt_share",
        "%",
        "Tỷ lệ lần nộp trực tuyến thất bại",
        "Failed attempts",
        "Failed attempts over attempts at filing online",
        WITH_AGENCY,
        lambda s: _percent(s.dossiers("failures"), s.dossiers("attempts")),
    ),
    (
        "retries",
        "attempts",
        "Lần nộp lại trong tháng",
        "Second attempts in the month",
        "Attempts after a failed first one",
        WITH_AGENCY,
        lambda s: s.dossiers("retries"),
    ),
    (
        "satisfied_share",
        "%",
        "Tỷ lệ hài lòng khi nộp trực tuyến",
        "Satisfied online filers",
        "Citizens who tried to file online (alone or helped), succeeded at once and found what they "
        "expected or better, over those who tried; a proxy for reported satisfaction",
        WITH_AGENCY,
        lambda s: _percent(s.dossiers("satisfied"), s.dossiers("attempts") - s.dossiers("retries")),
    ),
    (
        "offered_online_share",
        "%",
        "Tỷ lệ hồ sơ được cung cấp trực tuyến",
        "Dossiers whose procedure is offered online",
        "Dossiers whose procedure is offered online at any level over dossiers",
        WITH_AGENCY,
        lambda s: _percent(s.dossiers("offered_online"), s.dossiers("dossiers")),
    ),
    (
        "offered_full_process_share",
        "%",
        "Tỷ lệ hồ sơ được cung cấp toàn trình",
        "Dossiers whose procedure is offered full-process",
        "Dossiers whose procedure is offered full-process over dossiers",
        WITH_AGENCY,
        lambda s: _percent(s.dossiers("offered_full"), s.dossiers("dossiers")),
    ),
    (
        "connected_share",
        "%",
        "Tỷ lệ người nộp có kết nối",
        "Filers who are connected",
        "Dossiers of citizens who can file alone from where they live over dossiers whose procedure "
        "is offered online",
        WITH_AGENCY,
        lambda s: _percent(s.dossiers("offered_online_connected"), s.dossiers("offered_online")),
    ),
    (
        "team_helped",
        "dossiers",
        "Hồ sơ được tổ công nghệ số hỗ trợ trong tháng",
        "Dossiers helped by digital teams in the month",
        "Dossiers for which a team gave help",
        WITH_AGENCY,
        lambda s: s.dossiers("team_helped"),
    ),
    (
        "team_turned_away",
        "dossiers",
        "Lượt tổ công nghệ số không đủ sức hỗ trợ",
        "Citizens whom teams had no capacity for",
        "Dossiers of citizens with a team and no other "
        "helper whose team had no place left in the month",
        WITH_AGENCY,
        lambda s: s.dossiers("team_turned_away"),
    ),
    (
        "newly_suspended",
        "adults",
        "Người tạm ngừng dùng DVCTT trong tháng",
        "Adults who turn away from online services in the month",
        "Citizens whose failure left experience below the threshold",
        GROUPS,
        lambda s: s.count("suspended"),
    ),
    (
        "services_full_process_share",
        "%",
        "Tỷ lệ thủ tục cung cấp toàn trình",
        "Procedures offered full-process",
        "Share of procedures with dossiers offered full-process",
        (*PLACES, "agency"),
        lambda s: 100.0 * s.supply("full"),
    ),
    (
        "services_online_share",
        "%",
        "Tỷ lệ thủ tục cung cấp trực tuyến",
        "Procedures offered online",
        "Share of procedures offered online at any level",
        (*PLACES, "agency"),
        lambda s: 100.0 * s.supply("online"),
    ),
    (
        "online_services_full_process_share",
        "%",
        "Tỷ lệ toàn trình trong các DVCTT",
        "Online services that are full-process",
        "Procedures offered full-process over those offered online",
        (*PLACES, "agency"),
        lambda s: _percent(s.supply("full"), s.supply("online")),
    ),
    (
        "dossiers_with_personal_id_share",
        "%",
        "Tỷ lệ hồ sơ gắn định danh điện tử",
        "Dossiers tied to an electronic identity",
        "Expected share of dossiers whose citizen has an activated electronic identity",
        GROUPS,
        lambda s: 100.0 * s.mean("identity"),
    ),
    (
        "paper_requirements_cut_share",
        "%",
        "Tỷ lệ giấy tờ được thay bằng dữ liệu chia sẻ",
        "Paper requirements replaced by shared data",
        "Share of the needed state-held data that agencies share; a proxy for papers cut",
        PLACES,
        lambda s: 100.0 * s.mean("data_sharing"),
    ),
    (
        "eid_accounts_activated",
        "accounts",
        "Tài khoản định danh điện tử đã kích hoạt",
        "Electronic identities activated",
        "Adults with an activated electronic identity",
        GROUPS,
        lambda s: s.mean("identity") * s.adults,
    ),
    (
        "smartphone_share",
        "%",
        "Người trưởng thành có điện thoại thông minh",
        "Adults with a smartphone",
        "Share of adults with a smartphone",
        GROUPS,
        lambda s: 100.0 * s.mean("smartphone"),
    ),
    (
        "fibre_share",
        "%",
        "Người trưởng thành có cáp quang tại nhà",
        "Adults with fibre at home",
        "Share of adults with fibre at home",
        GROUPS,
        lambda s: 100.0 * s.mean("fibre"),
    ),
    (
        "dead_zone_villages_covered",
        "villages",
        "Thôn, bản lõm sóng đã được phủ sóng",
        "Dead-zone villages covered",
        "Villages of the dead-zone list that have a mobile signal",
        ("nation", "province", "province34", "dead_zone"),
        lambda s: s.covered_villages,
    ),
    (
        "digital_teams",
        "teams",
        "Tổ công nghệ số cộng đồng",
        "Community digital teams",
        "Villages with a community digital team",
        PLACES,
        lambda s: s.teams,
    ),
)

METRICS: dict[str, Metric] = {row[0]: Metric(*row) for row in _ROWS}
