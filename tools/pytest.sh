#!/bin/sh
# Runs pytest on three files at once, with something else in the time that the browsers wait.
#
#   tools/pytest.sh <python> [command ...]
#
# A file is taken up by whichever of the three is free, and is told in one go: its tests share a
# browser and a relay. The command runs beside them at the lowest priority, so that it slows no
# test down that measures time. Its words come when both have ended. Fails if either does.
# Three, since on two cores a third of the time is waiting; `WORKERS` says another number.
set -eu
python=$1
shift
mkdir -p build
beside=
if [ "$#" -gt 0 ]; then
    nice -n 19 "$@" >build/beside.log 2>&1 &
    beside=$!
fi
failed=0
"$python" -m pytest -n "${WORKERS:-3}" --dist loadfile --no-loadscope-reorder -p no:cacheprovider || failed=1
if [ -n "$beside" ]; then
    wait "$beside" || failed=1
    cat build/beside.log
fi
exit "$failed"
