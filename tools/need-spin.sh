#!/bin/sh
# Make sure that Debian's spin and gcc are here, or fail and say what to do.
# The model of the waiting line is checked in every test run: a missing checker is a failure, not an
# excuse.
set -eu

programs="/usr/bin/spin /usr/bin/gcc"
packages="spin gcc libc6-dev"

missing() {
    for program in $programs; do
        [ -x "$program" ] || echo "$program"
    done
    # spin reads its models through the C preprocessor, and pan.c needs the C library's headers.
    [ -e /usr/include/stdio.h ] || echo /usr/include/stdio.h
}

[ -n "$(missing)" ] || exit 0

fail() {
    echo "need-spin: $1" >&2
    echo "need-spin: missing:" $(missing) >&2
    echo "need-spin: the model of the waiting line needs them. As root, on Debian or Ubuntu:" >&2
    echo "    apt-get update && apt-get install --no-install-recommends $packages" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "This is not root, so nothing can be installed here."
command -v apt-get >/dev/null 2>&1 || fail "There is no apt-get to install it with."

echo "need-spin: installing $packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || fail "apt-get update failed."
# shellcheck disable=SC2086  # a list of package names
apt-get install -y -qq --no-install-recommends $packages >/dev/null || fail "apt-get install failed."
[ -z "$(missing)" ] || fail "apt-get succeeded, but not everything is here."
/usr/bin/spin -V
