#!/bin/sh
# Make sure that Debian's redis-server is here, or fail and say what to do.
# The auditor is tested with a real Redis: a missing one is a failure, not an excuse.
set -eu

programs="/usr/bin/redis-server"
packages="redis-server"
policy="/usr/sbin/policy-rc.d"

missing() {
    for program in $programs; do
        [ -x "$program" ] || echo "$program"
    done
}

[ -n "$(missing)" ] || exit 0

fail() {
    echo "need-redis: $1" >&2
    echo "need-redis: missing:" $(missing) >&2
    echo "need-redis: the tests of the auditor need them. As root, on Debian or Ubuntu:" >&2
    echo "    apt-get update && apt-get install --no-install-recommends $packages" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "This is not root, so nothing can be installed here."
command -v apt-get >/dev/null 2>&1 || fail "There is no apt-get to install it with."

echo "need-redis: installing $packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || fail "apt-get update failed."
# The tests start servers of their own; Debian's shall not begin to run on this machine.
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi
# shellcheck disable=SC2086  # a list of package names
apt-get install -y -qq --no-install-recommends $packages >/dev/null || fail "apt-get install failed."
[ -z "$(missing)" ] || fail "apt-get succeeded, but not everything is here."
/usr/bin/redis-server --version
