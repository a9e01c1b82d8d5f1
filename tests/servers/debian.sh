#!/usr/bin/env bash
# A clean Debian of this machine's release in a chroot, for what installs the package. About 40 s and 0.4 GiB the first time.
#   debian.sh install          makes the one in the cache that all others are copies of
#   debian.sh up               a fresh copy in SERVERS_DIR/debian
#   debian.sh run COMMAND...   runs a command there; SERVERS_DIR/exchange is there at the same path
#   debian.sh down             removes the copy
# Microsoft's packages are not in Debian: the runtime of this machine is shown there, and a package without content stands for them.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# What every Debian server has, the shells that are tried, and what the package depends on there, so that its installation downloads nothing.
PACKAGES=adduser,bash-completion,ca-certificates,groff-base,libstdc++6,man-db,systemd,zsh
# Another list, another one: who has the older list at work keeps it.
BASE="$SERVERS_CACHE_DIR/$(codename)-$(printf '%s' "$PACKAGES" | cksum | cut -d' ' -f1)"
STATE="$SERVERS_DIR/debian"
EXCHANGE="$SERVERS_DIR/exchange"

# As in sid.sh: what is mounted is mounted for this command alone, and removing the copy never reaches outside.
run() {
  local runtime
  runtime="$(dirname "$(readlink -f "$(command -v dotnet)")")"
  mkdir -p "$EXCHANGE" "$STATE$EXCHANGE" "$STATE/usr/share/dotnet"
  exec unshare --mount --propagation private "$BASH" -euc '
    mount -t proc proc "$1/proc"
    mount --rbind /dev "$1/dev"
    mount --bind "$2" "$1$2"
    mount --bind "$3" "$1/usr/share/dotnet"
    mount -o remount,bind,ro "$1/usr/share/dotnet"
    cd /
    exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "${@:4}"' \
    debian "$STATE" "$EXCHANGE" "$runtime" "$@"
}

create() {
  need debootstrap
  local packages
  packages="$PACKAGES,$(apt-cache pkgnames libicu | grep -xE 'libicu[0-9]+' | sort -V | tail -n 1)"
  rm -rf --one-file-system "$BASE"
  mkdir -p "$BASE"
  debootstrap --variant=minbase --include="$packages" --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$(codename)" "$BASE" "$(debian_mirror)"
  rm -rf "$BASE"/var/cache/apt/archives/*.deb
  : >"$BASE/.complete"
}

install() {
  mkdir -p "$SERVERS_CACHE_DIR" "$SERVERS_DIR"
  exec 9>"$SERVERS_CACHE_DIR/.lock-$(codename)"
  flock 9
  [ ! -e "$BASE/.complete" ] || return 0
  [ -z "${SERVERS_NO_INSTALL:-}" ] || die "no chroot in $BASE"
  create >>"$SERVERS_DIR/debian.log" 2>&1 || die "cannot make a chroot with $(codename), see $SERVERS_DIR/debian.log"
}

runtime_package() {
  local made="$EXCHANGE/aspnetcore-runtime"
  mkdir -p "$made/DEBIAN"
  printf '%s\n' 'Package: aspnetcore-runtime-10.0' 'Version: 10.0.0' 'Architecture: all' 'Maintainer: nobody <nobody@example.org>' \
    'Description: stands for the package of Microsoft' >"$made/DEBIAN/control"
  dpkg-deb --root-owner-group --build "$made" "$EXCHANGE/aspnetcore-runtime-10.0.deb" >/dev/null
}

up() {
  install
  rm -rf --one-file-system "$STATE"
  mkdir -p "$EXCHANGE"
  cp -a --reflink=auto "$BASE" "$STATE"
  runtime_package
  ( run dpkg --install "$EXCHANGE/aspnetcore-runtime-10.0.deb" ) >/dev/null
}

case "${1:-}" in
  install) install ;;
  up) up ;;
  run) shift; run "$@" ;;
  down) rm -rf --one-file-system "$STATE" "$EXCHANGE" ;;
  *) printf 'usage: debian.sh install | up | run COMMAND... | down\n' >&2; exit 2 ;;
esac
