"""Opens a written report in headless Chromium and uses it as a reader would.

usage: browser_check.py REPORTS [SCREENSHOTS]

REPORTS is the directory that holds index.html; SCREENSHOTS, if given, gets pictures of the pages. Needs Debian's chromium
and chromium-driver, and from PyPI selenium and, without what it depends on, axe-playwright-python, which carries axe-core:

    apt-get install chromium chromium-driver fonts-noto-core
    pip install selenium && pip install --no-deps axe-playwright-python

Prints every failure and then `N passed, N failed`; exits 1 when something failed.
"""

import base64
import importlib.util
import json
import pathlib
import re
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tally import Checks

WIDTHS = {"phone": (390, 844), "desktop": (1440, 900)}
SCHEMES = ("light", "dark")
AXE = pathlib.Path(importlib.util.find_spec("axe_playwright_python").origin).with_name("axe.min.js").read_text()
SERIOUS = ("serious", "critical")


def browser(javascript=True):
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    if not javascript:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def view(driver, width, scheme):
    """The size and colours of a device; by emulation, because a window is never narrower than 500 pixels."""
    wide, high = WIDTHS[width]
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": wide, "height": high, "deviceScaleFactor": 1, "mobile": width == "phone"},
    )
    driver.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )


def console_errors(driver):
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]


def outside_requests(driver):
    """Every address asked for since the last call that is no file of the report."""
    addresses = []
    for entry in driver.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            addresses.append(message["params"]["request"]["url"])
    return [address for address in addresses if not address.startswith(("file:", "data:"))]


