"""A form is sent as a browser sends it: with what its fields hold, and without what is not sent."""

from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.site.client import Client, filled_in
from proven_lessons.runner.site.forms import fields_of

FORM = """
<form action="/search/"><input name=q value=x></form>
<form method=post>
  <input type=hidden name=token value="a&amp;b"> <input name=name value=""> <input name=off disabled value=1>
  <input type=checkbox name=yes checked> <input type=checkbox name=no> <input type=radio name=r value=2 checked>
  <input type=submit name=go value=Go> <textarea name=t>
Some
text</textarea>
  <select name=s><option value=1>One<option value=2 selected>Two</select>
  <select name=first><option>One</option><option>Two</option></select>
  <input name=many value=1><input name=many value=2>
</form>
"""


def test_a_form_is_sent_with_what_it_holds() -> None:
    assert fields_of(FORM, "/page/?x=1", "/page/") == {
        "token": "a&b", "name": "", "yes": "on", "r": "2", "t": "Some\r\ntext", "s": "2", "first": "One",
        "go": "Go", "many": ["1", "2"],
    }  # fmt: skip
    assert fields_of(FORM, "/page/", "/search/?q=y") == {"q": "x"}
    assert fields_of(FORM, "/page/", "/other/") is None
    client = Client(pages={"": (FORM, "/page/")})
    sent = filled_in(
        RequestSpec(method="POST", path="/page/", data={"name": "Ada"}, form=True), client
    )
    assert sent.data is not None
    assert (sent.data["token"], sent.data["name"]) == ("a&b", "Ada")


BUTTONS = """
<form action="/note/" method=post>
  <input name=text value=Milk>
  <button name=save disabled>Not yet</button> <button name=save value=1>Save</button>
  <button name=delete value=yes>Delete</button> <button formaction="/note/copy/" name=copy>Copy</button>
  <input type=submit name=late value=""> <button type=button name=none>Nothing</button>
</form>
"""


def test_a_form_is_sent_by_the_button_that_the_request_names_or_by_the_first() -> None:
    assert fields_of(BUTTONS, "/", "/note/") == {"text": "Milk", "save": "1"}
    assert fields_of(BUTTONS, "/", "/note/", ["delete"]) == {"text": "Milk", "delete": "yes"}
    assert fields_of(BUTTONS, "/", "/note/", ["text"]) == {"text": "Milk", "save": "1"}
    assert fields_of(BUTTONS, "/", "/note/copy/") == {"text": "Milk", "copy": ""}
    relative = "<form action=next/><input name=a value=1></form>"
    assert fields_of(relative, "/one/?page=2", "/one/next/") == {"a": "1"}
