#!/bin/sh
# Debian's spin, which checks the model of the waiting line, and a C compiler with its headers for it.
exec "$(dirname "$0")/need.sh" spin "The model of the waiting line needs them" \
    "spin gcc libc6-dev" /usr/bin/spin /usr/bin/gcc /usr/include/stdio.h
