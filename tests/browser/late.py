"""Somebody who stands on the roster and is not on the shift: nobody was told their sealing key."""

from __future__ import annotations

from dataclasses import replace

from orgkeys.office.directory import device_name
from tests.browser.place import Place
from tests.orgkeys.office import ADMINISTRATOR


def comes_late(place: Place, alias: str) -> None:
    """Certified by the office, which does not know the key that the device has made; published
    with the shift that a new roster needs."""
    place.org("pull", place.relay_address, answers=(ADMINISTRATOR,))
    place.add_device(alias)
    standing = place.office.holdings().standing_devices(place.office.now)
    (device,) = [one for one in standing if one.certificate.alias == alias]
    record = place.folder / "organisation" / device_name(device.hash)
    record.write_bytes(replace(device, sealing_keys=()).record())
    place.office.shift("--hours", "24")
    place.publish()
