# Debian packages, from the mirror that this machine already uses. Sourced by common.sh.
# shellcheck shell=bash

codename() { . /etc/os-release && printf '%s\n' "$VERSION_CODENAME"; }
apt_get() { apt-get -q -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold "$@"; }
is_installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Every stanza of the apt sources that offers this release's main archive names the mirror; the first will do.
debian_mirror() {
  local mirror
  mirror="$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $(codename)" | head -n 1)"
  [ -n "$mirror" ] || die "the apt sources name no Debian mirror"
  printf '%s\n' "${mirror%/}"
}

refresh_lists() { # once in four hours
  local stamp="$SERVERS_DIR/.lists-refreshed"
  [ -z "$(find "$stamp" -mmin -240 2>/dev/null)" ] || return 0
  apt_get update
  : >"$stamp"
}

add_backports() {
  ! apt-get indextargets --format '$(CODENAME)' 'Created-By: Packages' | grep -qx "$(codename)-backports" || return 0
  printf 'Types: deb\nURIs: %s\nSuites: %s-backports\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$(debian_mirror)" "$(codename)" >/etc/apt/sources.list.d/xmpp-gateway-backports.sources
  apt_get update
}

# A package must not start its daemon when it is installed: invoke-rc.d asks this file. Removed again if it was not there.
without_service_start() { # [--root DIR] COMMAND...
  local policy=/usr/sbin/policy-rc.d status=0
  [ "$1" != --root ] || { policy="$2$policy"; shift 2; }
  [ ! -e "$policy" ] || { "$@"; return; }
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  "$@" || status=$?
  rm -f "$policy"
  return "$status"
}

# need PACKAGE...           from the release of this machine
# need --backports PACKAGE...  from its backports
need() {
  local suite=() package missing=()
  [ "$1" != --backports ] || { suite=(-t "$(codename)-backports"); shift; }
  for package in "$@"; do is_installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ -z "${SERVERS_NO_INSTALL:-}" ] || die "not installed: ${missing[*]}"
  [ "$(id -u)" = 0 ] || die "must be root to install ${missing[*]}"
  mkdir -p "$SERVERS_DIR"
  (
    flock 9 # two scripts started together take turns
    refresh_lists
    [ ${#suite[@]} = 0 ] || add_backports
    without_service_start apt_get install -y --no-install-recommends "${suite[@]}" "${missing[@]}"
  ) 9>"$SERVERS_DIR/.install.lock" >>"$SERVERS_DIR/install.log" 2>&1 || die "cannot install ${missing[*]}, see $SERVERS_DIR/install.log"
  printf '%s\n' "${missing[@]}" >>"$SERVERS_DIR/installed-packages"
}
