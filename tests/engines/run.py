#!/usr/bin/env python3
"""Runs SQL on one engine per process: JSON lines in, JSON lines out.

  {"engine":"duckdb","statements":["..."],"query":"...","params":[...]}  ->  {"rows":[[...]]} or {"error":"..."}

A statement is a text or [text, params]. A parameter is a JSON value, or {"decimal":"1.5"} or {"bytes":"00ff"}.
Every engine is opened at its first request and kept until the input ends; the answer to {"engine":"duckdb","version":true}
is its version, to {"engine":"postgres","database":true} the name of the database.
In an answer: decimals are {"decimal":"..."}, bytes {"bytes":"hex"}, times their ISO text, non-finite doubles their text.
"""
import datetime
import decimal
import functools
import json
import math
import os
import shutil
import sys
import tempfile


class Engine:
    """Each has a database of its own, which ends with the process, so several may run at once."""

    database = "coreql_%d" % os.getpid()

    def close(self):
        pass


class Sqlite(Engine):
    """`?` or `?1`; NULL, 64-bit integers, doubles, text, bytes (a boolean is 0 or 1)."""

    def __init__(self):
        import sqlite3
        self.db = sqlite3.connect(":memory:", isolation_level=None)

    def run(self, sql, params):
        return self.db.execute(sql, params).fetchall()

    def version(self):
        return "SQLite " + self.run("SELECT sqlite_version()", [])[0][0]


class Postgres(Engine):
    """`$1`, by the server (RawCursor): text goes with an unknown type, integers as int2, int4 or int8."""

    def __init__(self):
        import psycopg
        server = os.environ.get("COREQL_PG", "host=127.0.0.1 user=postgres dbname=postgres")
        self.server = psycopg.connect(server, autocommit=True)
        self.drop()
        self.server.execute("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'".format(self.database))
        self.db = psycopg.connect(server, dbname=self.database, autocommit=True, cursor_factory=psycopg.RawCursor)

    def run(self, sql, params):
        cursor = self.db.execute(sql, params or None)
        return cursor.fetchall() if cursor.description else []

    def version(self):
        return self.run("SELECT version()", [])[0][0]

    def drop(self):
        self.server.execute("DROP DATABASE IF EXISTS {} WITH (FORCE)".format(self.database))

    def close(self):
        self.db.close()
        self.drop()


class Maria(Engine):
    """`?`, by the server: EXECUTE IMMEDIATE takes the values as literals that the client escapes."""

    def __init__(self):
        import pymysql
        self.db = pymysql.connect(host=os.environ.get("COREQL_MARIADB_HOST", "127.0.0.1"), user="root",
                                  password=os.environ.get("COREQL_MARIADB_PASSWORD", ""),
                                  charset="utf8mb4", autocommit=True)
        for statement in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {}", "USE {}"):
            self.run(statement.format(self.database), [])

    def run(self, sql, params):
        with self.db.cursor() as cursor:
            if params:
                quoted = ", ".join(self.db.escape(value) for value in params)
                sql = "EXECUTE IMMEDIATE {} USING {}".format(self.db.escape(sql), quoted)
            cursor.execute(sql)  # no arguments: a % is literal
            return cursor.fetchall() if cursor.description else []

    def version(self):
        return "MariaDB " + self.run("SELECT version()", [])[0][0]

    def close(self):
        self.run("DROP DATABASE " + self.database, [])


class DuckDb(Engine):
    """`?` or `$1`."""

    def __init__(self):
        import duckdb
        self.db = duckdb.connect()

    def run(self, sql, params):
        return self.db.execute(sql, params or None).fetchall()

    def version(self):
        return "DuckDB " + self.run("SELECT version()", [])[0][0]


