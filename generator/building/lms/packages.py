"""Packages of QTI: their manifest, and what all documents in them are made with."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

MANIFEST = "imsmanifest.xml"
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file of a package; `uses` are the names of others."""

    name: str
    kind: str
    path: str
    uses: Sequence[str] = ()


def manifest(resources: Sequence[Resource], schema: str) -> str:
    """Return the manifest of a package with these files."""
    root = Element("manifest", identifier="lessons")
    metadata = add(root, "metadata")
    add(metadata, "schema", schema)
    add(metadata, "schemaversion", "1.0.0")
    add(root, "organizations")
    listed = add(root, "resources")
    for one in resources:
        resource = add(listed, "resource", identifier=one.name, type=one.kind, href=one.path)
        add(resource, "file", href=one.path)
        for other in one.uses:
            add(resource, "dependency", identifierref=other)
    indent(root)
    return written(root, _CP)


def written(root: Element, namespace: str) -> str:
    """Return a document of a namespace."""
    root.set("xmlns", namespace)
    return tostring(root, "unicode", xml_declaration=True) + "\n"


def add(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """Add an element to another, and return it."""
    made = SubElement(parent, tag, attributes)
    made.text = text or None
    return made
