#!/usr/bin/env bash
# ejabberd 24.12 (Debian backports): $USERS @localhost; any component domain may attach with the secret.
# upload.localhost takes small files.
#   ports: +1222 clients (STARTTLS), +1347 components, +1280 commands and files over HTTP
# Runs without Erlang distribution: no epmd, no node name, no cookie.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
STATE="$SERVERS_DIR/ejabberd" CLIENTS="$(port 1222)" COMPONENTS="$(port 1347)" API="$(port 1280)"

configuration() {
  cat <<YAML
hosts: [localhost]
loglevel: info
log_rotate_count: 0
certfiles: ["$STATE/tls/all.pem"]
ca_file: "$STATE/tls/cert.pem"
listen:
  - {port: $CLIENTS, ip: "127.0.0.1", module: ejabberd_c2s, access: all, starttls_required: true}
  # With "hosts:" naming several domains a connection gets the stanzas of all of them, whichever it asked for.
  - {port: $COMPONENTS, ip: "127.0.0.1", module: ejabberd_service, password: secret}
  - {port: $API, ip: "127.0.0.1", module: ejabberd_http, request_handlers: {/api: mod_http_api, /upload: mod_http_upload}}
auth_password_format: scram
s2s_access: none
# The traffic of this one is divided between two programs: with one alone, what falls to the other is dropped without an error.
domain_balancing:
  balanced.localhost: {type: bare_destination, component_number: 2}
acl:
  # The example network; the others stay without privileges, but for bookmarks of rooms, and pictures of users: the IQs of who has no privilege for their
  # namespace to users are dropped where this module is loaded.
  example: {server: example.localhost}
  mail: {server: mail.localhost}
  matrix: {server: matrix.localhost}
access_rules:
  example: [{allow: example}]
  bookmarks: [{allow: example}, {allow: matrix}]
  pictures: [{allow: example}, {allow: mail}]
api_permissions:
  "tests": {from: [mod_http_api], who: {ip: 127.0.0.0/8}, what: "*"}
shaper_rules:
  max_user_sessions: 100
  max_user_offline: {10000: all}
modules:
  mod_admin_extra: {}
  mod_avatar: {}
  mod_blocking: {}
  mod_caps: {}
  mod_carboncopy: {}
  mod_disco: {}
  mod_http_api: {}
  mod_http_upload:
    host: upload.localhost
    access: all
    max_size: 30000
    docroot: "$STATE/upload"
    put_url: "http://127.0.0.1:$API/upload"
  mod_mam: {default: always, db_type: mnesia}
  mod_muc: {host: conference.localhost} # rooms without archives; without it mod_caps fails on every presence of a room
  mod_offline: {access_max_user_messages: max_user_offline}
  mod_ping: {}
  mod_privacy: {}
  mod_privilege:
    roster: {both: example}
    message: {outgoing: example}
    iq:
      "http://jabber.org/protocol/pubsub": {both: bookmarks}
      "urn:xmpp:blocking": {get: example}
      "vcard-temp": {get: pictures}
  mod_pubsub: {plugins: [flat, pep]}
  mod_roster: {versioning: true}
  mod_stream_mgmt: {resend_on_timeout: if_offline}
  mod_time: {}
  mod_vcard: {search: false}
  mod_vcard_xupdate: {}
  mod_version: {}
YAML
}

is_up() { running ejabberd >/dev/null; }

command() { curl -s -X POST -H 'Content-Type: application/json' -d "$2" "http://127.0.0.1:$API/api/$1"; }

up() {
  local user libs tries
  need openssl curl
  need --backports ejabberd
  need_free "$CLIENTS" "$COMPONENTS" "$API"
  mkdir -p "$STATE/spool" "$STATE/upload"
  self_signed "$STATE/tls" localhost "DNS:localhost,IP:127.0.0.1"
  cat "$STATE/tls/cert.pem" "$STATE/tls/key.pem" >"$STATE/tls/all.pem"
  configuration >"$STATE/ejabberd.yml"
  printf '{lookup, ["file", "native"]}.\n{host, {127,0,0,1}, ["localhost"]}.\n' >"$STATE/inetrc"
  chown -R ejabberd: "$STATE"
  libs="$(sed -n "s/^ERL_LIBS='\(.*\)'$/\1/p" /usr/sbin/ejabberdctl)"
  cd "$STATE"
  start ejabberd "$STATE/stdout.log" setpriv --reuid=ejabberd --regid=ejabberd --init-groups -- \
    env HOME="$STATE" ERL_LIBS="$libs" ERL_INETRC="$STATE/inetrc" ERL_CRASH_DUMP_BYTES=0 ERL_MAX_PORTS=32000 \
    EJABBERD_CONFIG_PATH="$STATE/ejabberd.yml" EJABBERD_LOG_PATH="$STATE/ejabberd.log" \
    erl -noinput -mnesia dir "\"$STATE/spool\"" -s ejabberd
  await_port ejabberd "$STATE/stdout.log" "$CLIENTS" "$COMPONENTS" "$API"
  for tries in {1..100}; do ! command status '{}' | grep -q started || break; sleep 0.1; done
  for user in $USERS; do command register "{\"user\":\"$user\",\"host\":\"localhost\",\"password\":\"secret\"}" >>"$STATE/register.log"; done
}

down() { stop ejabberd; }

info() { printf 'ejabberd: clients 127.0.0.1:%s (STARTTLS, certificate %s), components 127.0.0.1:%s, log %s\n' "$CLIENTS" "$STATE/tls/cert.pem" "$COMPONENTS" "$STATE/ejabberd.log"; }

serve "$@"
