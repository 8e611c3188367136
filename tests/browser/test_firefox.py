"""Another engine: the pages come to life in Firefox, too, and what is done there is kept."""

import pytest

from tests.browser.marionette import Firefox

LESSON = "/sessions/set-and-get/"
ERRORS = "window.wrong = []; addEventListener('error', (event) => window.wrong.push(event.message))"


def test_the_modes_work(firefox: Firefox, address: str) -> None:
    firefox.go(f"{address}{LESSON}")
    firefox.run(ERRORS)
    firefox.wait("document.querySelector('article').dataset.mode === 'overview'")
    firefox.run("document.querySelector('.lesson-switch a[href$=\"#watch\"]').click()")
    firefox.wait("document.querySelector('#watch').checkVisibility()")
    assert not firefox.run("return document.querySelector('#overview').checkVisibility()")
    firefox.run("document.querySelector('lesson-watch [data-do=last]')?.click()")
    firefox.run("location.hash = '#predict'")
    firefox.wait("document.querySelector('#predict').checkVisibility()")
    firefox.run(
        "const field = document.querySelector('#predict textarea');"
        "field.value = \"{'color': 'blue'}\"; field.dispatchEvent(new Event('change'))"
    )
    firefox.wait("document.querySelector('#predict .lesson-is-right')")
    firefox.run("location.hash = '#quiz'")
    firefox.run(
        "const form = document.querySelector('#quiz form');"
        "form.querySelector('input').click(); form.querySelector('button').click()"
    )
    firefox.wait("document.querySelector('#quiz form .lesson-verdict').textContent")
    assert firefox.run("return window.wrong") == []
    firefox.go(f"{address}{LESSON}#predict")
    firefox.wait("document.querySelector('#predict .lesson-is-right')")


@pytest.mark.parametrize("path", ["/", "/sessions/", "/recall/", "/users/login-and-logout/"])
def test_no_page_is_wider_than_the_screen(firefox: Firefox, address: str, path: str) -> None:
    firefox.ask("WebDriver:SetWindowRect", {"width": 500, "height": 800})
    firefox.go(f"{address}{path}")
    assert firefox.run("return document.documentElement.scrollWidth <= innerWidth")
