#!/bin/sh
# Debian's browsers: Chromium, also without windows; Firefox; WebKitGTK with its driver, and a screen
# in memory for it.
exec "$(dirname "$0")/need.sh" browser "The browser tests need them" \
    "chromium chromium-headless-shell firefox-esr webkit2gtk-driver xvfb fonts-noto-core fonts-dejavu-core" \
    /usr/bin/chromium /usr/bin/chromium-headless-shell /usr/bin/firefox-esr /usr/bin/WebKitWebDriver /usr/bin/Xvfb
