"""What the metrics of the results tables are called in a picture, and how their values are said."""

from dataclasses import dataclass

from sim.plots import wording


@dataclass(frozen=True)
class Measure:
    """A metric's name in both languages; ``kind`` is "share" (percent) or "count".

    A measure that ``resets`` counts up within a calendar year and starts anew each January.
    """

    vi: str
    en: str
    kind: str = "share"
    resets: bool = False

    def title(self, lang: str) -> str:
        """Return the measure's name."""
        return wording.say(lang, self.vi, self.en)

    def value(self, value: float, lang: str) -> str:
        """Return ``value`` with its unit."""
        return wording.percent(value, lang) if self.kind == "share" else wording.count(value, lang)

    def difference(self, value: float, lang: str, decimals: int = 1) -> str:
        """Return a difference of two values with its sign, without a unit.

        ``decimals`` concerns shares; a count is shown with three digits.
        """
        if self.kind == "share":
            return wording.signed(value, lang, decimals)
        text = wording.count(value, lang)
        return f"+{text}" if value > 0 else text

    def difference_unit(self, lang: str) -> str:
        """Return the unit of a difference, for a title or an axis."""
        if self.kind == "share":
            return wording.say(lang, "điểm phần trăm", "percentage points")
        return ""


MEASURES = {
    "adults_using_online_share": Measure(
        "Người lớn có ít nhất một hồ sơ trực tuyến trong năm",
        "Adults with at least one dossier handled online in the year",
        resets=True,
    ),
    "adults_with_need_using_online_share": Measure(
        "Người lớn có hồ sơ trực tuyến, trong số người có việc cần làm trong năm",
        "Adults with an online dossier, among those who had a procedure to do in the year",
        resets=True,
    ),
    "portal_accounts": Measure(
        "Tài khoản trên Cổng Dịch vụ công Quốc gia",
        "Accounts on the National Public Service Portal",
        "count",
    ),
    "portal_accounts_share": Measure(
        "Người lớn có tài khoản trên Cổng Dịch vụ công Quốc gia",
        "Adults with an account on the National Public Service Portal",
    ),
    "dossiers": Measure("Hồ sơ", "Dossiers", "count"),
    "dossiers_online": Measure("Hồ sơ trực tuyến", "Dossiers handled online", "count"),
    "dossiers_online_share": Measure(
        "Hồ sơ trực tuyến (mọi mức độ) trên tổng số hồ sơ",
        "Dossiers handled online at any level, of all dossiers",
    ),
    "dossiers_full_process": Measure(
        "Hồ sơ trực tuyến toàn trình", "Full-process online dossiers", "count"
    ),
    "dossiers_full_process_share": Measure(
        "Hồ sơ trực tuyến toàn trình trên tổng số hồ sơ",
        "Full-process online dossiers, of all dossiers",
    ),
    "dossiers_filed_cumulative": Measure(
        "Hồ sơ nộp qua Cổng Dịch vụ công Quốc gia, lũy kế",
        "Dossiers filed through the National Public Service Portal, cumulative",
        "count",
    ),
    "services_full_process_share": Measure(
        "Thủ tục được cung cấp trực tuyến toàn trình", "Procedures offered full-process online"
    ),
    "services_online_share": Measure(
        "Thủ tục được cung cấp trực tuyến ở mọi mức độ", "Procedures offered online at any level"
    ),
    "clerk_filed_share": Measure(
        "Hồ sơ trực tuyến do cán bộ một cửa nộp thay", "Online dossiers filed by counter clerks"
    ),
    "assisted_share": Measure(
        "Hồ sơ trực tuyến nộp với sự trợ giúp", "Online dossiers filed with help"
    ),
    "formalistic_share": Measure(
        "Hồ sơ trực tuyến hình thức (vẫn phải đến nơi)",
        "Formalistic online dossiers (a visit was still needed)",
    ),
    "satisfied_share": Measure("Người dùng hài lòng", "Satisfied users"),
    "dead_zone_villages_covered": Measure(
        "Thôn vùng lõm sóng đã được phủ sóng", "Dead-zone villages covered", "count"
    ),
    "eid_accounts_activated": Measure(
        "Tài khoản định danh điện tử đã kích hoạt", "Activated e-identities", "count"
    ),
    "adults_connected_share": Measure("Người lớn có kết nối mạng", "Adults who are connected"),
}


def measure(metric: str) -> Measure:
    """Return the measure of ``metric``; a metric without a name here is shown by its id."""
    kind = "share" if metric.endswith("_share") else "count"
    return MEASURES.get(metric, Measure(metric, metric, kind))