def accessibility_faults(driver):
    """axe-core, run from the test's side: the page's own policy lets no other script in."""
    driver.execute_cdp_cmd("Runtime.evaluate", {"expression": AXE})
    answer = driver.execute_cdp_cmd(
        "Runtime.evaluate",
        {
            "expression": "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', "
            "'best-practice']}).then(r => JSON.stringify(r.violations.map(v => [v.impact, v.id, v.nodes.length, "
            "v.nodes[0].html.slice(0, 200)])))",
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    if "exceptionDetails" in answer:
        raise RuntimeError(answer["exceptionDetails"])
    return [fault for fault in json.loads(answer["result"]["value"]) if fault[0] in SERIOUS]


def picture(driver, path, whole=True):
    size = driver.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    wide = driver.execute_script("return innerWidth")
    area = {"x": 0, "y": 0, "width": wide, "height": min(size["height"], 6000), "scale": 1}
    options = {"format": "png", "captureBeyondViewport": whole}
    if whole:
        options["clip"] = area
    path.write_bytes(base64.b64decode(driver.execute_cdp_cmd("Page.captureScreenshot", options)["data"]))


def looks(driver, checks, page, name, screenshots):
    for width in WIDTHS:
        for scheme in SCHEMES:
            view(driver, width, scheme)
            driver.get(page.as_uri())
            where = f"{page.name}, {width}, {scheme}"
            checks.that(not (errors := console_errors(driver)), f"{where}: console says {errors}")
            checks.that(not (asked := outside_requests(driver)), f"{where}: asks for {asked}")
            spill = driver.execute_script("return document.documentElement.scrollWidth - innerWidth")
            checks.that(spill <= 0, f"{where}: {spill} pixels wider than the screen")
            # Each width and each scheme once is enough for axe, which is slow on large tables.
            if (width, scheme) in (("phone", "light"), ("desktop", "dark")):
                faults = accessibility_faults(driver)
                checks.that(not faults, f"{where}: axe finds {faults}")
            if screenshots:
                picture(driver, screenshots / f"{name}-{width}-{scheme}.png")


def visible_rows(driver, table):
    return [row for row in driver.find_elements(By.CSS_SELECTOR, f"#{table} tbody tr") if row.is_displayed()]


def uses_index(driver, checks, page):
    view(driver, "desktop", "light")
    driver.get(page.as_uri())
    rows = visible_rows(driver, "course-list")
    checks.that(rows, "index.html lists no course")
    names = [row.find_element(By.CSS_SELECTOR, "th bdi").text for row in rows]
    search = driver.find_element(By.ID, "course-search")
    search.send_keys(names[0].upper())
    found = [row.find_element(By.CSS_SELECTOR, "th bdi").text for row in visible_rows(driver, "course-list")]
    checks.that(names[0] in found and len(found) <= len(names), "the course search does not find the first course")
    search.clear()
    search.send_keys("no course has this name")
    checks.that(not visible_rows(driver, "course-list"), "the course search finds what is not there")
    said = driver.find_element(By.CSS_SELECTOR, "[data-count-of=course-list]").text
    checks.that(said.startswith("0 of"), f"the course search says “{said}”")
    driver.get(page.as_uri())
    driver.find_element(By.CSS_SELECTOR, "#course-list thead .sorter").click()
    sorted_names = [row.text.split("\n")[0] for row in driver.find_elements(By.CSS_SELECTOR, "#course-list tbody th")]
    checks.that(len(sorted_names) == len(names), "sorting loses courses")
    links = [link.get_attribute("href") for link in driver.find_elements(By.CSS_SELECTOR, "#course-list tbody th a")]
    for link in links:
        checks.that(pathlib.Path(link.removeprefix("file://")).is_file(), f"index.html links to {link}, which is not there")
    people = driver.execute_script("return document.getElementById('student-index')?.textContent")
    if people:
        name, _, student_id, course = json.loads(people)["students"][0]
        driver.find_element(By.ID, "everywhere-search").send_keys(student_id)
        place = driver.find_element(By.CSS_SELECTOR, "#everywhere-matches a")
        place.send_keys(Keys.ENTER)
        shown = driver.find_elements(By.CSS_SELECTOR, "#student-dates h3")
        checks.that(shown and shown[0].text == name, f"the look-up of index.html does not lead to {name}")
    checks.that(not console_errors(driver), "using index.html logs errors")


def uses_course(driver, checks, page, screenshots):
    view(driver, "desktop", "light")
    driver.get(page.as_uri())
    where = page.name
    summaries = driver.find_elements(By.CSS_SELECTOR, "#matrix td.marked summary")
    if summaries:
        summaries[0].send_keys(Keys.ENTER)
        reason = driver.find_element(By.CSS_SELECTOR, "#matrix td.marked details[open] .why")
        checks.that(reason.is_displayed() and reason.text, f"{where}: a marked date opens without a reason")
    narrows_exceptions(driver, checks, where)
    data = json.loads(driver.execute_script("return document.getElementById('report-data').textContent"))
    if not data["students"]:
        return
    name, _, student_id, enrollments = data["students"][len(data["students"]) // 2]
    search = driver.find_element(By.ID, "student-search")
    search.send_keys(name)
    search.send_keys(Keys.ENTER)
    heading = driver.find_element(By.CSS_SELECTOR, "#student-dates h3")
    checks.that(heading.text == name, f"{where}: the look-up of {name} shows {heading.text}")
    checks.that(driver.switch_to.active_element == heading, f"{where}: the look-up does not move the focus")
    shown = len(driver.find_elements(By.CSS_SELECTOR, "#student-dates tbody tr"))
    # Enrollments with the same dates share one table.
    tables = {tuple(effects_of(data, enrollment)) for enrollment in enrollments}
    expected = sum(sum(1 for effect in effects if effect >= 0) for effects in tables)
    checks.that(shown == expected, f"{where}: {name} has {shown} of {expected} dates")
    dates = driver.find_elements(By.CSS_SELECTOR, "#student-dates time")
    readable = re.compile(r"^\w{3} \d{1,2} \w{3} \d{4}, \d\d:\d\d")
    checks.that(all(readable.match(date.text) for date in dates if date.text), f"{where}: a date is not readable")
    faults = accessibility_faults(driver)
    checks.that(not faults, f"{where}, a student looked up: axe finds {faults}")
    if screenshots:
        for width, scheme in (("desktop", "light"), ("phone", "dark")):
            view(driver, width, scheme)
            picture(driver, screenshots / f"look-up-{page.stem}-{width}-{scheme}.png", whole=False)
        view(driver, "desktop", "light")
    driver.get("about:blank")
    driver.get(f"{page.as_uri()}#student-{student_id}")
    opened = driver.find_elements(By.CSS_SELECTOR, "#student-dates h3")
    checks.that(opened and opened[0].text == name, f"{where}: the address of a student does not open them")
    search = driver.find_element(By.ID, "student-search")
    search.clear()
    search.send_keys("nobody is called this")
    checks.that("No student" in driver.find_element(By.ID, "student-count").text, f"{where}: finds nobody's name")
    checks.that(not console_errors(driver), f"{where}: using it logs errors")
    slowest = driver.execute_script(
        """
        const search = document.getElementById("student-search");
        let slowest = 0;
        for (const text of ["a", "an", arguments[0], ""]) {
          const start = performance.now();
          search.value = text;
          search.dispatchEvent(new Event("input"));
          document.body.getBoundingClientRect();
          slowest = Math.max(slowest, performance.now() - start);
        }
        return slowest;
        """,
        name,
    )
    print(f"{where}: {page.stat().st_size / 1e6:.2f} MB, {len(data['students'])} students, slowest look-up {slowest:.0f} ms")


def narrows_exceptions(driver, checks, where):
    """A cell's link shows its own exceptions, as many as it says; the heading counts what is shown."""
    links = driver.find_elements(By.CSS_SELECTOR, "#matrix a.differ")
    if not links or not driver.find_elements(By.ID, "exception-list"):
        return
    heading = driver.find_element(By.CSS_SELECTOR, "#exceptions h2 .count")
    total = heading.text
    for link in links:
        announced = int(re.match(r"[\d,]+", link.text).group().replace(",", ""))
        link.send_keys(Keys.ENTER)
        rows = visible_rows(driver, "exception-list")
        of = driver.find_element(By.ID, "exception-of").text
        checks.that(len(rows) == announced, f"{where}: “{link.text}” leads to {len(rows)} exceptions: {of}")
        checks.that(heading.text == f"{len(rows)} of {total}", f"{where}: the heading counts {heading.text}")
    driver.find_element(By.CSS_SELECTOR, "#exception-of button").click()
    checks.that(heading.text == total, f"{where}: all exceptions are back, and the heading counts {heading.text}")
    search = driver.find_element(By.ID, "exception-search")
    search.send_keys("nobody is called this")
    checks.that(heading.text == f"0 of {total}", f"{where}: with a filter the heading counts {heading.text}")
    search.clear()


def effects_of(data, enrollment):
    section, _, changes = enrollment
    effects = list(data["sections"][section][1])
    for item, effect in zip(changes[::2], changes[1::2]):
        effects[item] = effect
    return effects


def reads_without_scripts(checks, index, courses):
    driver = browser(javascript=False)
    try:
        driver.get(index.as_uri())
        checks.that(visible_rows(driver, "course-list"), "without scripts, index.html lists no course")
        for page in courses:
            driver.get(page.as_uri())
            rows = driver.find_elements(By.CSS_SELECTOR, "#matrix tbody tr, #sections .empty")
            checks.that(rows and rows[0].is_displayed(), f"without scripts, {page.name} shows no matrix")
            tools = [tool for tool in driver.find_elements(By.CSS_SELECTOR, ".needs-script") if tool.is_displayed()]
            checks.that(not tools, f"without scripts, {page.name} shows controls that do nothing")
            hint = driver.find_elements(By.CSS_SELECTOR, "#look-up noscript p")
            checks.that(hint and hint[0].is_displayed(), f"without scripts, {page.name} does not say what is missing")
    finally:
        driver.quit()


def main():
    reports = pathlib.Path(sys.argv[1]).resolve()
    screenshots = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    if screenshots:
        screenshots.mkdir(parents=True, exist_ok=True)
    index = reports / "index.html"
    courses = sorted((reports / "courses").glob("*.html"))
    checks = Checks()
    checks.that(courses, "there is no page of a course")
    driver = browser()
    start = time.monotonic()
    try:
        looks(driver, checks, index, "index", screenshots)
        uses_index(driver, checks, index)
        for page in courses:
            looks(driver, checks, page, f"course-{page.stem}", screenshots)
            uses_course(driver, checks, page, screenshots)
    finally:
        driver.quit()
    reads_without_scripts(checks, index, courses)
    print(f"{len(courses) + 1} pages in {time.monotonic() - start:.0f} s")
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
