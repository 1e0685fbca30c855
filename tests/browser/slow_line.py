"""A line on which what the relay says comes late, now and then very late: `make test-slow`.

As a plugin of pytest (`-p tests.browser.slow_line`) it is on every page that the tests open. A
story that is told differently then was told by the speed of a machine. What comes stays in order,
and the end of a connection comes after what was said before it.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

MOST = 150
"""Milliseconds by which a frame is late at most,"""
STALLED = 1500
"""and some by so many, with all that are behind them:"""
OFTEN = 0.01
"""these, of all."""
LATE = "globalThis.late ?? 0"
"""In a page: how many frames have come and were not handed over yet."""


def script(most: int = MOST, stalled: int = STALLED, often: float = OFTEN) -> str:
    """What makes it so, in a page, before any script of its own."""
    return f"""(() => {{
      // The page's own clock may be one that a test moves.
      const later = setTimeout.bind(globalThis), now = Date.now.bind(Date);
      globalThis.late = 0;
      globalThis.WebSocket = new Proxy(WebSocket, {{
        construct(target, given) {{
          const socket = new target(...given), line = [];
          let free = 0;
          const hold = (event, again) => {{
            if (event.handedOver) return;
            event.stopImmediatePropagation();
            const by = Math.random() < {often} ? {stalled} : Math.random() * {most};
            free = Math.max(free + 1, now() + by);
            line.push(again);
            globalThis.late += 1;
            later(() => {{
              globalThis.late -= 1;
              socket.dispatchEvent(Object.assign(line.shift()(), {{ handedOver: true }}));
            }}, Math.max(0, free - now()));
          }};
          socket.addEventListener('message', (event) => hold(event, () =>
            new MessageEvent('message', {{ data: event.data, origin: event.origin }})));
          socket.addEventListener('close', (event) => hold(event, () =>
            new CloseEvent('close', {{ code: event.code, reason: event.reason }})));
          return socket;
        }},
      }});
    }})();"""


def pytest_configure() -> None:
    """Every context of every browser is slow from now on."""
    made = Browser.new_context

    def new_context(browser: Browser, **options: Any) -> BrowserContext:
        context = made(browser, **options)
        context.add_init_script(script())
        return context

    pytest.MonkeyPatch().setattr(Browser, "new_context", new_context)
