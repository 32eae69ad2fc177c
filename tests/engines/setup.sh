#!/usr/bin/env bash
# Creates the Python environment in which tests/engines/run.py runs DuckDB, ClickHouse, Spark and DataFusion, and reaches
# PostgreSQL and MariaDB. Spark needs Java 17 as well. Usage: tests/engines/setup.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:-target/engines}
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r tests/engines/requirements.txt
