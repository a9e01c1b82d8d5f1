#!/usr/bin/env bash
# Exim in front of the gateway, in the place of Postfix. Mailboxes are those of mail.sh, which has to run. Nothing leaves the machine.
#   users authenticate as in mail.sh; mail for bridge.test goes by LMTP to the gateway, for example.test to Dovecot
#   ports: +27 SMTP, +588 submission (STARTTLS)
# exim.sh install only installs. Debian lets only one mail server be installed: Exim's packages are unpacked beside the system, and run from there.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
STATE="$SERVERS_DIR/exim" DOMAIN=example.test
SMTP="$(port 27)" SUBMISSION="$(port 588)" MAILBOXES="$(port 26)" GATEWAY="$(port 24)"
PROGRAM="$SERVERS_CACHE_DIR/exim/usr/sbin/exim4"

exim_configuration() {
  cat <<CONF
primary_hostname = mail.$DOMAIN
exim_path = $PROGRAM
exim_user = Debian-exim
spool_directory = $STATE/spool
log_file_path = $STATE/%slog
pid_file_path = $STATE/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = $SMTP : $SUBMISSION
tls_certificate = $STATE/tls/cert.pem
tls_privatekey = $STATE/tls/key.pem
tls_advertise_hosts = *
auth_advertise_hosts = \${if eq{\$tls_in_cipher}{}{}{*}}
dsn_advertise_hosts = *
message_size_limit = 50M
deliver_drop_privilege
never_users =
host_lookup =
keep_environment =
acl_smtp_rcpt = rcpt
timeout_frozen_after = 1h

begin acl
rcpt:
  # The gateway says at once whom it does not know; while it is away, mail waits here.
  accept domains = bridge.test
         verify = recipient/callout=10s,defer_ok,no_cache
  deny   domains = bridge.test
         message = \$acl_verify_message
  accept domains = $DOMAIN
         verify = recipient
  deny   domains = $DOMAIN
         message = User unknown
  accept authenticated = *
  deny   message = relay not permitted

begin routers
gateway:
  driver = manualroute
  domains = bridge.test
  transport = gateway
  route_list = * 127.0.0.1
  self = send
mailboxes:
  driver = manualroute
  domains = $DOMAIN
  local_parts = alice : bob : carol : dora : gateway
  transport = mailboxes
  route_list = * 127.0.0.1
  self = send

begin transports
gateway:
  driver = smtp
  protocol = lmtp
  port = $GATEWAY
  allow_localhost
  hosts_try_chunking =
mailboxes:
  driver = smtp
  protocol = lmtp
  port = $MAILBOXES
  allow_localhost
  hosts_try_chunking =

begin retry
* * F,1h,2s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if eq{\$auth3}{secret}}
  server_set_id = \$auth2
  server_advertise_condition = \${if def:tls_in_cipher}
CONF
}

is_up() { running exim >/dev/null; }

install() {
  need libidn12 libgnutls-dane0 libnsl2
  # The program looks its user up by this name.
  id Debian-exim >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin Debian-exim
  [ ! -x "$PROGRAM" ] || return 0
  [ -z "${SERVERS_NO_INSTALL:-}" ] || die "not there: $PROGRAM"
  local folder="$SERVERS_CACHE_DIR/exim" package
  mkdir -p "$folder/packages"
  (cd "$folder/packages" && apt_get download exim4-daemon-light exim4-base) >>"$SERVERS_DIR/install.log" 2>&1 || die "cannot download Exim, see $SERVERS_DIR/install.log"
  for package in "$folder"/packages/*.deb; do dpkg-deb -x "$package" "$folder"; done
  chmod u-s "$PROGRAM"
}

up() {
  install
  need_free "$SMTP" "$SUBMISSION"
  mkdir -p "$STATE/spool"
  # One certificate for both: a mail program has it from mail.sh, and writes here and reads there.
  mkdir -p "$STATE/tls" && cp "$SERVERS_DIR"/mail/tls/*.pem "$STATE/tls/"
  exim_configuration >"$STATE/exim.conf"
  chown -R Debian-exim "$STATE"
  chown root "$STATE/exim.conf"
  start exim "$STATE/stdout.log" "$PROGRAM" -C "$STATE/exim.conf" -bdf -q2s
  await_port exim "$STATE/stdout.log" "$SUBMISSION" "$SMTP"
}

down() { stop exim; }

info() { printf 'exim: SMTP 127.0.0.1:%s, submission :%s (STARTTLS, certificate %s), bridge.test goes by LMTP to :%s, log %s\n' "$SMTP" "$SUBMISSION" "$STATE/tls/cert.pem" "$GATEWAY" "$STATE/mainlog"; }

case "${1:-}" in
  install) mkdir -p "$SERVERS_DIR"; install ;;
  *) serve "$@" ;;
esac
