#!/bin/sh
# Make sure that Debian's Chromium is at /usr/bin/chromium, or fail and say what to do.
# The browser tests are never skipped: a missing browser is a failure, not an excuse.
set -eu

browser=/usr/bin/chromium
packages="chromium fonts-noto-core fonts-dejavu-core"

if [ -x "$browser" ]; then
    exit 0
fi

fail() {
    echo "need-browser: $1" >&2
    echo "need-browser: the browser tests need $browser. As root, on Debian or Ubuntu:" >&2
    echo "    apt-get update && apt-get install --no-install-recommends $packages" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "Chromium is missing and this is not root, so it cannot be installed here."
command -v apt-get >/dev/null 2>&1 || fail "Chromium is missing and there is no apt-get to install it with."

echo "need-browser: installing $packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || fail "apt-get update failed."
# shellcheck disable=SC2086  # a list of package names
apt-get install -y -qq --no-install-recommends $packages >/dev/null || fail "apt-get install failed."
[ -x "$browser" ] || fail "apt-get succeeded but $browser is still missing."
"$browser" --version
