#!/usr/bin/env python3
"""coreql's SQL over a fleet that is spread over PostgreSQL servers, compared with coreql's own answers.
See README.md beside this.

usage: run.py [DEVICES [SHARDS]]
"""
import json
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import psycopg

# Servers of your own: their addresses, the first for the whole table, the others for its parts, separated by `;`. Each is
# keywords as libpq takes them: "host=a dbname=fleet user=me; host=b dbname=fleet user=me; ...". Empty: servers of its own.
SERVERS = os.environ.get("COREQL_PG_SERVERS", "")

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    devices = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    shards = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    folder = pathlib.Path(tempfile.mkdtemp(prefix="coreql-fdw-"))
    profile = os.environ.get("COREQL_PROFILE", "release")
    clusters = []
    try:
        subprocess.run(["cargo", "run", "--quiet", "--profile", profile, "-p", "coreql", "--features", "sql",
                        "--example", "scale", "--", "postgres", str(devices), str(folder)], cwd=ROOT, check=True)
        if SERVERS:
            addresses = [psycopg.conninfo.conninfo_to_dict(text) for text in SERVERS.split(";")]
        else:
            for number in range(1 + shards):
                clusters.append(Cluster(folder / "cluster{}".format(number)))
            addresses = [cluster.address for cluster in clusters]
        connections = [psycopg.connect(**address, autocommit=True, cursor_factory=psycopg.RawCursor)
                       for address in addresses]
        try:
            return run(connections, addresses, folder, devices)
        finally:
            for connection in connections:
                clean(connection)
                connection.close()
    finally:
        for cluster in clusters:
            cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """A temporary PostgreSQL server, which listens on the loopback address only and keeps nothing."""

    def __init__(self, folder):
        # The server refuses to run as root.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder = str(folder)
        folder.mkdir()
        if self.user:
            folder.parent.chmod(0o711)
            account = pwd.getpwnam(self.user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.call("initdb", "--auth=trust", "--username=coreql", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "port": port, "fsync": "off",
                    "shared_buffers": "64MB"}
        options = " ".join("-c {}='{}'".format(*setting) for setting in settings.items())
        self.call("pg_ctl", "--wait", "--silent", "--log", self.folder + "/log", "--options", options, "start")
        self.address = {"host": "127.0.0.1", "port": str(port), "dbname": "postgres", "user": "coreql"}

    def stop(self):
        self.call("pg_ctl", "--wait", "--silent", "--mode", "immediate", "stop")

    def call(self, command, *arguments):
        folder = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True).stdout.strip() \
            if shutil.which("pg_config") else ""
        found = shutil.which(command) or shutil.which(command, path=folder) or newest(command)
        subprocess.run([found, "--pgdata", self.folder, *arguments], check=True, user=self.user, cwd="/",
                       stdout=subprocess.DEVNULL)


def newest(command):
    """The path on Debian."""
    found = pathlib.Path("/usr/lib/postgresql").glob("*/bin/" + command)
    return str(max(found, key=lambda path: int(path.parts[4])))


def clean(connection):
    connection.execute("DROP SCHEMA IF EXISTS coreql CASCADE")
    for (name,) in connection.execute("SELECT srvname FROM pg_foreign_server WHERE srvname LIKE 'coreql\\_%'").fetchall():
        connection.execute("DROP SERVER {} CASCADE".format(name))


