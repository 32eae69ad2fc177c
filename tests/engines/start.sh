#!/usr/bin/env bash
# Makes sure that the local PostgreSQL and MariaDB accept the connections of tests/engines/run.py, and starts them if they
# do not: PostgreSQL as user postgres without a password, MariaDB as root without one.
set -euo pipefail

postgres() { psql -qXAt -h 127.0.0.1 -U postgres -d postgres -c "SELECT 1" >/dev/null 2>&1; }
maria() { mariadb -h 127.0.0.1 -u root -e "SELECT 1" >/dev/null 2>&1; }
wait_for() { for _ in $(seq 60); do "$@" && return 0; sleep 1; done; echo "no answer: $*" >&2; return 1; }

if ! postgres; then
  version=$(ls /etc/postgresql | sort -n | tail -n 1)
  # Local connections are trusted: this cluster serves tests only.
  sed -i -E 's/^(host +all +all +127\.0\.0\.1\/32 +).*/\1trust/' "/etc/postgresql/$version/main/pg_hba.conf"
  pg_ctlcluster --skip-systemctl-redirect "$version" main restart
  wait_for postgres
fi

if ! maria; then
  mkdir -p /run/mysqld && chown mysql /run/mysqld
  mariadb -u root -e "SELECT 1" >/dev/null 2>&1 ||
    start-stop-daemon --start --oknodo --background --exec /usr/sbin/mariadbd -- --user=mysql
  wait_for mariadb -u root -e "SELECT 1"
  mariadb -u root -e "ALTER USER root@localhost IDENTIFIED VIA mysql_native_password USING PASSWORD('')"
  wait_for maria
fi
