#!/usr/bin/env python3
"""coreql's SQL over a partitioned Parquet fleet on Spark, compared with coreql's own answers. See README.md beside this.

usage: run.py [DEVICES]
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

# The one thing to change for a cluster of your own: spark://host:7077, yarn, k8s://...
MASTER = os.environ.get("COREQL_SPARK_MASTER", "local-cluster[2,1,1024]")
# The folder for rows and Parquet files, which all machines of the cluster share.
FOLDER = os.environ.get("COREQL_SPARK_FOLDER")
EXECUTORS = int(os.environ.get("COREQL_SPARK_EXECUTORS", "2"))
PROFILE = os.environ.get("COREQL_PROFILE", "release")
PARTS = 8

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    devices = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = pathlib.Path(tempfile.mkdtemp(prefix="coreql-spark-", dir=FOLDER))
    try:
        subprocess.run(["cargo", "run", "--quiet", "--profile", PROFILE, "-p", "coreql", "--features", "sql",
                        "--example", "scale", "--", "spark", str(devices), str(folder)], cwd=ROOT, check=True)
        return compare(folder, devices)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def session(folder):
    import pyspark
    from pyspark.sql import SparkSession
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = (SparkSession.builder.master(MASTER).appName("coreql")
               .config("spark.ui.showConsoleProgress", "false")
               .config("spark.sql.session.timeZone", "UTC")
               .config("spark.sql.shuffle.partitions", str(EXECUTORS))
               .config("spark.locality.wait", "0")
               # No job begins before all executors are running.
               .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
               .config("spark.scheduler.maxRegisteredResourcesWaitingTime", "300s"))
    if MASTER.startswith("local"):
        # The wheel is a whole Spark: the workers that local-cluster starts find it by this.
        os.environ["SPARK_HOME"] = os.path.dirname(pyspark.__file__)
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        builder = (builder.config("spark.ui.enabled", "false")
                   .config("spark.executor.memory", "1g")
                   .config("spark.sql.warehouse.dir", str(folder / "warehouse")))
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def compare(folder, devices):
    started = time.monotonic()
    spark = session(folder)
    table = json.loads((folder / "table.json").read_text("utf-8"))
    # The columns are between the outermost parentheses of CREATE TABLE, as in Spark's own schemas.
    columns = table["create"].partition("(")[2].rpartition(")")[0]
    rows = spark.read.schema(columns).json(str(folder / "rows.jsonl"))
    parquet = str(folder / "devices")
    # By a hash, and not by a column of text: as names of folders, an empty text and a missing one are the same.
    (rows.selectExpr("*", "pmod(hash(common_uuid), {}) AS part".format(PARTS))
     .repartition(PARTS, "part").write.partitionBy("part").parquet(parquet))
    spark.read.schema(columns + ", part INT").parquet(parquet).createOrReplaceTempView(table["table"][0])
    held = spark.sql("SELECT COUNT(*), COUNT(DISTINCT part) FROM devices").first()
    assert tuple(held) == (devices, PARTS), held
    print("{}, Spark {}: {} devices in {} partitions, {:.0f} s".format(
        MASTER, spark.version, devices, PARTS, time.monotonic() - started), flush=True)

    started = time.monotonic()
    queries = differences = selected = 0
    for line in (folder / "queries.jsonl").open(encoding="utf-8"):
        query = json.loads(line)
        search, expected = query["search"], query["expected"]
        values = [value.get("value") for value in search["parameters"]]
        frame = spark.sql(search["text"], args=values) if values else spark.sql(search["text"])
        found = [row[0] for row in frame.collect()]
        queries += 1
        selected += len(expected)
        if found != expected:
            differences += 1
            print("DIFFERENT: {query} ({missing})\n  {search[text]}".format(**query), file=sys.stderr)
            print("  {} expected, {} found".format(len(expected), len(found)), file=sys.stderr)
        if queries % 10 == 0:
            print("  {} queries, {:.0f} s".format(queries, time.monotonic() - started), flush=True)
    print("{} queries, {} differences ({} devices selected, {:.0f} s)".format(
        queries, differences, selected, time.monotonic() - started), flush=True)
    fine = differences == 0 and selected > 0
    fine &= ran_on_all(spark)
    fine &= is_pushed_down(spark)
    spark.stop()
    return 0 if fine else 1


def ran_on_all(spark):
    """Prints how many tasks each executor ran, and in which process; returns whether all of them did."""
    # The store that the status page and its REST interface read.
    summaries = spark.sparkContext._jsc.sc().statusStore().executorList(True)
    tasks = {}
    for at in range(summaries.length()):
        summary = summaries.apply(at)
        if summary.id() != "driver":
            tasks[summary.id()] = summary.completedTasks()
            print("executor {} at {}: {} tasks".format(summary.id(), summary.hostPort(), summary.completedTasks()))
    process = "java_method('java.lang.ProcessHandle', 'current')"
    processes = [row[0] for row in spark.sql("SELECT DISTINCT {} FROM devices".format(process)).collect()]
    print("the table was read by the processes {}".format(", ".join(sorted(processes))))
    fine = len(tasks) >= EXECUTORS and all(count > 0 for count in tasks.values())
    if not fine:
        print("NOT DISTRIBUTED: {} executors wanted".format(EXECUTORS), file=sys.stderr)
    return fine


def is_pushed_down(spark):
    """Whether the reader of Parquet gets the condition, so that it skips blocks of rows."""
    fine = True
    for condition, pushed in [("common_platform__folded = 'ios'", "EqualTo(common_platform__folded,ios)"),
                              ("common_battery_level IN (1, 2)", "In(common_battery_level, [1,2])"),
                              ("common_uuid__folded >= '25'", "GreaterThanOrEqual(common_uuid__folded,25)"),
                              ("contains(common_uuid__folded, '25')", "StringContains(common_uuid__folded,25)")]:
        plan = spark.sql("EXPLAIN SELECT id FROM devices WHERE " + condition).first()[0]
        if pushed not in plan:
            fine = False
            print("NOT PUSHED DOWN: {}\n{}".format(condition, plan), file=sys.stderr)
    return fine


if __name__ == "__main__":
    sys.exit(main())
