"""Fill in the form of a page the way a browser does: what it already holds goes along.

"Constructing the entry list" of the HTML standard (section 4.10.22.4); tested against Chromium.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from proven_lessons.runner.site.fields import as_sent


def fields_of(
    page: str, address: str, target: str, filled: Collection[str] = ()
) -> dict[str, str | list[str]] | None:
    """Return the fields of the form in `page`, which came from `address`, that is sent to `target`.

    None if there is no such form. A form is sent by a button: by the one that leads to `target`,
    or whose name is among those that the reader has `filled` in, else by the first. The values of
    fields with one name are in a list. A file that is not chosen is an empty value, and in parts
    nothing that Django sees.
    """
    reader = _Reader()
    reader.feed(page)
    reader.close()
    wanted = urlsplit(urljoin(address, target)).path
    for number, form in enumerate(reader.forms):
        controls = [one for one in reader.controls if one.form == number]
        buttons = [one for one in controls if one.is_button and not one.is_disabled]
        leading = [
            one
            for one in buttons
            if _leads(one.given.get("formaction") or form.get("action", ""), address, wanted)
        ]
        if leading or (not buttons and _leads(form.get("action", ""), address, wanted)):
            in_parts = form.get("enctype", "").lower() == "multipart/form-data"
            sent = [one for one in controls if not (in_parts and one.kind == "file")]
            return _entries(sent, _pressed(leading, filled))
    return None


# Private

_VOID_BUTTONS = ("submit", "image")
_SILENT = frozenset({"button", "reset"})


@dataclass(slots=True, kw_only=True)
class _Option:
    value: str | None
    is_selected: bool
    is_disabled: bool
    text: str = ""

    def sent(self) -> str:
        """Return what is sent of it: its text, where it has no value of its own."""
        return " ".join(self.text.split()) if self.value is None else self.value


@dataclass(slots=True, kw_only=True)
class _Control:
    """A field or button; `form` is the number of the form that owns it."""

    tag: str
    given: dict[str, str]
    form: int | None
    is_disabled: bool
    text: str = ""
    options: list[_Option] = field(default_factory=list)

    @property
    def kind(self) -> str:
        default = "submit" if self.tag == "button" else "text"
        return (self.given.get("type") or default).lower() if self.tag != "select" else "select"

    @property
    def is_button(self) -> bool:
        if self.tag == "button":
            return self.kind not in _SILENT
        return self.tag == "input" and self.kind in _VOID_BUTTONS


class _Reader(HTMLParser):
    """The forms of a page and all fields and buttons, in the order in which they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.controls: list[_Control] = []
        self._named: dict[str, int] = {}
        self._wanting: list[tuple[_Control, str]] = []
        self._form: int | None = None
        self._inert: list[str] = []  # what is open around this place, and is no part of a form
        self._fieldsets: list[_Fieldset] = []
        self._select: _Control | None = None
        self._area: _Control | None = None
        self._option: _Option | None = None
        self._group_is_disabled = False

    def close(self) -> None:
        super().close()
        for control, name in self._wanting:
            control.form = self._named.get(name)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}  # the first one counts
        if tag in _INERT:
            self._inert.append(tag)
        elif self._select is not None and tag in ("option", "optgroup"):
            self._in_select(tag, given)
        elif tag == "form" and self._form is None and not self._inert:
            self._begin_form(given)
        elif tag == "fieldset":
            self._fieldsets.append(_Fieldset(is_disabled="disabled" in given))
        elif tag == "legend" and self._fieldsets:
            self._fieldsets[-1].begin_legend()
        elif tag in ("input", "button", "select", "textarea") and not self._inert:
            self._begin_control(tag, given)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.text += data
        elif self._option is not None:
            self._option.text += data

    def handle_endtag(self, tag: str) -> None:
        if self._inert and tag == self._inert[-1]:
            self._inert.pop()
        elif tag == "form":
            self._form = None
        elif tag == "fieldset" and self._fieldsets:
            self._fieldsets.pop()
        elif tag == "legend" and self._fieldsets:
            self._fieldsets[-1].is_in_legend = False
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select, self._option, self._group_is_disabled = None, None, False
        elif tag == "option":
            self._option = None
        elif tag == "optgroup":
            self._option, self._group_is_disabled = None, False

    # Private

    def _begin_form(self, given: dict[str, str]) -> None:
        self._form = len(self.forms)
        self.forms.append(given)
        if given.get("id"):
            self._named.setdefault(given["id"], self._form)

    def _begin_control(self, tag: str, given: dict[str, str]) -> None:
        is_disabled = "disabled" in given or any(one.disables() for one in self._fieldsets)
        control = _Control(tag=tag, given=given, form=self._form, is_disabled=is_disabled)
        self.controls.append(control)
        if "form" in given:
            self._wanting.append((control, given["form"]))
        if tag == "select":
            self._select = control
        elif tag == "textarea":
            self._area = control

    def _in_select(self, tag: str, given: dict[str, str]) -> None:
        assert self._select is not None
        if tag == "optgroup":
            self._option, self._group_is_disabled = None, "disabled" in given
            return
        self._option = _Option(
            value=given.get("value"),
            is_selected="selected" in given,
            is_disabled="disabled" in given or self._group_is_disabled,
        )
        self._select.options.append(self._option)


