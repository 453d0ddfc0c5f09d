"""Short names of reported figures: what was counted, of whom, and when."""

from sim.plots import wording

_METRICS = {
    "adults_using_online_share": ("Người dùng", "Adults using"),
    "adults_with_need_using_online_share": ("Người có nhu cầu dùng", "Adults with a need using"),
    "dossiers_online_share": ("Hồ sơ trực tuyến", "Dossiers online"),
    "dossiers_full_process_share": ("Toàn trình", "Full-process"),
    "portal_accounts": ("Tài khoản Cổng", "Portal accounts"),
    "dossiers_filed_cumulative": ("Hồ sơ qua Cổng", "Portal filings"),
    "adults_using_portal_self_reported_share": ("Khai đã dùng Cổng", "Say they used the portal"),
}
_SCOPES = {
    "VN": ("", ""),
    "localities": ("địa phương", "localities"),
    "ministries": ("bộ, ngành", "ministries"),
    "max over provinces": ("tỉnh cao nhất", "best province"),
}
_SINCE_LAUNCH = ("portal_accounts", "dossiers_filed_cumulative")


def name_of(metric: str, scope: str, start: str, end: str, lang: str) -> str:
    """Return a figure in words: "Full-process, localities, Jan-Aug 2024"."""
    place = _SCOPES.get(scope, (scope, scope))
    begin = end if metric in _SINCE_LAUNCH else start
    parts = [
        wording.say(lang, *_METRICS[metric]),
        wording.say(lang, *place),
        wording.months(begin, end, lang),
    ]
    return ", ".join(part for part in parts if part)
