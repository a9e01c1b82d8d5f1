#!/usr/bin/env bash
# Prosody 13 (Debian backports): $USERS @localhost; any of PROSODY_COMPONENTS may attach with the secret.
# upload.localhost takes small files of the users and of the example network; conference.localhost has rooms with archives.
#   ports: +222 clients (STARTTLS), +280 files (HTTP), +347 components
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
STATE="$SERVERS_DIR/prosody" CLIENTS="$(port 222)" FILES="$(port 280)" COMPONENTS="$(port 347)"

configuration() {
  cat <<LUA
data_path = "$STATE/data"
pidfile = "$STATE/prosody.pid"
admin_socket = "$STATE/prosody.sock"
log = { info = "$STATE/prosody.log" }
interfaces = { "127.0.0.1" }
c2s_ports = { $CLIENTS }
c2s_direct_tls_ports = { }
component_interfaces = { "127.0.0.1" }
component_ports = { $COMPONENTS }
http_interfaces = { "127.0.0.1" }
http_ports = { $FILES }
https_ports = { }
http_default_host = "upload.localhost"
modules_disabled = { "s2s" }
modules_enabled = {
  "blocklist", "disco", "roster", "saslauth", "tls", "carbons", "mam", "offline", "pep", "ping", "posix", "smacks", "time", "vcard_legacy", "version",
}
ssl = { certificate = "$STATE/tls/cert.pem", key = "$STATE/tls/key.pem" }
authentication = "internal_hashed"
storage = "internal"
c2s_require_encryption = true
VirtualHost "localhost"
  modules_enabled = { "privilege" }
  privileged_entities = {
    ["example.localhost"] = {
      roster = "both", message = "outgoing",
      iq = { ["http://jabber.org/protocol/pubsub"] = "both", ["urn:xmpp:mam:2"] = "both", ["urn:xmpp:blocking"] = "get", ["vcard-temp"] = "get" },
    },
    ["matrix.localhost"] = { iq = { ["http://jabber.org/protocol/pubsub"] = "both" } }, -- bookmarks of rooms, and nothing else
  }
LUA
  cat <<LUA
Component "upload.localhost" "http_file_share"
  http_external_url = "http://127.0.0.1:$FILES/"
  http_file_share_access = { "localhost", "example.localhost" }
  http_file_share_size_limit = 30000
  http_file_share_daily_quota = 1073741824
Component "conference.localhost" "muc"
  modules_enabled = { "muc_mam", "muc_moderation" }
  muc_log_by_default = true
  restrict_room_creation = false
LUA
  local name
  for name in ${PROSODY_COMPONENTS:-mail matrix echo example}; do
    printf 'Component "%s.localhost"\n  component_secret = "secret"\n' "$name"
    case $name in matrix | example) printf '  modules_enabled = { "privilege" }\n' ;; esac # the others stay without privileges
  done
}

is_up() { running prosody >/dev/null; }

as_prosody() { setpriv --reuid=prosody --regid=prosody --init-groups -- "$@"; }

up() {
  local user
  need openssl
  need --backports prosody prosody-modules # mod_privilege
  need_free "$CLIENTS" "$FILES" "$COMPONENTS"
  mkdir -p "$STATE/data"
  self_signed "$STATE/tls" localhost "DNS:localhost,IP:127.0.0.1"
  configuration >"$STATE/prosody.cfg.lua"
  chown -R prosody: "$STATE" # Prosody refuses to run as root
  for user in $USERS; do
    [ -e "$STATE/data/localhost/accounts/$user.dat" ] \
      || as_prosody prosodyctl --config "$STATE/prosody.cfg.lua" register "$user" localhost secret >>"$STATE/register.log" 2>&1 \
      || die "cannot register $user, see $STATE/register.log"
  done
  start prosody "$STATE/stdout.log" setpriv --reuid=prosody --regid=prosody --init-groups -- prosody --config "$STATE/prosody.cfg.lua" -F
  await_port prosody "$STATE/stdout.log" "$CLIENTS" "$FILES" "$COMPONENTS"
}

down() { stop prosody; }

info() { printf 'prosody: clients 127.0.0.1:%s (STARTTLS, certificate %s), components 127.0.0.1:%s, log %s\n' "$CLIENTS" "$STATE/tls/cert.pem" "$COMPONENTS" "$STATE/prosody.log"; }

serve "$@"
