#!/bin/sh
# Make sure that files of Debian's packages are here, or fail and say what to do. What tests need and
# is missing is a failure, not an excuse: nothing is ever skipped for it.
#
#   tools/need.sh WHAT "WHY" "PACKAGE ..." FILE...
set -eu
what=$1 why=$2 packages=$3
shift 3

missing() {
    for file in "$@"; do
        case $file in
            *.h) [ -e "$file" ] ;;
            *) [ -x "$file" ] ;;
        esac || printf ' %s' "$file"
    done
}

[ -n "$(missing "$@")" ] || exit 0

fail() {
    echo "need-$what: $1" >&2
    shift
    echo "need-$what: missing:$(missing "$@")" >&2
    echo "need-$what: $why. As root, on Debian or Ubuntu:" >&2
    echo "    apt-get update && apt-get install --no-install-recommends $packages" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "This is not root, so nothing can be installed here." "$@"
command -v apt-get >/dev/null 2>&1 || fail "There is no apt-get to install it with." "$@"

echo "need-$what: installing $packages"
export DEBIAN_FRONTEND=noninteractive
# The tests start servers of their own; Debian's shall not begin to run on this machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi
apt-get update -qq || fail "apt-get update failed." "$@"
# shellcheck disable=SC2086  # a list of package names
apt-get install -y -qq --no-install-recommends $packages >/dev/null || fail "apt-get install failed." "$@"
[ -z "$(missing "$@")" ] || fail "apt-get succeeded, but not everything is here." "$@"
# shellcheck disable=SC2086
dpkg-query --show $packages
