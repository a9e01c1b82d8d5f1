#!/usr/bin/env bash
# Try it: real servers and the gateway on loopback, and one conversation per network, as the people see it.
#   try.sh              installs what is missing (Debian 12, as root; needs the .NET SDK), plays, and leaves everything running
#   try.sh --mail-only  without Synapse, which needs a chroot with Debian sid (0.5 GiB)
#   try.sh --once       takes everything down after the conversation
#   try.sh --down       stops everything and removes it
# TRY_DIR and TRY_PORTS say where it keeps everything (a folder of its own: --down removes it) and its first port (28000).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export SERVERS_DIR="${TRY_DIR:-${TMPDIR:-/tmp}/xmpp-gateway-try}" SERVERS_PORTS="${TRY_PORTS:-28000}"
. tests/servers/common.sh

matrix=1 once=''
for option in "$@"; do
  case "$option" in
    --mail-only) matrix='' ;;
    --once) once=1 ;;
    --down) matrix=down ;;
    *) sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2 ;;
  esac
done

say() { printf '\n%s\n' "$*"; }
servers() { local server; for server in prosody mail ${matrix:+synapse}; do "tests/servers/$server.sh" "$@"; done; }

take_down() { # [--chroot]
  stop gateway
  matrix=1 servers down
  if [ "${1:-}" = --chroot ] && [ -e "$SERVERS_DIR/made-chroot" ]; then rm -rf --one-file-system "$SERVERS_CACHE_DIR/sid"; fi
  if [ -s "$SERVERS_DIR/installed-packages" ]; then
    say "These packages were installed for it; remove them if nothing else needs them:"
    printf '  apt-get purge --autoremove %s\n' "$(sort -u "$SERVERS_DIR/installed-packages" | tr '\n' ' ')"
    [ ! -e /etc/apt/sources.list.d/xmpp-gateway-backports.sources ] || printf '  rm /etc/apt/sources.list.d/xmpp-gateway-backports.sources\n'
  fi
  rm -rf "${SERVERS_DIR:?}"
}

if [ "$matrix" = down ]; then take_down --chroot; say "Everything is stopped and removed."; exit 0; fi
[ "$(id -u)" = 0 ] || die "must run as root: it installs packages, and the servers change to users of their own"
command -v dotnet >/dev/null || die "needs the .NET 10 SDK"

configuration() {
  cat <<JSON
{
  "Xmpp": { "Server": "127.0.0.1:$(port 347)", "Secret": "secret", "LocalDomains": ["localhost"] },
  "Store": { "Engine": "sqlite", "Connection": "Data Source=$SERVERS_DIR/gateway.db" },
  "Http": { "Listen": "http://127.0.0.1:$(port 480)" },
  "Access": { "Allow": ["localhost"] },
  "Networks": {
    "mail": {
      "Adapter": "email", "Domain": "mail.localhost", "MailDomain": "bridge.test",
      "Lmtp": { "Listen": "127.0.0.1:$(port 24)" },
      "Smtp": {
        "Server": "127.0.0.1:$(port 587)", "Security": "starttls", "Username": "gateway", "Password": "secret",
        "TrustedCertificate": "$SERVERS_DIR/mail/tls/cert.pem"
      }
    }
JSON
  [ -z "$matrix" ] || cat <<JSON
    , "matrix": {
      "Adapter": "matrix", "Domain": "matrix.localhost", "Homeserver": "http://127.0.0.1:$(port 8)",
      "ServerName": "matrix.test", "Listen": "http://127.0.0.1:$(port 29)", "Registration": "$SERVERS_DIR/registration.yaml"
    }
JSON
  printf '  }\n}\n'
}

start_everything() {
  mkdir -p "$SERVERS_DIR"
  if [ -n "$matrix" ] && [ ! -e "$SERVERS_CACHE_DIR/sid/.complete" ]; then : >"$SERVERS_DIR/made-chroot"; fi
  local chroot=''
  if [ -n "$matrix" ]; then
    tests/servers/sid.sh install matrix-synapse &
    chroot=$!
  fi
  say "Installing what is missing and publishing the gateway (log: $SERVERS_DIR) ..."
  tests/servers/install.sh --backports prosody python3-slixmpp
  tests/servers/mail.sh install
  dotnet publish src/XmppGateway -c Release -v quiet -nologo -o "$SERVERS_DIR/program" >"$SERVERS_DIR/publish.log" 2>&1 \
    || { cat "$SERVERS_DIR/publish.log" >&2; die "cannot publish the gateway"; }
  configuration >"$SERVERS_DIR/gateway.json"
  if [ -n "$matrix" ]; then
    wait "$chroot" || die "Debian sid cannot install Synapse today; try --mail-only"
    [ -s "$SERVERS_DIR/registration.yaml" ] \
      || "$SERVERS_DIR/program/xmpp-gateway" matrix-registration --config "$SERVERS_DIR/gateway.json" >"$SERVERS_DIR/registration.new"
    [ ! -e "$SERVERS_DIR/registration.new" ] || mv "$SERVERS_DIR/registration.new" "$SERVERS_DIR/registration.yaml"
    export SYNAPSE_REGISTRATION="$SERVERS_DIR/registration.yaml"
  fi
  servers up
  if ! running gateway >/dev/null; then
    : >"$SERVERS_DIR/gateway.log"
    start gateway "$SERVERS_DIR/gateway.log" "$SERVERS_DIR/program/xmpp-gateway" run --config "$SERVERS_DIR/gateway.json"
    local tries
    for tries in {1..300}; do ! grep -qx ready "$SERVERS_DIR/gateway.log" || break; running gateway >/dev/null || break; sleep 0.1; done
    grep -qx ready "$SERVERS_DIR/gateway.log" || { tail -n 20 "$SERVERS_DIR/gateway.log" >&2; die "the gateway is not ready"; }
  fi
  printf 'gateway: health http://127.0.0.1:%s/health/ready, log %s\n' "$(port 480)" "$SERVERS_DIR/gateway.log"
}

[ -z "$once" ] || trap '[ $? = 0 ] && take_down || { stop gateway; matrix=1 servers down; printf "Logs: %s\n" "$SERVERS_DIR" >&2; }' EXIT
start_everything
/usr/bin/python3 deploy/conversation.py --first-port "$SERVERS_PORTS" --state "$SERVERS_DIR" ${matrix:+--matrix}
[ -z "$once" ] || exit 0

say "Everything stays up. Log in yourself; every password is 'secret':"
printf '  XMPP    alice@localhost, bob@localhost, carol@localhost   127.0.0.1:%s (STARTTLS)   certificate %s\n' "$(port 222)" "$SERVERS_DIR/prosody/tls/cert.pem"
printf '  mail    bob@example.test, carol@example.test              IMAP 127.0.0.1:%s, submission 127.0.0.1:%s (STARTTLS)   certificate %s\n' \
  "$(port 143)" "$(port 587)" "$SERVERS_DIR/mail/tls/cert.pem"
[ -z "$matrix" ] || printf '  Matrix  @mia:matrix.test, @noah:matrix.test               http://127.0.0.1:%s\n' "$(port 8)"
printf 'In an XMPP client add the contact bob\\40example.test@mail.localhost%s.\n' "${matrix:+ or \\40mia\\3amatrix.test@matrix.localhost}"
printf 'From a mailbox write to alice@bridge.test%s.\n' "${matrix:+; in Matrix invite @_xmpp_alice=40localhost:matrix.test}"
printf 'deploy/try.sh --down stops and removes it all.\n'
