"""A finding says what an author can do about it."""

from proven_lessons.generator.claims.findings import Finding


def test_what_is_meant_can_be_listed() -> None:
    finding = Finding(piece="step 3", meant="step 3", message="typed")
    assert finding.what_to_do == "if you mean it, list it: meant: ['step 3']"
    assert Finding(piece="", meant="", message="", hint="do this").what_to_do == "do this"
