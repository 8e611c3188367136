"""The locale probe shows what is activated, and that it lasts beyond the request."""

from proven_lessons.runner.probes.locale import LocaleChanged, LocaleFound
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from tests.builders import events_of, run, scenario, view

BODY = """
from django.utils import timezone, translation
if request.GET:
    translation.activate("de")
    timezone.activate("Europe/Paris")
else:
    translation.deactivate()
    timezone.deactivate()
return HttpResponse("x")
"""


def test_what_is_activated_lasts_until_somebody_goes_back(recorder: Recorder) -> None:
    requests = (RequestSpec(path="/?a=1"), RequestSpec(), RequestSpec())
    exchanges = run(recorder, scenario(view(BODY), *requests)).exchanges
    back = [
        LocaleChanged(what="language", name=None),
        LocaleChanged(what="time zone", name=None),
    ]
    assert [events_of(one.steps, "locale") for one in exchanges] == [
        [
            LocaleChanged(what="language", name="de"),
            LocaleChanged(what="time zone", name="Europe/Paris"),
        ],
        [
            LocaleFound(what="language", name="de"),
            LocaleFound(what="time zone", name="Europe/Paris"),
            *back,
        ],
        back,
    ]


def test_an_override_goes_back_by_itself(recorder: Recorder) -> None:
    body = """
    from django.utils import timezone
    with timezone.override("Europe/Paris"):
        pass
    return HttpResponse("x")
    """
    (found,) = run(recorder, scenario(view(body))).exchanges
    assert events_of(found.steps, "locale") == [
        LocaleChanged(what="time zone", name="Europe/Paris"),
        LocaleChanged(what="time zone", name=None),
    ]


def test_a_language_that_is_marked_as_safe_is_plain_text(recorder: Recorder) -> None:
    body = """
    from django.utils import translation
    from django.utils.safestring import mark_safe
    translation.activate(mark_safe("es"))
    return HttpResponse("x")
    """
    (found,) = run(recorder, scenario(view(body))).exchanges
    assert events_of(found.steps, "locale") == [LocaleChanged(what="language", name="es")]


def test_no_language_at_all_is_told(recorder: Recorder) -> None:
    body = "from django.utils import translation\ntranslation.deactivate_all()\nreturn HttpResponse('x')"
    exchanges = run(recorder, scenario(view(body), RequestSpec(), RequestSpec())).exchanges
    none = LocaleChanged(what="language", name="")
    assert [events_of(one.steps, "locale") for one in exchanges] == [[none], [none]]
