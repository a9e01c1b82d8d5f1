#!/usr/bin/env bash
# rspamd as a milter of Postfix, on the port of mail.sh that asks it. It asks nobody: what it would learn by DNS is in its configuration.
#   ports: +591 milter; +592 its controller
# rspamd.sh install only installs.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
STATE="$SERVERS_DIR/rspamd"
MILTER="$(port 591)" CONTROLLER="$(port 592)"

# What deploy/mail/README.md tells operators to write is in config/rspamd/; the rest is of this place.
rspamd_configuration() {
  local local_d="$STATE/etc/local.d" module
  mkdir -p "$local_d"
  cp "$SERVERS_HOME"/../../config/rspamd/local.d/*.conf "$local_d/"
  for module in arc asn dkim_signing fuzzy_check greylist hfilter history_redis mx_check neural phishing ratelimit rbl replies reputation surbl url_redirector; do
    printf 'enabled = false;\n' >"$local_d/$module.conf"
  done
  cat >"$local_d/options.inc" <<CONF
enable_test_patterns = true;
check_local = true;
check_authed = true;
dns {
  nameserver = ["127.0.0.1:9"];
  timeout = 0.1s;
  retransmits = 1;
  fake_records = [
    { name = "_dmarc.bank.test"; type = txt; replies = ["v=DMARC1; p=none"]; },
    { name = "bank.test"; type = txt; replies = ["v=spf1 ip4:192.0.2.1 -all"]; },
    { name = "_dmarc.example.test"; type = txt; replies = ["v=DMARC1; p=none"]; },
    { name = "example.test"; type = txt; replies = ["v=spf1 ip4:127.0.0.1 -all"]; },
  ];
}
CONF
  printf 'bind_socket = "127.0.0.1:%s";\n' "$MILTER" >"$local_d/worker-proxy.inc"
  printf 'upstream "local" { self_scan = yes; }\n' >>"$local_d/worker-proxy.inc"
  printf 'enabled = false;\n' >"$local_d/worker-normal.inc"
  printf 'bind_socket = "127.0.0.1:%s";\n' "$CONTROLLER" >"$local_d/worker-controller.inc"
}

is_up() { running rspamd >/dev/null; }

install() { need rspamd; }

up() {
  install
  need_free "$MILTER" "$CONTROLLER"
  mkdir -p "$STATE"/{data,log,run}
  rspamd_configuration
  chown -R _rspamd: "$STATE"
  start rspamd "$STATE/stdout.log" rspamd -f -u _rspamd -g _rspamd -c /etc/rspamd/rspamd.conf \
    --var "LOCAL_CONFDIR=$STATE/etc" --var "DBDIR=$STATE/data" --var "LOGDIR=$STATE/log" --var "RUNDIR=$STATE/run"
  await_port rspamd "$STATE/stdout.log" "$MILTER"
}

down() { stop rspamd; }

info() { printf 'rspamd: milter 127.0.0.1:%s, log %s\n' "$MILTER" "$STATE/log/rspamd.log"; }

case "${1:-}" in
  install) mkdir -p "$SERVERS_DIR"; install ;;
  *) serve "$@" ;;
esac
