#!/usr/bin/env bash
# PostgreSQL: database, user and password 'gateway'.
#   ports: +432
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
STATE="$SERVERS_DIR/postgres" PORT="$(port 432)"

is_up() { running postgres >/dev/null; }

up() {
  local bin tries
  need postgresql
  need_free "$PORT"
  bin="$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)"
  mkdir -p "$STATE"
  chown postgres: "$STATE" # PostgreSQL refuses to run as root
  cd "$STATE"
  as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; }
  [ -s "$STATE/data/PG_VERSION" ] || as_postgres "$bin/initdb" -D "$STATE/data" -U postgres -E UTF8 --locale C.UTF-8 -A trust >"$STATE/initdb.log" 2>&1 \
    || die "initdb failed, see $STATE/initdb.log"
  start postgres "$STATE/postgres.log" setpriv --reuid=postgres --regid=postgres --init-groups -- "$bin/postgres" -D "$STATE/data" \
    -c "listen_addresses=127.0.0.1" -c "port=$PORT" -c "unix_socket_directories=$STATE" -c max_connections=200
  await_port postgres "$STATE/postgres.log" "$PORT"
  query() { "$bin/psql" -q -h 127.0.0.1 -p "$PORT" -U postgres -d postgres -tAc "$1"; }
  for tries in {1..100}; do ! query 'SELECT 1' >/dev/null 2>&1 || break; sleep 0.1; done
  [ "$(query "SELECT count(*) FROM pg_roles WHERE rolname = 'gateway'")" = 1 ] || query "CREATE ROLE gateway LOGIN CREATEDB PASSWORD 'gateway'"
  [ "$(query "SELECT count(*) FROM pg_database WHERE datname = 'gateway'")" = 1 ] || query 'CREATE DATABASE gateway OWNER gateway'
}

# The fast way to shut down: roll back what runs, do not wait for clients to leave.
down() { stop postgres INT; }

info() { printf 'postgres: Host=127.0.0.1;Port=%s;Database=gateway;Username=gateway;Password=gateway\n' "$PORT"; }

serve "$@"
