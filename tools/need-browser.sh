#!/bin/sh
# Make sure that Debian's browsers are here (Chromium, Firefox, WebKitGTK with its driver, a screen
# in memory for the last), or fail and say what to do.
# The browser tests are never skipped: a missing browser is a failure, not an excuse.
set -eu

programs="/usr/bin/chromium /usr/bin/chromium-headless-shell /usr/bin/firefox-esr /usr/bin/WebKitWebDriver /usr/bin/Xvfb"
packages="chromium chromium-headless-shell firefox-esr webkit2gtk-driver xvfb fonts-noto-core fonts-dejavu-core"

missing() {
    for program in $programs; do
        [ -x "$program" ] || echo "$program"
    done
}

[ -n "$(missing)" ] || exit 0

fail() {
    echo "need-browser: $1" >&2
    echo "need-browser: missing:" $(missing) >&2
    echo "need-browser: the browser tests need them. As root, on Debian or Ubuntu:" >&2
    echo "    apt-get update && apt-get install --no-install-recommends $packages" >&2
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "This is not root, so nothing can be installed here."
command -v apt-get >/dev/null 2>&1 || fail "There is no apt-get to install it with."

echo "need-browser: installing $packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || fail "apt-get update failed."
# shellcheck disable=SC2086  # a list of package names
apt-get install -y -qq --no-install-recommends $packages >/dev/null || fail "apt-get install failed."
[ -z "$(missing)" ] || fail "apt-get succeeded, but not everything is here."
/usr/bin/chromium --version
/usr/bin/firefox-esr --version
/usr/bin/WebKitWebDriver --version
