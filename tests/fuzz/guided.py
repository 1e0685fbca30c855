"""One target under atheris, which follows coverage; run by tests/fuzz/long.py, one process each.

    python -m tests.fuzz.guided TARGET [options of libFuzzer …] [folders …]

What is guided by is the Python of `relay`, `orgkeys` and `audit`; msgspec's typed decoders are C.
Without atheris (no wheel for this machine) the same inputs come without guidance, for as long.
"""

from __future__ import annotations

import importlib
import random
import re
import secrets
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any


def guide() -> Any:
    """Atheris, or None where it is not installed."""
    try:
        return importlib.import_module("atheris")
    except ModuleNotFoundError:
        return None


def option(arguments: Sequence[str], name: str, usual: str) -> str:
    """A `-name=value` among libFuzzer's."""
    found = [one.removeprefix(f"-{name}=") for one in arguments if one.startswith(f"-{name}=")]
    return found[-1] if found else usual


def unguided(one: Callable[[bytes], None], make: Callable[[bytes, int], bytes],
             begin: Sequence[bytes], arguments: Sequence[str]) -> int:  # fmt: skip
    """The same inputs for as long, without guidance; a crash is written where libFuzzer would."""
    until = time.monotonic() + float(option(arguments, "max_total_time", "10"))
    chance, count = random.Random(secrets.randbits(64)), 0
    while time.monotonic() < until:
        raw = make(chance.choice(begin), chance.getrandbits(32))
        count += 1
        try:
            one(raw)
        except Exception:  # noqa: BLE001 - this is what a fuzzer looks for
            place = option(arguments, "artifact_prefix", "")
            Path(f"{place}crash-{sha256(raw).hexdigest()}").write_bytes(raw)
            return 1
    print(f"Done {count} runs", file=sys.stderr)
    return 0


def main(name: str, arguments: Sequence[str]) -> int:
    """Fuzz the target of that name. With atheris it ends the process itself."""
    atheris = guide()
    if atheris is None:
        from tests.fuzz import targets
    else:
        with atheris.instrument_imports(include=["audit", "orgkeys", "relay"]):
            from tests.fuzz import targets
    from tests.fuzz.binary import altered
    from tests.fuzz.contract import hold
    from tests.fuzz.mutate import changed, spoiled
    from tests.fuzz.seeds import seeds
    from tests.fuzz.transparent import through

    target, begin = targets.named(name), seeds()[name]

    def mutated(raw: bytes, seed: int) -> bytes:
        chance = random.Random(seed)
        if target.foreign:
            return altered(raw, chance, target.words)[: target.most]
        change = changed if chance.random() < 0.8 else spoiled
        raw = change(raw, chance, target.prefix) if change is changed else spoiled(raw, chance)
        return raw[: target.most]

    def one(raw: bytes) -> None:
        hold(target, raw)

    with through():
        if atheris is None:
            return unguided(one, mutated, begin, arguments)
        folder = next((Path(path) for path in arguments if re.match(r"[^-]", path)), None)
        if folder is not None:
            for raw in begin:
                (folder / sha256(raw).hexdigest()[:40]).write_bytes(raw)

        def custom(raw: bytes, most: int, seed: int) -> bytes:
            if seed % 4 == 0:
                return bytes(atheris.Mutate(raw, most))
            return mutated(raw, seed)[:most]

        atheris.Setup([sys.argv[0], *arguments], one, custom_mutator=custom)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
