#!/usr/bin/env bash
# Makes what compose.yaml mounts and nobody may know: secrets, certificates to try it with, and the homeserver's registration.
# What is there already stays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 022 # the containers read these files as users of their own
mkdir -p secrets/certs
chmod 711 secrets # Docker mounts single files of it

random() { [ -s "secrets/$1" ] || openssl rand -hex 24 >"secrets/$1"; }
for name in component postgres synapse-macaroon synapse-registration; do random "$name"; done
[ -s secrets/store ] || printf 'Host=postgres;Database=gateway;Username=gateway;Password=%s\n' "$(cat secrets/postgres)" >secrets/store
[ -s secrets/synapse-signing-key ] || printf 'ed25519 a_%s %s\n' "$(openssl rand -hex 2)" "$(openssl rand -base64 32 | tr -d =)" >secrets/synapse-signing-key

for name in example.org mail.example.org; do
  [ -s "secrets/certs/$name.crt" ] || openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
    -keyout "secrets/certs/$name.key" -out "secrets/certs/$name.crt" 2>/dev/null
  chmod 644 "secrets/certs/$name.key"
done

if [ ! -s secrets/matrix-registration.yaml ]; then
  docker build -q -f ../Dockerfile -t xmpp-gateway ../.. >&2
  docker run --rm -v "$PWD/gateway.json:/etc/xmpp-gateway/gateway.json:ro" -v "$PWD/secrets:/run/secrets:ro" \
    xmpp-gateway matrix-registration --config /etc/xmpp-gateway/gateway.json >secrets/matrix-registration.new
  mv secrets/matrix-registration.new secrets/matrix-registration.yaml
fi
