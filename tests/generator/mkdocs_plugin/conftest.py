"""A project with its site, for the tests of what MkDocs makes of our pages."""

from collections.abc import Iterator

import pytest

from tests.sites import Sites


@pytest.fixture
def sites() -> Iterator[Sites]:
    sites = Sites()
    yield sites
    sites.close()
