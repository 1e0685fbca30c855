"""`make bench`: everything in one run on one machine, beside what it is compared with."""

from __future__ import annotations

import argparse
import asyncio
import resource

from bench.late import measure as measure_late
from bench.load import Rate, exchange, idle
from bench.page import measure_page
from bench.servers import running

SERVERS = ("node ws", "aiohttp", "relay")


def measure(
    name: str, pairs: int, seconds: float, connections: int
) -> tuple[Rate, Rate, float, float]:
    """Throughput with many pairs, delay with few, bytes an idle connection, seconds to be ready."""
    with running(name) as server:
        ready = server.ready
        memory = asyncio.run(idle(server, connections))
    with running(name) as server:
        many = asyncio.run(exchange(server, pairs, seconds))
    with running(name) as server:
        few = asyncio.run(exchange(server, 20, seconds / 2, pause=0.02))
    return many, few, memory, ready


def main() -> None:
    """Print one table for the servers and one for the survivor's page."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--no-page", action="store_true", help="leave the browser out")
    options = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536) if hard > 0 else soft, hard))

    print(f"{options.pairs} pairs, 512-byte ciphertexts, {options.seconds:.0f} s; ratio to node ws")
    print(
        f"{'server':<10}{'messages/CPU s':>16}{'ratio':>8}{'median ms':>12}{'99th ms':>10}"
        f"{'KiB idle':>10}{'ready s':>9}"
    )
    base: float | None = None
    for name in SERVERS:
        many, few, memory, ready = measure(
            name, options.pairs, options.seconds, options.connections
        )
        base = base or many.per_cpu_second
        print(
            f"{name:<10}{many.per_cpu_second:>16,.0f}{many.per_cpu_second / base:>8.2f}"
            f"{few.median * 1000:>12.2f}{few.late * 1000:>10.2f}"
            f"{memory / 1024:>10.1f}{ready:>9.2f}",
            flush=True,
        )
    if not options.no_page:
        print(measure_page())
        print(measure_late())


if __name__ == "__main__":
    main()
