#!/bin/sh
# Runs pytest in two halves at once: most of what the browsers' tests do is wait.
#
#   tools/halves.sh <python>
#
# Fails if either half does. The second half's words come when both have ended.
set -eu
python=$1
mkdir -p build
# The first half has fewer windows, so it takes some of the long stories along.
along=" profiles stories engines "
mine=""
theirs=""
for each in tests/browser/test_*.py; do
    name=${each#tests/browser/test_}
    case $along in
        *" ${name%.py} "*) theirs="$theirs --ignore=$each" ;;
        *) mine="$mine --ignore=$each" ;;
    esac
done
# shellcheck disable=SC2086  # lists of options
"$python" -m pytest tests/browser $theirs >build/browsers.log 2>&1 &
browsers=$!
failed=0
# shellcheck disable=SC2086
"$python" -m pytest $mine -p no:cacheprovider || failed=1
wait "$browsers" || failed=1
cat build/browsers.log
exit "$failed"
