#!/bin/sh
# Runs pytest in two halves at once: most of what the browsers' tests do is wait.
#
#   tools/halves.sh <python>
#
# Fails if either half does. The second half's words come when both have ended.
set -eu
python=$1
mkdir -p build
"$python" -m pytest tests/browser tests/nothing >build/browsers.log 2>&1 &
browsers=$!
failed=0
"$python" -m pytest --ignore=tests/browser --ignore=tests/nothing -p no:cacheprovider || failed=1
wait "$browsers" || failed=1
cat build/browsers.log
exit "$failed"
