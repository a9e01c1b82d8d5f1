#!/usr/bin/env bash
# OpenSMTPD in front of the gateway, in the place of Postfix. Mailboxes are those of mail.sh, which has to run. Nothing leaves the machine.
#   users authenticate as in mail.sh; mail for bridge.test goes by LMTP to the gateway, for example.test to Dovecot
#   ports: +28 SMTP, +589 submission (STARTTLS)
# opensmtpd.sh install only installs. As with Exim its package is unpacked beside the system. Its folders are compiled in: it sees those of $STATE
# in their place, in a mount namespace of its own. From the backports: with the OpenSSL of Debian 12, 6.8 of its release completes no TLS handshake.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
STATE="$SERVERS_DIR/opensmtpd" DOMAIN=example.test
SMTP="$(port 28)" SUBMISSION="$(port 589)" MAILBOXES="$(port 26)" GATEWAY="$(port 24)"
PROGRAM="$SERVERS_CACHE_DIR/opensmtpd/usr/sbin/smtpd"
USERS="alice bob carol dora gateway"

# As in config/opensmtpd/, with mailboxes and users.
opensmtpd_configuration() {
  cat <<CONF
pki mail cert "$STATE/tls/cert.pem"
pki mail key "$STATE/tls/key.pem"
table secrets file:$STATE/secrets
table mailboxes file:$STATE/addresses
smtp max-message-size 50M
listen on 127.0.0.1 port $SMTP tls pki mail hostname mail.$DOMAIN
listen on 127.0.0.1 port $SUBMISSION tls-require pki mail auth <secrets> hostname mail.$DOMAIN
action gateway relay host lmtp://127.0.0.1:$GATEWAY
action mailboxes relay host lmtp://127.0.0.1:$MAILBOXES
match from any for domain bridge.test action gateway
match from any for domain $DOMAIN rcpt-to <mailboxes> action mailboxes
CONF
}

is_up() { running opensmtpd >/dev/null; }

install() {
  need libdb5.3 libevent-2.1-7
  # The program looks its users up by these names.
  local user
  for user in opensmtpd opensmtpq; do id "$user" >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin "$user"; done
  [ ! -x "$PROGRAM" ] || return 0
  [ -z "${SERVERS_NO_INSTALL:-}" ] || die "not there: $PROGRAM"
  local folder="$SERVERS_CACHE_DIR/opensmtpd"
  mkdir -p "$folder/packages"
  (add_backports && cd "$folder/packages" && apt_get download -t "$(codename)-backports" opensmtpd) >>"$SERVERS_DIR/install.log" 2>&1 || die "cannot download OpenSMTPD, see $SERVERS_DIR/install.log"
  dpkg-deb -x "$folder"/packages/opensmtpd_*.deb "$folder"
}

up() {
  install
  need_free "$SMTP" "$SUBMISSION"
  mkdir -p "$STATE"/{spool,run,tls,lib/opensmtpd/empty}
  chmod 755 "$STATE" "$STATE"/{spool,run,lib,lib/opensmtpd,lib/opensmtpd/empty}
  # One certificate for both: a mail program has it from mail.sh, and writes here and reads there.
  cp "$SERVERS_DIR"/mail/tls/*.pem "$STATE/tls/"
  chmod 600 "$STATE/tls/key.pem"
  local user hash
  hash="$(openssl passwd -6 secret)"
  for user in $USERS; do printf '%s %s\n' "$user" "$hash" "$user@$DOMAIN" "$hash"; done >"$STATE/secrets"
  for user in $USERS; do printf '%s@%s\n' "$user" "$DOMAIN"; done >"$STATE/addresses"
  opensmtpd_configuration >"$STATE/smtpd.conf"
  start opensmtpd "$STATE/log" unshare --mount --uts --propagation private "$BASH" -euc '
    mount --bind "$1/spool" /var/spool
    mount --bind "$1/run" /run
    mount --bind "$1/lib" /var/lib
    hostname "$2"
    exec "$3" -d -f "$1/smtpd.conf"' opensmtpd "$STATE" "mail.$DOMAIN" "$PROGRAM"
  await_port opensmtpd "$STATE/log" "$SUBMISSION" "$SMTP"
}

down() { stop opensmtpd; }

info() { printf 'opensmtpd: SMTP 127.0.0.1:%s, submission :%s (STARTTLS, certificate %s), bridge.test goes by LMTP to :%s, log %s\n' "$SMTP" "$SUBMISSION" "$STATE/tls/cert.pem" "$GATEWAY" "$STATE/log"; }

case "${1:-}" in
  install) mkdir -p "$SERVERS_DIR"; install ;;
  *) serve "$@" ;;
esac
