#!/bin/sh
# Debian's redis-server: the auditor is tested with a real one.
exec "$(dirname "$0")/need.sh" redis "The tests of the auditor need it" "redis-server" /usr/bin/redis-server
