#!/usr/bin/env bash
# The test command. Needs the .NET SDK; everything else it installs itself (Debian 12, as root).
#   run.sh           build, formatting, unit tests, and whole conversations through real servers
#   run.sh --fast    unit tests that need no server: under a minute on two cores when it was built before, a minute more when not
# The last line is "N passed, N failed, N skipped"; the exit status is 0 only when nothing failed.
# What the whole run has and the fast one has not: the formatting, the store on PostgreSQL, a minute of fuzzing (FUZZ_SECONDS), all cases of
# the tests that make up their own (a tenth with TEST_EFFORT=quick), and what is not needed for unit tests built without a warning.
# With CI=true there are three minutes of chaos at the end (tests/XmppGateway.Chaos: one test of the sum), and a server that cannot be had from
# Debian stable or its backports is a failure, not a skip.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  '') fast='' ;;
  --fast) fast=1 ;;
  *) printf 'usage: run.sh [--fast]\n' >&2; exit 2 ;;
esac

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work="$(mktemp -d "${TMPDIR:-/tmp}/xmpp-gateway-run.XXXXXX")"
chmod 755 "$work" # servers that give up root must get through
mkdir "$work/tmp" && chmod 1777 "$work/tmp"
export SERVERS_DIR="${SERVERS_DIR:-$work/servers}"
servers=tests/servers passed=0 failed=0 skipped=0 remarks=()

cleanup() {
  local server
  [ -z "${installs:-}" ] || wait
  [ -n "$fast" ] || for server in prosody ejabberd exim opensmtpd rspamd mail synapse postgres debian; do "$servers/$server.sh" down; done
  rm -rf "$work/tmp"
  if [ "$failed" = 0 ]; then rm -rf "$work"; else printf 'Logs: %s\n' "$work" >&2; fi
}
trap 'exit 130' INT TERM
trap cleanup EXIT

