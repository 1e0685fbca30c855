#!/bin/sh
# Debian's libfaketime, which gives the second build of a release another clock. Without it a release
# is still built twice, minutes apart, and says so: so nothing here fails.
set -eu

here() { ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1; }

here && exit 0
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "need-faketime: installing libfaketime"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends libfaketime; } >/dev/null 2>&1 || true
fi
here || echo "need-faketime: not here; as root, on Debian or Ubuntu: apt-get install libfaketime"
