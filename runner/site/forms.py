"""Fill in the form of a page the way a browser does: what it already holds goes along."""

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit


def fields_of(page: str, address: str, target: str) -> dict[str, str | list[str]]:
    """Return the fields of the form in `page`, which came from `address`, that is sent to `target`.

    Nothing if there is no such form. A select that is disabled, say, is not sent either.
    """
    reader = _Forms()
    reader.feed(page)
    wanted = urlsplit(target).path
    for action, fields in reader.forms:
        if urlsplit(urljoin(address, action)).path == wanted:
            return {
                name: values[0] if len(values) == 1 else values for name, values in fields.items()
            }
    return {}


# Private

_NOT_SENT = frozenset({"submit", "button", "image", "file", "reset"})


class _Forms(HTMLParser):
    """The forms of a page: the address of each, and the values that its fields hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._inside = False
        self._select: str | None = None
        self._option: tuple[str, bool] | None = None
        self._area: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((given.get("action", ""), {}))
            self._inside = True
        elif self._inside and "name" in given and "disabled" not in given:
            self._field(tag, given)
        elif tag == "option" and self._select is not None:
            self._end_option()
            self._option, self._text = (given.get("value", ""), "selected" in given), ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            self._put(self._area, self._text.removeprefix("\n"))
            self._area = None
        elif tag == "select":
            self._end_option()
            self._select = None

    # Private

    def _field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text").lower()
        if tag == "textarea":
            self._area, self._text = given["name"], ""
        elif tag == "select":
            self._select = given["name"]
        elif tag == "input" and kind in ("checkbox", "radio"):
            if "checked" in given:
                self._put(given["name"], given.get("value", "on"))
        elif tag == "input" and kind not in _NOT_SENT:
            self._put(given["name"], given.get("value", ""))

    def _end_option(self) -> None:
        """Take the option that is selected; as long as none is, the first one counts."""
        if self._option is None or self._select is None:
            return
        value, is_selected = self._option[0] or self._text.strip(), self._option[1]
        fields = self.forms[-1][1]
        if is_selected:
            fields[self._select] = [value]
        elif self._select not in fields:
            self._put(self._select, value)
        self._option = None

    def _put(self, name: str, value: str) -> None:
        self.forms[-1][1].setdefault(name, []).append(value)