finish() {
  [ ${#remarks[@]} = 0 ] || printf '*** %s\n' "${remarks[@]}"
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  exit $((failed > 0))
}

step() { # NAME COMMAND...: one that fails counts as one failure
  local name="$1" began=$SECONDS
  shift
  printf '== %s\n' "$name"
  if "$@"; then printf -- '-- %s: %d s\n' "$name" $((SECONDS - began)); return 0; fi
  failed=$((failed + 1))
  remarks+=("failed: $name")
  return 1
}

# The counts come from the report file, not from what the program prints. Whatever a test that is killed leaves behind goes with $work.
run_tests() { # PROJECT [LIMIT]
  local report="$work/$1.xml" status=0 began=$SECONDS sum name
  printf '== %s\n' "$1"
  TMPDIR="$work/tmp" timeout --foreground --kill-after=30 "${2:-10m}" "tests/$1/bin/Release/net10.0/$1" -xml "$report" -noColor -longRunning 60 || status=$?
  if ! grep -q '<assembly ' "$report" 2>/dev/null; then
    failed=$((failed + 1))
    remarks+=("failed: $1 ended with status $status and without a report")
    return
  fi
  total() { sum=0; for name in $(sed -nE "s/.*<assembly [^>]*[ ]$1=\"([0-9]+)\".*/\1/p" "$report"); do sum=$((sum + name)); done; printf '%d' "$sum"; }
  local bad=$(($(total failed) + $(total errors)))
  [ "$status" = 0 ] || [ "$bad" -gt 0 ] || { bad=1; remarks+=("failed: $1 ended with status $status"); }
  passed=$((passed + $(total passed))) failed=$((failed + bad)) skipped=$((skipped + $(total skipped)))
  printf -- '-- %s: %d s\n' "$1" $((SECONDS - began))
}

# How well mail is read (src/Adapters/Email/CONFORMANCE.md). The tests fail below their thresholds; without the corpora nothing is scored.
export SCORES_FILE="$work/scores"
print_scores() {
  if [ -s "$SCORES_FILE" ]; then sort "$SCORES_FILE"; else remarks+=("no scores of mail: the corpora are not there (MAIL_CORPORA, or ../shared/corpora)"); fi
}

# What takes long to install goes on while the compiler works.
install_servers() {
  "$servers/install.sh" postgresql openssl curl libgmime-3.0-0 python3 chromium-headless-shell && "$servers/install.sh" --backports prosody prosody-modules ejabberd python3-slixmpp \
    && "$servers/mail.sh" install && "$servers/exim.sh" install && "$servers/install.sh" lintian python3-yaml || return
  # Without one of these only its own scenarios are skipped.
  for server in opensmtpd rspamd; do "$servers/$server.sh" install || : >"$work/$server.missing"; done
}
if [ -z "$fast" ]; then
  "$servers/sid.sh" install matrix-synapse >"$work/sid.out" 2>&1 &
  synapse=$!
  install_servers >"$work/install.out" 2>&1 &
  installs=$!
  # The tests of the package make it when it is not there by then, and say so when it cannot be made.
  "$servers/debian.sh" install >"$work/debian.out" 2>&1 &
fi

# COMPAT(.NET SDK 10): each "dotnet build" and "dotnet publish" leaves two empty directories in /tmp (dotnet/sdk issue 35353), "dotnet msbuild" none.
make_release() { dotnet msbuild "$@" -p:Configuration=Release -nologo -verbosity:minimal; }

locked=()
[ "${CI:-}" != true ] || locked=(-p:RestoreLockedMode=true)
if [ -n "$fast" ]; then
  step build make_release tests/XmppGateway.Tests -restore "${locked[@]}" || finish
  export FUZZ_SECONDS="${FUZZ_SECONDS:-1}" TEST_EFFORT="${TEST_EFFORT:-quick}"
  run_tests XmppGateway.Tests
  print_scores
  finish
fi

step build make_release XmppGateway.sln -restore "${locked[@]}" || finish
step formatting dotnet format XmppGateway.sln --verify-no-changes --no-restore

if ! wait "$installs"; then
  cat "$work/install.out"
  [ "${CI:-}" != true ] || failed=$((failed + 1))
  remarks+=("THE SERVERS COULD NOT BE INSTALLED: no test with real servers was run")
  without_servers=1
fi
installs=''
for server in opensmtpd rspamd; do
  [ -e "$work/$server.missing" ] || continue
  cat "$work/install.out"
  [ "${CI:-}" != true ] || failed=$((failed + 1))
  export "${server^^}_MISSING=Debian cannot install $server today"
  remarks+=("ALL TESTS WITH $server WERE SKIPPED: it cannot be installed")
done
if ! wait "$synapse"; then
  cat "$work/sid.out"
  export SYNAPSE_MISSING="Debian sid cannot install matrix-synapse today"
  remarks+=("ALL MATRIX TESTS WITH A REAL SERVER WERE SKIPPED: $SYNAPSE_MISSING")
fi

export FUZZ_SECONDS="${FUZZ_SECONDS:-60}"
run_tests XmppGateway.Tests
print_scores
[ -z "${without_servers:-}" ] || finish
# With the example network in it: its people speak in the scenarios.
example="$PWD/tests/XmppGateway.ExampleNetwork/bin/Release/net10.0/XmppGateway.ExampleNetwork.dll"
step publish make_release src/XmppGateway -target:Publish "-p:PublishDir=$work/gateway/" "-p:ExtraAdapters=$example" || finish
export GATEWAY_PROGRAM="$work/gateway/xmpp-gateway"
run_tests XmppGateway.EndToEnd.Tests 60m

# One test: every message of three minutes is accounted for, while everything breaks. CHAOS_SEED is another plan.
chaos() { TMPDIR="$work/tmp" timeout --foreground --kill-after=60 20m tests/XmppGateway.Chaos/bin/Release/net10.0/XmppGateway.Chaos --minutes 3 --seed "${CHAOS_SEED:-7}"; }
if [ "${CI:-}" = true ] && step chaos chaos; then passed=$((passed + 1)); fi
finish
