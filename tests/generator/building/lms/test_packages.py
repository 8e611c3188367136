"""The manifest names each file of a package, and what it uses."""

from xml.etree.ElementTree import fromstring

from proven_lessons.generator.building.lms.packages import Resource, manifest

CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"


def test_a_manifest() -> None:
    files = [
        Resource(name="i", kind="item", path="items/i.xml"),
        Resource(name="t", kind="test", path="tests/t.xml", uses=["i"]),
    ]
    root = fromstring(manifest(files, "QTI"))
    assert root.findtext(f"{CP}metadata/{CP}schema") == "QTI"
    item, test = root.findall(f"{CP}resources/{CP}resource")
    assert (item.get("identifier"), item.get("href")) == ("i", "items/i.xml")
    assert [one.get("identifierref") for one in test.findall(f"{CP}dependency")] == ["i"]
