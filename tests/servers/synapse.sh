#!/usr/bin/env bash
# Synapse (Debian sid, in a chroot) with SQLite: @mia and @noah :matrix.test, no federation, no rate limits.
#   SYNAPSE_REGISTRATION  file with the registration of the application service; Synapse keeps a copy, and reads it when it starts
#   ports: +8 client API
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
STATE="$SERVERS_DIR/synapse" API="$(port 8)" SHARED_SECRET=registration-secret

configuration() {
  cat <<YAML
server_name: matrix.test
public_baseurl: "http://127.0.0.1:$API/"
listeners:
  - {port: $API, tls: false, type: http, bind_addresses: ['127.0.0.1'], resources: [{names: [client]}]}
database: {name: sqlite3, args: {database: '$STATE/homeserver.db', cp_min: 1, cp_max: 1}}
log_config: "$STATE/log.yaml"
media_store_path: "$STATE/media"
signing_key_path: "$STATE/signing.key"
registration_shared_secret: "$SHARED_SECRET"
macaroon_secret_key: macaroon-secret
form_secret: form-secret
report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
federation_domain_whitelist: []
bcrypt_rounds: 4
# Since Synapse 1.126 nobody may list a room in the directory unless a rule says so.
room_list_publication_rules: [{action: allow}]
# The usual limits (0.2 messages a second after the first ten, joins, log-ins) would stop any test.
rc_message: &none {per_second: 10000, burst_count: 10000}
rc_registration: *none
rc_login: {address: *none, account: *none, failed_attempts: *none}
rc_joins: {local: *none, remote: *none}
rc_joins_per_room: *none
rc_invites: {per_room: *none, per_user: *none, per_issuer: *none}
rc_room_creation: *none
YAML
  [ ! -e "$STATE/registration.yaml" ] || printf 'app_service_config_files: ["%s"]\n' "$STATE/registration.yaml"
}

log_configuration() {
  cat <<YAML
version: 1
formatters: {line: {format: '%(asctime)s %(levelname)s %(name)s %(message)s'}}
handlers: {file: {class: logging.FileHandler, filename: '$STATE/homeserver.log', formatter: line}}
root: {level: INFO, handlers: [file]}
disable_existing_loggers: false
YAML
}

register() { # USER; one that exists is answered M_USER_IN_USE, which is fine
  local url="http://127.0.0.1:$API/_synapse/admin/v1/register" nonce mac
  nonce="$(curl -sf "$url" | sed 's/.*"nonce": *"\([^"]*\)".*/\1/')"
  mac="$(printf '%s\0%s\0secret\0notadmin' "$nonce" "$1" | openssl dgst -sha1 -hmac "$SHARED_SECRET" -r | cut -d' ' -f1)"
  curl -s -o /dev/null -d "{\"nonce\":\"$nonce\",\"username\":\"$1\",\"password\":\"secret\",\"admin\":false,\"mac\":\"$mac\"}" "$url"
}

is_up() { running synapse >/dev/null; }

up() {
  need openssl curl
  "$SERVERS_HOME/sid.sh" install matrix-synapse
  need_free "$API"
  mkdir -p "$STATE/media"
  [ -z "${SYNAPSE_REGISTRATION:-}" ] || cp "$SYNAPSE_REGISTRATION" "$STATE/registration.yaml"
  configuration >"$STATE/homeserver.yaml"
  log_configuration >"$STATE/log.yaml"
  [ -s "$STATE/signing.key" ] || "$SERVERS_HOME/sid.sh" run synapse_generate_signing_key -o "$STATE/signing.key"
  start synapse "$STATE/stdout.log" "$SERVERS_HOME/sid.sh" run python3 -m synapse.app.homeserver -c "$STATE/homeserver.yaml"
  await_port synapse "$STATE/stdout.log" "$API"
  register mia
  register noah
  register vera
}

down() { stop synapse; }

info() { printf 'synapse: @mia:matrix.test, @noah:matrix.test and @vera:matrix.test, client API http://127.0.0.1:%s, log %s\n' "$API" "$STATE/homeserver.log"; }

serve "$@"
