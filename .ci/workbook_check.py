"""Opens a written workbook in openpyxl and LibreOffice, and holds it against the CSV files of the same run.

usage: workbook_check.py REPORTS

REPORTS holds override-dates.xlsx and the five CSV files. Needs openpyxl from PyPI, and Debian's libreoffice-calc and
poppler-utils.

Prints every failure and then `N passed, N failed`; exits 1 when something failed.
"""

import csv
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

import openpyxl

from tally import Checks

SHEETS = ("Students", "Sections", "Overrides", "Findings", "Courses")
CONTENT_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def parts(checks, workbook):
    """Every part is there once, is well-formed, has a content type, and every inner link leads to a part."""
    with zipfile.ZipFile(workbook) as archive:
        checks.that(archive.testzip() is None, "a part does not match its checksum")
        names = archive.namelist()
        checks.that(len(names) == len(set(names)), "a part is in the workbook twice")
        trees = {}
        for name in names:
            try:
                trees[name] = ElementTree.fromstring(archive.read(name))
                checks.that(True, name)
            except ElementTree.ParseError as error:
                checks.that(False, f"{name} is not well-formed: {error}")
    types = trees["[Content_Types].xml"]
    extensions = {item.get("Extension") for item in types.iter(f"{CONTENT_TYPES}Default")}
    overrides = {item.get("PartName") for item in types.iter(f"{CONTENT_TYPES}Override")}
    for name in names:
        known = f"/{name}" in overrides or name.rsplit(".", 1)[-1] in extensions
        checks.that(known, f"{name} has no content type")
    for name in names:
        if name.endswith(".rels"):
            folder = pathlib.PurePosixPath(name).parent.parent
            for link in trees[name].iter(RELATIONSHIP):
                if link.get("TargetMode") != "External":
                    target = resolved(folder, link.get("Target"))
                    checks.that(target in names, f"{name} leads to {target}, which is not there")


def resolved(folder, target):
    if target.startswith("/"):
        return target[1:]
    path = []
    for step in (*folder.parts, *target.split("/")):
        if step == "..":
            path.pop()
        else:
            path.append(step)
    return "/".join(path)


def rows_of(book, name):
    """All rows under a header, of a sheet and of those that go on where it was full."""
    rows = []
    for sheet in book.worksheets:
        if re.fullmatch(rf"{name}( \(\d+\))?", sheet.title):
            rows += list(sheet.iter_rows(min_row=2, values_only=True))
    return rows


def contents(checks, workbook, reports):
    book = openpyxl.load_workbook(workbook)
    checks.that(book.sheetnames[0] == "Summary", f"the first sheet is {book.sheetnames[0]}")
    for name in SHEETS:
        with open(reports / f"{name.lower()}.csv", newline="", encoding="utf-8") as file:
            wanted = list(csv.DictReader(file))
        if not has_sheet(checks, book, name, wanted):
            continue
        rows = rows_of(book, name)
        checks.that(len(rows) == len(wanted), f"{name} has {len(rows)} rows, {name.lower()}.csv {len(wanted)}")
        if name == "Students":
            names = [row["student_name"].removeprefix("'") for row in wanted]
            checks.that(names == column(book[name], rows, names), "Students has other students, or in another order")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type in ("f", "e"):
                    checks.that(False, f"{sheet.title}!{cell.coordinate} is a formula or an error: {cell.value!r}")


def column(sheet, rows, names):
    """The column whose values are most like the wanted ones, whatever its heading."""
    candidates = [[str(row[index] or "") for row in rows] for index in range(sheet.max_column)]
    return max(candidates, key=lambda values: sum(a == b for a, b in zip(values, names)))


def has_sheet(checks, book, name, wanted):
    checks.that(name in book.sheetnames, f"there is no sheet {name}")
    if name not in book.sheetnames:
        return False
    sheet = book[name]
    headings = [cell.value for cell in sheet[1]]
    checks.that(all(headings), f"{name} has a column without a heading")
    checks.that(len(headings) == len(set(headings)), f"{name} has a heading twice")
    checks.that(all(cell.font.bold for cell in sheet[1]), f"{name}: the header is not bold")
    checks.that(str(sheet.freeze_panes or "").endswith("2"), f"{name}: the header is not frozen")
    checks.that(not wanted or bool(sheet.auto_filter.ref), f"{name} has no filter")
    return True


def libreoffice(checks, workbook):
    """LibreOffice reads it and prints it, and says nothing of repairs."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(workbook),
            ],
            capture_output=True,
            text=True,
            timeout=600,
        )
        complaints = [line for line in done.stderr.splitlines() if re.search(r"error|corrupt|repair", line, re.I)]
        checks.that(done.returncode == 0, f"LibreOffice ended with {done.returncode}: {done.stderr}")
        checks.that(not complaints, f"LibreOffice complains: {complaints}")
        pdf = pathlib.Path(folder) / f"{workbook.stem}.pdf"
        checks.that(pdf.exists(), "LibreOffice made no PDF")
        if pdf.exists():
            text = subprocess.run(["pdftotext", "-l", "1", str(pdf), "-"], capture_output=True, text=True).stdout
            checks.that(len(text.split()) > 20, "the first printed page is empty")


def main():
    reports = pathlib.Path(sys.argv[1]).resolve()
    workbook = reports / "override-dates.xlsx"
    checks = Checks()
    checks.that(workbook.exists(), f"{workbook} is not there")
    if workbook.exists():
        parts(checks, workbook)
        contents(checks, workbook, reports)
        libreoffice(checks, workbook)
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
