#!/usr/bin/env bash
# Makes the Debian package. Needs the .NET SDK and dpkg-deb.
#   package.sh [FOLDER]   writes xmpp-gateway_VERSION_ARCHITECTURE.deb into the folder (artifacts), and prints its name
#   PACKAGE_ARCHITECTURE  amd64 or arm64; this machine's
#   PACKAGE_VERSION       the program's
#   PACKAGE_CONTENT       a folder with the program as "dotnet publish" made it, which is taken instead of publishing
#   DEBFULLNAME, DEBEMAIL who makes it
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
umask 022

[ $# -le 1 ] || { sed -n '2,7s/^# \{0,1\}//p' deploy/package.sh >&2; exit 2; }
target="${1:-artifacts}"
architecture="${PACKAGE_ARCHITECTURE:-$(dpkg --print-architecture)}"
case "$architecture" in
  amd64) runtime=linux-x64 ;;
  arm64) runtime=linux-arm64 ;;
  *) printf 'package.sh: there is no program for %s\n' "$architecture" >&2; exit 2 ;;
esac
version="${PACKAGE_VERSION:-$(sed -nE 's|.*<Version>(.*)</Version>.*|\1|p' src/Directory.Build.props)}"
maintainer="${DEBFULLNAME:-The xmpp-gateway authors} <${DEBEMAIL:-xmpp-gateway@localhost}>"
# The same sources give the same package.
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}"
export SOURCE_DATE_EPOCH

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
root="$work/root" lib="$work/root/usr/lib/xmpp-gateway" doc="$work/root/usr/share/doc/xmpp-gateway"
mkdir -p "$target" "$lib" "$doc"

program() {
  local folder
  if [ -n "${PACKAGE_CONTENT:-}" ]; then
    cp -r "$PACKAGE_CONTENT/." "$lib"
  else
    dotnet publish src/XmppGateway -c Release -r "$runtime" --nologo -v quiet -o "$lib" >&2
  fi
  # A program for every machine has the native libraries of all of them.
  for folder in "$lib"/runtimes/*; do
    [ ! -d "$folder" ] || [ "$(basename "$folder")" = "$runtime" ] || rm -r "$folder"
  done
  find "$lib" -type f -name '*.xml' -delete
  find "$lib" -type f -exec chmod 644 {} +
  chmod 755 "$lib/xmpp-gateway"
  mkdir -p "$root/usr/bin"
  ln -s ../lib/xmpp-gateway/xmpp-gateway "$root/usr/bin/xmpp-gateway"
}

install_file() { install -D -m "$1" "$2" "$root/$3"; }

# The samples stay where the handbook's links find them.
documentation() {
  local file
  for file in README.md config/*.md config/*.json config/*/* deploy/*.md deploy/doap.xml deploy/grafana-dashboard.json deploy/mail/*; do
    [ ! -f "$file" ] || install_file 644 "$file" "usr/share/doc/xmpp-gateway/$file"
  done
  { cat deploy/debian/copyright; printf '\n'; sed -e 's/^$/./' -e 's/^/ /' LICENSE; } >"$doc/copyright"
  printf 'xmpp-gateway (%s) stable; urgency=medium\n\n  * What is new: /usr/share/doc/xmpp-gateway/deploy/CHANGELOG.md\n\n -- %s  %s\n' \
    "$version" "$maintainer" "$(date --utc --date "@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %T +0000')" | gzip -9n >"$doc/changelog.gz"
  mkdir -p "$root/usr/share/man/man1"
  gzip -9n <deploy/debian/xmpp-gateway.1 >"$root/usr/share/man/man1/xmpp-gateway.1.gz"
}

system_files() {
  install_file 644 deploy/xmpp-gateway.service usr/lib/systemd/system/xmpp-gateway.service
  install_file 644 deploy/debian/completion.bash usr/share/bash-completion/completions/xmpp-gateway
  install_file 644 deploy/debian/completion.zsh usr/share/zsh/vendor-completions/_xmpp-gateway
  install_file 644 deploy/debian/lintian-overrides usr/share/lintian/overrides/xmpp-gateway
  install_file 644 config/gateway.schema.json usr/share/xmpp-gateway/gateway.schema.json
  install -d -m 2750 "$root/etc/xmpp-gateway"
  sed 's|"\./gateway.schema.json"|"/usr/share/xmpp-gateway/gateway.schema.json"|' config/gateway.json >"$root/etc/xmpp-gateway/gateway.json"
  chmod 640 "$root/etc/xmpp-gateway/gateway.json"
}

control() {
  local size
  size="$(du -sk --apparent-size "$root" | cut -f1)"
  mkdir "$root/DEBIAN"
  sed -e "s|@VERSION@|$version|" -e "s|@ARCHITECTURE@|$architecture|" -e "s|@SIZE@|$size|" -e "s|@MAINTAINER@|$maintainer|" \
    deploy/debian/control >"$root/DEBIAN/control"
  printf '/etc/xmpp-gateway/gateway.json\n' >"$root/DEBIAN/conffiles"
  install -m 755 deploy/debian/postinst deploy/debian/prerm deploy/debian/postrm "$root/DEBIAN"
  (cd "$root" && find usr -type f -printf '%P\0' | LC_ALL=C sort -z | sed -z 's|^|usr/|' | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
}

program
documentation
system_files
control
chmod -R g-w,o-w "$root"
package="$target/xmpp-gateway_${version}_$architecture.deb"
dpkg-deb --root-owner-group --build "$root" "$package" >/dev/null
printf '%s\n' "$package"