def run(connections, addresses, folder, devices):
    started = time.monotonic()
    whole, *parts = connections
    table = json.loads((folder / "table.json").read_text("utf-8"))
    for connection in connections:
        clean(connection)
        connection.execute("CREATE SCHEMA coreql")
        connection.execute("SET search_path = coreql, public")
    # The same columns, and so the same collations, on both sides: otherwise no condition on text is sent.
    # A table with foreign partitions can have no primary key; each part has one.
    whole.execute(table["create"].replace(" PRIMARY KEY", " NOT NULL", 1) + " PARTITION BY HASH (id)")
    whole.execute("CREATE EXTENSION IF NOT EXISTS postgres_fdw")
    for number, (part, address) in enumerate(zip(parts, addresses[1:])):
        part.execute(table["create"])
        options = {key: value for key, value in address.items() if key not in ("user", "password")}
        options.update(async_capable="true", batch_size="500", fetch_size="10000", use_remote_estimate="true")
        user = {key: value for key, value in address.items() if key in ("user", "password")}
        whole.execute("CREATE SERVER coreql_{} FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({})".format(
            number, pairs(options)))
        whole.execute("CREATE USER MAPPING FOR CURRENT_USER SERVER coreql_{} OPTIONS ({})".format(number, pairs(user)))
        whole.execute("CREATE FOREIGN TABLE devices_{0} PARTITION OF devices FOR VALUES WITH (MODULUS {1}, REMAINDER {0}) "
                      "SERVER coreql_{0} OPTIONS (schema_name 'coreql', table_name 'devices')".format(number, len(parts)))
    for line in (folder / "inserts.jsonl").open(encoding="utf-8"):
        whole.execute(json.loads(line))
    for part in parts:
        for statement in table["indexes"]:
            part.execute(statement)
        part.execute("ANALYZE devices")
    held = [part.execute("SELECT count(*) FROM devices").fetchone()[0] for part in parts]
    assert sum(held) == devices and all(held), held
    print("{} devices on {} servers, {}, {:.0f} s".format(
        devices, len(parts), " + ".join(map(str, held)), time.monotonic() - started), flush=True)
    fine = compare(whole, folder)
    return 0 if fine else 1


def pairs(options):
    return ", ".join("{} '{}'".format(key, value.replace("'", "''")) for key, value in options.items())


def compare(whole, folder):
    started = time.monotonic()
    queries = differences = selected = sent = 0
    for line in (folder / "queries.jsonl").open(encoding="utf-8"):
        query = json.loads(line)
        search, expected = query["search"], query["expected"]
        values = [value.get("value") for value in search["parameters"]]
        found = [row[0] for row in whole.execute(search["text"], values or None).fetchall()]
        count = whole.execute(query["count"]).fetchone()[0]
        queries += 1
        selected += len(expected)
        if found != expected or count != len(expected):
            differences += 1
            print("DIFFERENT: {query} ({missing})\n  {search[text]}".format(**query), file=sys.stderr)
            print("  {} expected, {} found, {} counted".format(len(expected), len(found), count), file=sys.stderr)
        scans = sent_to(whole, search["text"], values)
        if is_whole(scans):
            sent += 1
        else:
            print("NOT SENT: {}\n  {}\n  {}".format(query["query"], search["text"], scans), file=sys.stderr)
    print("{} queries, {} differences ({} devices selected, {:.0f} s)".format(
        queries, differences, selected, time.monotonic() - started))
    print("{} of {} conditions are sent to the servers whole, the last as\n  {}".format(sent, queries, scans[0][0]))
    fine = differences == 0 and selected > 0 and sent == queries
    return fine and control(whole)


def sent_to(whole, text, values):
    """What EXPLAIN shows of each server: the statement that it is sent, and the filter that is left to the local server."""
    answer = whole.execute("EXPLAIN (VERBOSE, FORMAT JSON) " + text, values or None).fetchone()[0]
    return [(node["Remote SQL"], node.get("Filter")) for node in nodes([answer[0]["Plan"]]) if "Remote SQL" in node]


def nodes(plans):
    for node in plans:
        yield node
        yield from nodes(node.get("Plans", []))


def is_whole(scans):
    return bool(scans) and all(" WHERE " in remote and left is None for remote, left in scans)


def control(whole):
    """The check itself must be able to fail: a condition under another collation is not sent."""
    text = "SELECT id FROM devices WHERE (common_platform__folded COLLATE \"POSIX\") = 'ios'"
    scans = sent_to(whole, text, [])
    fine = bool(scans) and not is_whole(scans) and all(left for _, left in scans)
    if not fine:
        print("THE CHECK SEES NOTHING: {}".format(scans), file=sys.stderr)
    return fine


if __name__ == "__main__":
    sys.exit(main())
