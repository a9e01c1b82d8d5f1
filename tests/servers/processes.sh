# Starting, finding and ending the servers' processes. Sourced by common.sh.
# shellcheck shell=bash
# A pid file holds "PID STARTTIME": a pid that was given to another process since never matches.

start_time() {
  local stat
  stat="$(cat "/proc/$1/stat" 2>/dev/null)" || return 1
  stat="${stat##*) }" # the name in parentheses may hold blanks
  set -- $stat
  printf '%s\n' "${20}"
}

record() { printf '%s %s\n' "$2" "$(start_time "$2")" >"$SERVERS_DIR/$1.pid"; } # NAME PID

running() { # NAME: prints the pid while it runs
  local pid started
  read -r pid started 2>/dev/null <"$SERVERS_DIR/$1.pid" || return 1
  [ "$(start_time "$pid")" = "$started" ] || return 1
  printf '%s\n' "$pid"
}

start() { # NAME LOG COMMAND...: in a session of its own
  local name="$1" log="$2" tries
  shift 2
  rm -f "$SERVERS_DIR/$name.pid"
  setsid "$BASH" -c 'printf "%s %s\n" $$ "$(cut -d" " -f22 /proc/$$/stat)" >"$1.new"; mv "$1.new" "$1"; shift; exec "$@"' \
    start "$SERVERS_DIR/$name.pid" "$@" </dev/null >>"$log" 2>&1 9>&- &
  for tries in {1..250}; do [ ! -s "$SERVERS_DIR/$name.pid" ] || return 0; sleep 0.02; done
  die "$name does not start, see $log"
}

stop() { # NAME [SIGNAL]: ends only what this script started
  local pid tries
  if pid="$(running "$1")"; then
    kill -s "${2:-TERM}" "$pid" 2>/dev/null || true
    for tries in {1..200}; do running "$1" >/dev/null || break; sleep 0.05; done
    ! running "$1" >/dev/null || kill -s KILL "$pid" 2>/dev/null || true
  fi
  rm -f "$SERVERS_DIR/$1.pid"
}

# Reads the kernel's table of listeners: connecting would leave broken connections in the servers' logs.
listens() { grep -qE "^ *[0-9]+: (0100007F|00000000):$(printf '%04X' "$1") [0-9A-F]+:0000 0A " /proc/net/tcp; }

need_free() { local p; for p in "$@"; do ! listens "$p" || die "port $p is in use"; done; }

await_port() { # NAME LOG PORT...
  local name="$1" log="$2" p tries
  shift 2
  for p in "$@"; do
    for tries in {1..1200}; do
      ! listens "$p" || continue 2
      running "$name" >/dev/null || { tail -n 20 "$log" >&2; die "$name ended before it listened on $p, see $log"; }
      sleep 0.05
    done
    tail -n 20 "$log" >&2
    die "$name does not listen on $p after a minute, see $log"
  done
}
