"""Effective dates of many courses as Parquet, by term and course, read by several machines at once.

Each partition of the course list is one run of override-report on an executor, whose rows come through a pipe:

    spark-submit override_dates.py courses.csv /data/override-dates --as-of 2026-12-20T08:00:00Z --partitions 8

CANVAS_API_URL and CANVAS_API_TOKEN are taken from the environment of each executor (spark.executorEnv.… or a secret of
the cluster), so that executors may have tokens of their own: Canvas gives each token its quota. Parquet is partitioned by
term_name and course_id. Needs pyspark 4.0, and override-report on the driver and on every executor.
"""

import argparse
import csv
import io
import json
import subprocess
import tempfile
from datetime import datetime

from pyspark.accumulators import AccumulatorParam
from pyspark.sql import SparkSession
from pyspark.sql.types import BooleanType, LongType, StringType, StructField, StructType, TimestampType

# Some courses of the partition are missing or partial: their rows say so, and another try would not change it.
INCOMPLETE = 3


class Union(AccumulatorParam):
    """A set: a task that Spark tries again is counted once."""

    def zero(self, value):
        return set()

    def addInPlace(self, left, right):
        return left | right


def read_list(path):
    """The header and the other rows of a course list in CSV."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        header, *rows = [row for row in csv.reader(file) if row]
    return header, rows


def as_csv(rows):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def command(options, out):
    return [
        options.binary, "run", "-", "--out", out, "--format", "ndjson", "--report", options.report,
        "--as-of", options.as_of, "--quiet",
    ]


def spark_type(column):
    types = column.get("type", [])
    if column.get("format") == "date-time":
        return TimestampType()
    return BooleanType() if "boolean" in types else LongType() if "integer" in types else StringType()


def schema(options, header, rows):
    """What a row holds: of schema.json, which one run writes, of the first course that can be read."""
    for row in rows:
        with tempfile.TemporaryDirectory() as place:
            run = subprocess.run(command(options, f"{place}/reports"), input=as_csv([header, row]), stdout=subprocess.DEVNULL)
            if run.returncode in (0, INCOMPLETE):
                with open(f"{place}/reports/schema.json", encoding="utf-8") as file:
                    columns = json.load(file)["$defs"][options.report]["properties"]
                return StructType([StructField(name, spark_type(column)) for name, column in columns.items()])
            if run.returncode != 1:
                raise SystemExit(run.returncode)
    raise SystemExit("none of the courses could be read")


def rows_of(options, header, fields, incomplete):
    instants = {field.name for field in fields if isinstance(field.dataType, TimestampType)}

    def typed(line):
        row = json.loads(line)
        return tuple(
            datetime.fromisoformat(row[field.name]) if row[field.name] and field.name in instants else row[field.name]
            for field in fields
        )

    def read(partition, courses):
        courses = list(courses)
        if not courses:
            return
        # Rows are streamed, and a list is small: a file for it keeps two pipes from waiting for one another.
        with tempfile.TemporaryFile() as listed:
            listed.write(as_csv([header] + courses))
            listed.seek(0)
            with subprocess.Popen(command(options, "-"), stdin=listed, stdout=subprocess.PIPE) as run:
                for line in run.stdout:
                    yield typed(line)
        if run.returncode == INCOMPLETE:
            incomplete.add({partition})
        elif run.returncode != 0:
            # Spark drops what the task gave, and tries it again.
            raise RuntimeError(f"override-report ended with {run.returncode} for partition {partition}")

    return read


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("courses", help="course list: CSV with a header")
    parser.add_argument("out", help="where the Parquet goes, in place of what is there")
    parser.add_argument("--as-of", required=True, help="the moment that counts as now, one for all partitions")
    parser.add_argument("--report", default="students", choices=["students", "sections", "overrides"])
    parser.add_argument("--partitions", type=int, default=8)
    parser.add_argument("--binary", default="override-report")
    options = parser.parse_args()

    header, rows = read_list(options.courses)
    fields = schema(options, header, rows)
    spark = SparkSession.builder.appName("override-dates").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    context = spark.sparkContext
    incomplete = context.accumulator(set(), Union())
    read = rows_of(options, header, fields, incomplete)
    dates = context.parallelize(rows, options.partitions).mapPartitionsWithIndex(read)
    frame = spark.createDataFrame(dates, fields)
    frame.write.mode("overwrite").partitionBy("term_name", "course_id").parquet(options.out)
    print(f"{options.out}: {len(rows)} courses in {options.partitions} partitions, "
          f"{len(incomplete.value)} of them with courses that are missing or partial")
    spark.stop()


if __name__ == "__main__":
    main()
