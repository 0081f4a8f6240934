"""The same rows through Spark, from one run, and in DuckDB.

Usage: CANVAS_API_URL=http://127.0.0.1:PORT CANVAS_API_TOKEN=… python3 .ci/spark_check.py BINARY

The Canvas is a sandbox with --copies. Runs samples/spark/override_dates.py on `local[2,3]`, holds what it wrote against
the rows of a single run, and loads those into DuckDB with the README's own lines.
"""

import collections
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import duckdb

PACKAGE = Path(__file__).resolve().parent.parent
BINARY = sys.argv[1]
AS_OF = "2026-11-20T12:00:00Z"


def key(row):
    """A row as text, its instants in UTC."""
    def text(value):
        if isinstance(value, datetime):
            value = value.replace(tzinfo=value.tzinfo or timezone.utc)
        elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", value):
            value = datetime.fromisoformat(value)
        return value.astimezone(timezone.utc).isoformat() if isinstance(value, datetime) else value

    return json.dumps({name: text(value) for name, value in row.items()}, sort_keys=True)


def in_spark(courses, place):
    environment = dict(os.environ, PYSPARK_PYTHON=sys.executable, PYSPARK_DRIVER_PYTHON=sys.executable)
    subprocess.run(
        [
            str(Path(sys.executable).parent / "spark-submit"), "--master", "local[2,3]", "--conf", "spark.ui.enabled=false",
            "--conf", "spark.driver.bindAddress=127.0.0.1", "--conf", "spark.driver.host=127.0.0.1",
            str(PACKAGE / "samples/spark/override_dates.py"), courses, f"{place}/parquet",
            "--as-of", AS_OF, "--partitions", "5", "--binary", BINARY,
        ],
        check=True,
        env=environment,
    )
    # Read by another engine than wrote it.
    files = f"read_parquet('{place}/parquet/*/*/*.parquet', hive_partitioning = true, hive_types_autocast = false)"
    table = duckdb.sql(f"SET TimeZone = 'UTC'; SELECT * FROM {files}")
    return [dict(zip(table.columns, row)) for row in table.fetchall()]


def readme_lines():
    """The README's lines for DuckDB."""
    fences = re.findall(r"```sql\n(.*?)```", (PACKAGE / "README.md").read_text(encoding="utf-8"), re.S)
    return next(fence for fence in fences if "read_json" in fence)


def main():
    with tempfile.TemporaryDirectory() as place:
        courses = f"{place}/courses.csv"
        # One that is not there: its partition ends with 3, and so does the single run.
        subprocess.run([BINARY, "courses", "--out", courses, "--quiet"], check=True)
        with open(courses, "a", encoding="utf-8", newline="") as file:
            file.write("404" + "," * 9 + "\r\n")
        single = subprocess.run(
            [BINARY, "run", courses, "--out", f"{place}/reports", "--format", "ndjson", "--as-of", AS_OF, "--quiet"]
        )
        assert single.returncode == 3, f"a single run ended with {single.returncode}"
        lines = (Path(place) / "reports/students.ndjson").read_text(encoding="utf-8").splitlines()
        wanted = collections.Counter(key(json.loads(line)) for line in lines)
        found = collections.Counter(key(row) for row in in_spark(courses, place))
        for row in list((wanted - found).elements())[:3]:
            print(f"only from the single run: {row}")
        for row in list((found - wanted).elements())[:3]:
            print(f"only from Spark: {row}")
        assert found == wanted and len(lines) > 1000, f"{sum(found.values())} rows from Spark, {len(lines)} from one run"

        os.chdir(place)
        answer = duckdb.sql(readme_lines()).fetchall()
        overridden = [json.loads(line) for line in lines]
        count = sum(1 for row in overridden if row["differs_from_base"])
        assert sum(row[2] for row in answer) == count > 0, f"DuckDB has {answer[:3]}, the rows {count}"
        print(f"{len(lines)} rows, the same through Spark, from one run, and in DuckDB")


main()