@dataclass(slots=True, kw_only=True)
class _Fieldset:
    """A fieldset that is open; one that is disabled leaves its first legend as it is."""

    is_disabled: bool
    is_in_legend: bool = False
    has_legend: bool = False

    def begin_legend(self) -> None:
        self.is_in_legend = not self.has_legend
        self.has_legend = True

    def disables(self) -> bool:
        return self.is_disabled and not self.is_in_legend


_INERT = frozenset({"template", "noscript"})


def _leads(action: str, address: str, wanted: str) -> bool:
    return urlsplit(urljoin(address, action)).path == wanted


def _pressed(buttons: list[_Control], filled: Collection[str]) -> _Control | None:
    """Return the button that sends a form: one that the reader names, or the first."""
    named = (one for one in buttons if one.given.get("name", "") in filled)
    return next(named, buttons[0] if buttons else None)


def _entries(controls: list[_Control], pressed: _Control | None) -> dict[str, str | list[str]]:
    """Return what is sent of a form."""
    chosen = _last_of_each_radio(controls)
    values: dict[str, list[str]] = {}
    for one in controls:
        if one.is_disabled or (one.is_button and one is not pressed):
            continue
        if one.kind == "image":
            for name, value in _point(one):
                values.setdefault(name, []).append(value)
        elif one.given.get("name"):
            found = _values(one, is_chosen=id(one) in chosen)
            if found:
                values.setdefault(one.given["name"], []).extend(found)
    return {name: each[0] if len(each) == 1 else each for name, each in values.items()}


def _last_of_each_radio(controls: list[_Control]) -> frozenset[int]:
    """Return the radio buttons that are on: of those with one name, the last that is checked."""
    last = {
        one.given.get("name", ""): id(one)
        for one in controls
        if one.kind == "radio" and "checked" in one.given
    }
    return frozenset(last.values())


def _point(image: _Control) -> list[tuple[str, str]]:
    """Return where on an image a press of Enter is: in its corner."""
    name = image.given.get("name")
    return [(f"{name}.{axis}" if name else axis, "0") for axis in ("x", "y")]


def _values(one: _Control, *, is_chosen: bool) -> list[str]:
    """Return the values that a control with a name is sent with."""
    if one.tag == "select":
        return _selected(one)
    if one.tag == "textarea":
        return [as_sent("textarea", one.text.removeprefix("\n"), one.given)]
    if one.kind in _SILENT:
        return []
    if one.kind in ("checkbox", "radio"):
        is_on = is_chosen if one.kind == "radio" else "checked" in one.given
        return [one.given.get("value", "on")] if is_on else []
    if one.kind == "hidden" and one.given["name"].lower() == "_charset_":
        return ["UTF-8"]
    if one.kind == "file":
        return [""]
    # A button says what stands on it, and browsers call one without a value by a word of their own.
    default = "Submit" if one.tag == "input" and one.kind == "submit" else ""
    return [as_sent(one.kind, one.given.get("value", default), one.given)]


def _selected(one: _Control) -> list[str]:
    """Return the values of the options that are selected.

    A list that shows one option and lets one be chosen begins with the first that can be.
    """
    marked = [option for option in one.options if option.is_selected]
    if "multiple" not in one.given:
        size = one.given.get("size", "")
        is_open = size.isdecimal() and int(size) > 1
        free = [] if is_open else [option for option in one.options if not option.is_disabled]
        marked = marked[-1:] or free[:1]
    return [option.sent() for option in marked if not option.is_disabled]
