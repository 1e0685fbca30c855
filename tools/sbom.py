"""The bill of materials of a release: CycloneDX 1.6 as JSON, from the lock files alone.

Says of each part its version, license and hashes: Python packages that are installed with the
wheel, Node packages whose code stands in the pages, and what only builds them (scope `excluded`).
Nothing in it depends on this machine; its time is that of the commit.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import (
    ExternalReference,
    ExternalReferenceType,
    HashAlgorithm,
    HashType,
    Property,
    XsUri,
)
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools.locks import Bundled, Pinned, node_packages, python_packages

ROLE = "noview:role"
BUILDS = "setuptools"
_LICENSES = LicenseFactory()


def bill_of_materials(root: Path, commit: str, moment: int) -> bytes:
    """For this commit and its time (seconds since 1970), ending with a line break."""
    bom = Bom(serial_number=uuid5(NAMESPACE_URL, f"noview:{commit}"))
    bom.metadata.timestamp = datetime.fromtimestamp(moment, UTC)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    us = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref="noview",
        description=project["description"],
        licenses=[_LICENSES.make_from_string(project["license"])],
        properties=[Property(name="noview:commit", value=commit)],
    )
    bom.metadata.component = us
    parts = [*_python(root), *_node(root)]
    for one in parts:
        bom.components.add(one)
    used = [one for one in parts if one.scope is not ComponentScope.EXCLUDED]
    bom.register_dependency(us, used)
    for one in parts:
        bom.register_dependency(one)
    value = json.loads(JsonV1Dot6(bom).output_as_string())
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _python(root: Path) -> Iterator[Component]:
    """From runtime.txt; what audit.txt has beside it is optional; setuptools makes the wheel."""
    folder = root / "requirements"
    licenses = tomllib.loads((folder / "licenses.toml").read_text(encoding="utf-8"))
    read = {
        name: python_packages((folder / name).read_text(encoding="utf-8"))
        for name in ("runtime.txt", "audit.txt", "dev.txt")
    }
    always = {one.name for one in read["runtime.txt"]}
    for one in read["audit.txt"]:
        scope = ComponentScope.REQUIRED if one.name in always else ComponentScope.OPTIONAL
        role = "installed" if one.name in always else "installed with the extra 'audit'"
        yield _package(one, licenses[one.name], scope, role)
    for one in read["dev.txt"]:
        if one.name == BUILDS:
            yield _package(one, licenses[one.name], ComponentScope.EXCLUDED, "builds the wheel")


def _package(one: Pinned, license_: str, scope: ComponentScope, role: str) -> Component:
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(f"https://pypi.org/project/{one.name}/{one.version}/"),
        comment="any one of these files",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=value) for value in one.hashes],
    )
    return Component(
        name=one.name,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"pypi:{one.name}@{one.version}",
        purl=PackageURL("pypi", None, one.name, one.version),
        scope=scope,
        licenses=[_LICENSES.make_from_string(license_)],
        external_references=[files],
        properties=[Property(name=ROLE, value=role)],
    )


def _node(root: Path) -> Iterator[Component]:
    text = (root / "client_js" / "package-lock.json").read_text(encoding="utf-8")
    # The same version may lie in two folders.
    for one in {(one.name, one.version): one for one in node_packages(text)}.values():
        yield _bundled(one)


def _bundled(one: Bundled) -> Component:
    group, _, name = one.name.rpartition("/")
    role = "builds or tests the pages" if one.dev else "may stand in the pages"
    return Component(
        name=name,
        group=group or None,
        version=one.version,
        type=ComponentType.LIBRARY,
        bom_ref=f"npm:{one.name}@{one.version}",
        purl=PackageURL("npm", group or None, name, one.version),
        scope=ComponentScope.EXCLUDED if one.dev else ComponentScope.REQUIRED,
        licenses=[_LICENSES.make_from_string(one.license)],
        hashes=[HashType(alg=HashAlgorithm.SHA_512, content=one.sha512)],
        properties=[Property(name=ROLE, value=role)],
    )
