#!/usr/bin/env bash
# Debian sid in a chroot, for what no stable release has (Synapse). About 45 s and 0.5 GiB the first time.
#   sid.sh install PACKAGE...
#   sid.sh run COMMAND...       becomes that command: its pid is the pid of the caller's job
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
SID="$SERVERS_CACHE_DIR/sid"

# /proc and the servers' folder (at its own path) are mounted in a mount namespace of their own: nothing stays mounted,
# and removing the chroot can never reach outside.
run() {
  mkdir -p "$SERVERS_DIR" "$SID$SERVERS_DIR"
  exec unshare --mount --propagation private "$BASH" -euc '
    mount -t proc proc "$1/proc"
    mount --bind "$2" "$1$2"
    cd /
    exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "${@:3}"' \
    sid "$SID" "$SERVERS_DIR" "$@"
}

create() {
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  need debootstrap
  rm -rf --one-file-system "$SID" # what an interrupted run left
  mkdir -p "$SID"
  debootstrap --variant=minbase --keyring="$keyring" sid "$SID" "$(debian_mirror)"
  printf 'deb %s sid main\n' "$(debian_mirror)" >"$SID/etc/apt/sources.list"
  # A mirror that is a snapshot serves a Release file past its date.
  printf '%s\n' 'APT::Install-Recommends "false";' 'Acquire::Languages "none";' 'Acquire::Check-Valid-Until "false";' \
    'Acquire::Check-Date "false";' 'Dpkg::Use-Pty "0";' >"$SID/etc/apt/apt.conf.d/99tests"
  printf 'path-exclude=/usr/share/%s/*\n' doc man locale info >"$SID/etc/dpkg/dpkg.cfg.d/99tests"
  ( run apt-get -q update )
  : >"$SID/.complete"
}

install() {
  local package missing=()
  mkdir -p "$SERVERS_CACHE_DIR"
  exec 9>"$SERVERS_CACHE_DIR/.lock"
  flock 9
  if [ ! -e "$SID/.complete" ]; then
    [ -z "${SERVERS_NO_INSTALL:-}" ] || die "no chroot in $SID"
    create
  fi
  for package in "$@"; do
    chroot "$SID" dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ -z "${SERVERS_NO_INSTALL:-}" ] || die "not installed in $SID: ${missing[*]}"
  in_sid() { ( run "$@" ); }
  without_service_start --root "$SID" in_sid apt-get install -y "${missing[@]}"
  chroot "$SID" apt-get clean
}

case "${1:-}" in
  install) mkdir -p "$SERVERS_DIR"; shift; install "$@" >>"$SERVERS_DIR/sid.log" 2>&1 || die "cannot install $* from Debian sid, see $SERVERS_DIR/sid.log" ;;
  run) shift; run "$@" ;;
  *) printf 'usage: sid.sh install PACKAGE... | run COMMAND...\n' >&2; exit 2 ;;
esac
