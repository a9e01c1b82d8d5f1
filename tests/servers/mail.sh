#!/usr/bin/env bash
# A mail domain: Postfix (SMTP, submission) and Dovecot (mailboxes, IMAP, SASL). Nothing leaves the machine.
#   mailboxes alice, bob, carol, dora, emil, frieda, greta, hugo, ilse and gateway @example.test, those of a program (robot), of a chat program (painter) and of a list
#   (garden, garden-request);
#   'gateway' may send as anybody
#   mail for bridge.test and its sub-domains goes by LMTP to the gateway
#   ports: +25 SMTP, +587 submission (STARTTLS), +590 SMTP from outside, where the milter on +591 looks at each mail while it is there (rspamd.sh),
#   +143 IMAP (STARTTLS), +26 LMTP of Dovecot; the gateway: +24
# mail.sh install only installs; postfix-down and postfix-up stop and start Postfix alone.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
STATE="$SERVERS_DIR/mail" DOMAIN=example.test
SMTP="$(port 25)" SUBMISSION="$(port 587)" FILTERED="$(port 590)" MILTER="$(port 591)" IMAP="$(port 143)" MAILBOXES="$(port 26)" GATEWAY="$(port 24)"
USERS="alice bob carol dora emil frieda greta hugo ilse robot painter garden garden-request gateway"

dovecot_configuration() {
  cat <<CONF
base_dir = $STATE/dovecot
state_dir = $STATE/dovecot
log_path = $STATE/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = required
ssl_cert = <$STATE/tls/cert.pem
ssl_key = <$STATE/tls/key.pem
auth_mechanisms = plain login scram-sha-256
auth_default_realm = $DOMAIN
auth_failure_delay = 0
first_valid_uid = 1
mail_uid = mail
mail_gid = mail
mail_home = $STATE/mailboxes/%n
mail_location = maildir:~/Maildir
mail_max_userip_connections = 200
passdb {
  driver = passwd-file
  args = $STATE/passwd
}
userdb {
  driver = passwd-file
  args = $STATE/passwd
}
namespace inbox {
  inbox = yes
}
service imap-login {
  inet_listener imap {
    port = $IMAP
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = $MAILBOXES
  }
}
service auth {
  unix_listener $STATE/spool/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
CONF
}

postfix_configuration() {
  local user
  cat <<CONF
compatibility_level = 3.6
queue_directory = $STATE/spool
data_directory = $STATE/data
maillog_file = $STATE/postfix.log
maillog_file_prefixes = $STATE
myhostname = mail.$DOMAIN
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_transport = error:nobody has a mailbox on this machine
default_transport = error:5.7.1 nothing is sent to the outside
virtual_mailbox_domains = $DOMAIN
virtual_mailbox_maps = inline:{$(for user in $USERS; do printf '{%s@%s=x} ' "$user" "$DOMAIN"; done)}
virtual_transport = lmtp:inet:127.0.0.1:$MAILBOXES
relay_domains = bridge.test
relay_recipient_maps =
transport_maps = inline:{{bridge.test=lmtp:inet:127.0.0.1:$GATEWAY}}
smtpd_tls_cert_file = $STATE/tls/cert.pem
smtpd_tls_key_file = $STATE/tls/key.pem
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination
smtpd_reject_unlisted_recipient = yes
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
smtpd_error_sleep_time = 0
message_size_limit = 52428800
mailbox_size_limit = 0
disable_dns_lookups = yes
smtp_host_lookup = native
# A gateway that was away gets its mail seconds later, not after the usual five minutes.
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 5s
transport_retry_time = 2s
maximal_queue_lifetime = 1h
bounce_queue_lifetime = 1h
CONF
}

postfix_services() { # no chroot (fifth column), no listeners but these
  cat <<CONF
127.0.0.1:$SMTP inet n - n - - smtpd
127.0.0.1:$SUBMISSION inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_tls_auth_only=yes
  -o smtpd_recipient_restrictions=permit_sasl_authenticated,reject
127.0.0.1:$FILTERED inet n - n - - smtpd
  -o syslog_name=postfix/filtered
  -o smtpd_tls_security_level=may
  -o smtpd_milters=inet:127.0.0.1:$MILTER
  -o milter_protocol=6
  -o milter_default_action=tempfail
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
CONF
}

is_up() { running dovecot >/dev/null && running postfix >/dev/null; }

postfix_up() {
  postfix -c "$STATE/etc" start >>"$STATE/stdout.log" 2>&1 || die "Postfix does not start, see $STATE/postfix.log"
  record postfix "$(tr -d ' ' <"$STATE/spool/pid/master.pid")"
  await_port postfix "$STATE/postfix.log" "$SUBMISSION" "$SMTP" "$FILTERED"
}

install() {
  [ -e /etc/postfix/main.cf ] || ! command -v debconf-set-selections >/dev/null \
    || echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
  need openssl postfix dovecot-imapd dovecot-lmtpd
}

up() {
  down # when one of the two is left
  install
  need_free "$SMTP" "$SUBMISSION" "$FILTERED" "$IMAP" "$MAILBOXES"
  mkdir -p "$STATE"/{etc,spool/private,data,mailboxes,dovecot}
  self_signed "$STATE/tls" "mail.$DOMAIN" "DNS:mail.$DOMAIN,DNS:localhost,IP:127.0.0.1"
  chown mail: "$STATE/mailboxes"
  touch "$STATE/postfix.log"
  # postsuper looks through the queue before each start, as postfix: the start fails when it cannot write down what a killed cleanup left.
  chown postfix "$STATE/data" "$STATE/spool/private" "$STATE/postfix.log"
  local user
  for user in $USERS; do printf '%s@%s:{PLAIN}secret::::::\n' "$user" "$DOMAIN"; done >"$STATE/passwd"
  dovecot_configuration >"$STATE/dovecot.conf"
  postfix_configuration >"$STATE/etc/main.cf"
  postfix_services >"$STATE/etc/master.cf"
  start dovecot "$STATE/stdout.log" dovecot -F -c "$STATE/dovecot.conf"
  await_port dovecot "$STATE/dovecot.log" "$IMAP" "$MAILBOXES"
  postfix_up
}

down() { stop postfix & stop dovecot; wait; }

info() { printf 'mail: SMTP 127.0.0.1:%s, submission :%s, IMAP :%s (STARTTLS, certificate %s), bridge.test goes by LMTP to :%s, log %s\n' "$SMTP" "$SUBMISSION" "$IMAP" "$STATE/tls/cert.pem" "$GATEWAY" "$STATE/postfix.log"; }

case "${1:-}" in
  install) install ;;
  postfix-down) stop postfix ;;
  postfix-up) running postfix >/dev/null || postfix_up ;;
  *) serve "$@" ;;
esac
