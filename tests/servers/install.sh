#!/usr/bin/env bash
# install.sh [--backports] PACKAGE...: Debian packages that a test or a script wants, if they are missing.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need "$@"
