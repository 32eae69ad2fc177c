#!/usr/bin/env bash
# The long comparison with the evaluator, on 200 devices each, both settings of missing values, exact and native text:
# 10,000 random queries on SQLite, 1,000 on each other engine. Spark takes long, and is included only with --spark.
# Usage: tests/engines/differential.sh [--spark]
set -euo pipefail
cd "$(dirname "$0")/../.."
export COREQL_ENGINES=required

compare() { cargo test -q -p coreql --all-features "$@" -- --nocapture 2>&1 | grep -E 'answers|test result|panicked'; }

QUERIES=10000 compare --test sql sqlite::
QUERIES=10000 compare --test sql plain_columns::sqlite
for engine in postgres mariadb duckdb clickhouse datafusion $([ "${1:-}" = --spark ] && echo spark); do
  QUERIES=1000 compare --test sql "engines::$engine"
  QUERIES=1000 compare --test sql "plain_columns::$engine"
done
