"""The answer page in a real browser: on a desktop, on a phone and on paper, without a network."""

import re
import shutil

import pytest
from answered import POLICY, ensemble, scenario

from sim.answers.page import answer_page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on the PATH")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
COST = {"vnd": 300_000, "per": "team_month", "source": "A report"}
LONG = {
    "vi": "Một chính sách có cái tên thật dài để thử xem trang có vừa màn hình điện thoại không",
    "en": "A-policy-with-one-word-that-is-very-long-indeed-and-does-not-break-by-itself-at-all",
}


@pytest.fixture(scope="module")
def browser():
    """Return a browser that this module shares."""
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=("vi", "en"))
def page_file(request, tmp_path_factory):
    """Return the file of a page with everything in it."""
    asked = scenario([POLICY | {"cost": COST, "source": "A report"}], title=LONG)
    path = tmp_path_factory.mktemp("answer") / "page.html"
    html = answer_page(ensemble(asked), "teams", request.param).html
    path.write_text(html, encoding="utf-8")
    return path


@pytest.fixture
def opened(browser, page_file):
    """Return a function that opens the page in a window of a width, cut off from any network."""
    contexts, complaints = [], []

    def open_(width: int, height: int = 800):
        context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if asked.url != url else None)
        url = page_file.as_uri()
        page.goto(url)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == [], "nothing is logged, nothing fails, nothing else is asked for"


@pytest.mark.parametrize("width", (360, 768, 1280, 1920))
def test_the_page_fits_any_width(opened, width):
    page = opened(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    outside = page.evaluate(
        """() => [...document.querySelectorAll("main *:not(details *), header *, nav *, ul *")]
            .filter(e => !e.closest(".scroll, .skip") && e.getClientRects().length)
            .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert outside == []
    assert page.locator("h1").bounding_box()["height"] < 800


def test_charts_have_their_shapes_and_words_do_not_cover_each_other(opened):
    page = opened(360)
    assert page.locator("svg polyline").count() >= 6
    covered = page.evaluate(
        """() => [...document.querySelectorAll(".plot")].flatMap(plot => {
            const words = [...plot.querySelectorAll(".row-name, .column-name, .end")]
                .filter(e => e.getClientRects().length).map(e => e.getBoundingClientRect());
            return words.filter((a, i) => words.slice(i + 1).some(b =>
                a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom
            )).map(a => [a.left, a.top]);
        })"""
    )
    assert covered == []


def test_a_number_opens_its_table_at_its_row(opened):
    page = opened(1280)
    number = page.locator("h1 a.n")
    anchor = number.get_attribute("href").removeprefix("#")
    row = page.locator(f"#{anchor}")
    assert not row.is_visible()
    number.click()
    row.wait_for(state="visible")
    page.wait_for_function(
        "id => { const y = document.getElementById(id).getBoundingClientRect().y;"
        " return 0 <= y && y < innerHeight }",
        arg=anchor,
    )


def test_the_keyboard_reaches_the_numbers(opened):
    page = opened(1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "n"


def test_text_has_enough_contrast(opened):
    page = opened(1280)
    faint = page.evaluate(
        """() => {
            const linear = c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
            const part = c => linear(c / 255);
            const rgb = text => text.match(/[\\d.]+/g).map(Number);
            const light = c => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
            const ground = e => {
                for (; e; e = e.parentElement) {
                    const c = rgb(getComputedStyle(e).backgroundColor);
                    if (c.length === 3 || c[3] > .99) return c;
                }
                return [255, 255, 255];
            };
            return [...document.querySelectorAll("body *")]
                .filter(e => e.getClientRects().length && !e.closest("svg")
                    && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
                .filter(e => {
                    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
                    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5;
                }).map(e => e.outerHTML.slice(0, 90));
        }"""
    )
    assert faint == []


def test_paper_gets_pages_with_every_table(opened, tmp_path):
    page = opened(1280)
    document = page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    assert document.startswith(b"%PDF")
    pages = [int(each) for each in re.findall(rb"/Count (\d+)", document)]
    assert max(pages) >= 5
    assert page.evaluate("[...document.querySelectorAll('details')].every(each => each.open)")
