# What the scripts of the servers share. Sourced, never run.
# shellcheck shell=bash
#
#   SERVERS_DIR        configuration, data, logs and pid files of the servers; one set of servers each
#   SERVERS_PORTS      first port of the set (25000): every port is an offset from it, so that sets can run side by side
#   SERVERS_CACHE_DIR  what is slow to make again: the chroot with Debian sid
#   SERVERS_NO_INSTALL not empty: never install anything, fail when something is missing
# Everything listens on 127.0.0.1 only. Passwords and component secrets are all 'secret'.

set -euo pipefail
umask 022
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"

SERVERS_HOME="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
SERVERS_DIR="${SERVERS_DIR:-${TMPDIR:-/tmp}/xmpp-gateway-tests}"
SERVERS_PORTS="${SERVERS_PORTS:-25000}"
SERVERS_CACHE_DIR="${SERVERS_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/xmpp-gateway-tests}"
export SERVERS_DIR SERVERS_PORTS SERVERS_CACHE_DIR

# Accounts @localhost. The scenarios have one each where what a user has done would show in another one.
USERS="${USERS:-alice bob carol dora emil frieda gustav hanna ida jakob karla ludwig moritz nora otto paula quirin rosa stefan theo ulla viktor wanda}"

port() { printf '%s\n' $((SERVERS_PORTS + $1)); }
die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

. "$SERVERS_HOME/packages.sh"
. "$SERVERS_HOME/processes.sh"

# self_signed DIR NAME SUBJECT-ALTERNATIVE-NAMES: DIR/cert.pem and DIR/key.pem, made once.
self_signed() {
  [ ! -s "$1/cert.pem" ] || return 0
  mkdir -p "$1"
  openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$2" -addext "subjectAltName=$3" \
    -keyout "$1/key.pem" -out "$1/cert.pem" 2>/dev/null
}

# Each script defines is_up, up, down, and info (one line on what listens where), and names its folder in $STATE.
serve() {
  case "${1:-}" in
    up)
      [ "$(id -u)" = 0 ] || die "must run as root"
      mkdir -p "$SERVERS_DIR"
      is_up || up
      info
      ;;
    down) down ;;
    kill) stop "$(basename "$0" .sh)" KILL ;; # as when the power fails; of servers that are one process
    status) if is_up; then info; else printf '%s: down\n' "$(basename "$0" .sh)"; exit 3; fi ;;
    reset) down; rm -rf "${STATE:?}" ;;
    *) printf 'usage: %s up|down|kill|status|reset\n' "$(basename "$0")" >&2; exit 2 ;;
  esac
}