CLICKHOUSE_ESCAPES = str.maketrans({"\\": "\\\\", "'": "\\'", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def clickhouse(value, top=True):
    """A value as ClickHouse reads the text of a parameter: escaped as in TSV, quoted within an array."""
    if value is None:
        return "\\N" if top else "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = value.translate(CLICKHOUSE_ESCAPES)
        return text if top else "'" + text + "'"
    if isinstance(value, list):
        return "[" + ",".join(clickhouse(item, False) for item in value) + "]"
    return repr(value) if isinstance(value, float) else str(value)


class ClickHouse(Engine):
    """`{p1:Type}`: parameters are p1, p2 ... in order; values go as text, read as the type in the braces."""

    def __init__(self):
        from chdb import session
        self.db = session.Session()
        for setting in ("quote_64bit_integers = 0", "quote_decimals = 1", "quote_denormals = 1"):
            self.db.query("SET output_format_json_" + setting)

    def run(self, sql, params):
        kwargs = {"params": {"p%d" % (at + 1): clickhouse(value) for at, value in enumerate(params)}} if params else {}
        out = self.db.query(sql, "JSONCompactEachRowWithNamesAndTypes", **kwargs)
        text = out.bytes().decode("utf-8", "surrogateescape") if out is not None and out.bytes() else ""
        lines = [json.loads(line) for line in text.split("\n") if line]
        types = lines[1] if lines else []
        return [[self.typed(value, kind) for value, kind in zip(line, types)] for line in lines[2:]]

    @staticmethod
    def typed(value, kind):
        if value is None or isinstance(value, list):
            return value
        if "Decimal" in kind:
            return decimal.Decimal(value)
        return float(value) if "Float" in kind else value

    def version(self):
        return "ClickHouse " + self.run("SELECT version()", [])[0][0]

    def close(self):
        self.db.cleanup()


class Spark(Engine):
    """`?` with a list, `:p1` where the text has no `?`."""

    ansi = "true"

    def __init__(self):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        # The JVM writes its progress to its own standard streams; ours carries the answers.
        from pyspark.sql import SparkSession
        self.home = tempfile.mkdtemp(prefix="coreql-spark-")
        self.db = (SparkSession.builder.master("local[1]")
                   .config("spark.ui.enabled", "false")
                   .config("spark.ui.showConsoleProgress", "false")
                   .config("spark.sql.shuffle.partitions", "1")
                   .config("spark.sql.warehouse.dir", self.home)
                   .config("spark.sql.session.timeZone", "UTC")
                   .config("spark.sql.ansi.enabled", self.ansi)
                   .getOrCreate())
        self.db.sparkContext.setLogLevel("OFF")

    def run(self, sql, params):
        frame = self.db.sql(sql, args=params) if params else self.db.sql(sql)
        return [list(row) for row in frame.collect()]

    def version(self):
        return "Spark " + self.db.version + " ansi=" + self.ansi

    def close(self):
        self.db.stop()
        shutil.rmtree(self.home, ignore_errors=True)


class SparkLoose(Spark):
    ansi = "false"


class DataFusion(Engine):
    """`$1`: positions are the names of the values."""

    def __init__(self):
        import datafusion
        self.name = "DataFusion " + datafusion.__version__
        self.db = datafusion.SessionContext()

    def run(self, sql, params):
        values = {str(at + 1): value for at, value in enumerate(params)}
        frame = self.db.sql(sql, param_values=values) if values else self.db.sql(sql)
        rows = []
        for batch in frame.collect():
            columns = [column.to_pylist() for column in batch.columns]
            rows.extend(list(row) for row in zip(*columns))
        return rows

    def version(self):
        return self.name


class Translated(DuckDb):
    """An engine that is not here: DuckDB runs what sqlglot makes of its statements. Collations are left out, for DuckDB
    compares by code points anyway, and text stays text where its bytes would be compared."""

    def __init__(self, dialect):
        super().__init__()
        self.dialect = dialect

    def run(self, sql, params):
        import sqlglot
        rows = []
        for statement in sqlglot.parse(sql, read=self.dialect):
            rows = super().run(statement.transform(self.plain).sql("duckdb"), params)
        return rows

    @staticmethod
    def plain(node):
        from sqlglot import exp
        if isinstance(node, exp.Collate):
            return node.this.transform(Translated.plain)
        if isinstance(node, exp.ColumnConstraint):
            kind = node.args["kind"]
            return None if isinstance(kind, (exp.CollateColumnConstraint, exp.CharacterSetColumnConstraint)) else node
        if isinstance(node, exp.Introducer):
            return exp.Literal.string(bytes.fromhex(node.expression.name).decode())
        if isinstance(node, exp.Cast) and isinstance(node.this, exp.HexString):
            return exp.Literal.string(bytes.fromhex(node.this.name).decode("utf-16-le"))
        if isinstance(node, exp.Parameter):
            return exp.Parameter(this=exp.Literal.number(node.name.lstrip("p")))
        if isinstance(node, exp.DataType):
            types = exp.DataType.Type
            plain = {types.VARCHAR: "text", types.NVARCHAR: "text", types.VARBINARY: "text", types.FLOAT: "double",
                     types.BIT: "boolean"}
            return exp.DataType.build(plain[node.this]) if node.this in plain else node
        return node

    def version(self):
        import sqlglot
        return "{}, of what sqlglot {} reads as {}".format(super().version(), sqlglot.__version__, self.dialect)


ENGINES = {"sqlite": Sqlite, "postgres": Postgres, "mariadb": Maria, "duckdb": DuckDb, "clickhouse": ClickHouse,
           "spark": Spark, "spark-loose": SparkLoose, "datafusion": DataFusion}
for name, dialect in {"mysql": "mysql", "trino": "trino", "sqlserver": "tsql", "snowflake": "snowflake",
                      "bigquery": "bigquery"}.items():
    ENGINES[name] = functools.partial(Translated, dialect)


def read(value):
    if isinstance(value, dict):
        if "decimal" in value:
            return decimal.Decimal(value["decimal"])
        return bytes.fromhex(value["bytes"])
    return value


def show(value):
    if isinstance(value, decimal.Decimal):
        return {"decimal": str(value)}
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, (datetime.date, datetime.datetime, datetime.time)):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return [show(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(key): show(item) for key, item in value.items()}
    return str(value)


OPEN = {}


def answer(request):
    name = request["engine"]
    if name not in OPEN:
        OPEN[name] = ENGINES[name]()
    engine = OPEN[name]
    if request.get("version"):
        return {"rows": [[engine.version()]]}
    if request.get("database"):
        return {"rows": [[engine.database]]}
    for statement in request.get("statements", []):
        text, params = (statement, []) if isinstance(statement, str) else statement
        engine.run(text, [read(value) for value in params])
    if "query" not in request:
        return {"rows": []}
    rows = engine.run(request["query"], [read(value) for value in request.get("params", [])])
    return {"rows": [[show(value) for value in row] for row in rows]}


def main():
    # Libraries and the JVM may print on descriptor 1: answers go to a copy of it, everything else to standard error.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin.buffer:
        try:
            reply = answer(json.loads(line))
        except Exception as error:  # whatever an engine raises is its answer
            reply = {"error": "{}: {}".format(type(error).__name__, error)}
        out.write(json.dumps(reply, ensure_ascii=True) + "\n")
        out.flush()
    for engine in OPEN.values():
        engine.close()


if __name__ == "__main__":
    main()
