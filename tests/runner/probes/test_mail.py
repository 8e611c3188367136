"""The mail probe shows what reaches the outbox."""

from proven_lessons.runner.probes.mail import MailSent
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, run, scenario, view

BODY = """
from django.core import mail
mail.send_mail("Hello", "Body", "a@example.org", ["b@example.org", "c@example.org"])
mail.EmailMessage("Second", "More", "a@example.org", [], bcc=["d@example.org"]).send()
return HttpResponse(str(len(mail.outbox)))
"""


def test_mail_is_told_when_it_is_sent(recorder: Recorder) -> None:
    (found,) = run(recorder, scenario(view(BODY))).exchanges
    first, second = events_of(found.steps, "mail")
    assert first == MailSent(
        subject="Hello", sender="a@example.org", to=("b@example.org", "c@example.org"), body="Body"
    )
    assert (second.subject, second.to, second.bcc) == ("Second", (), ("d@example.org",))
    assert found.response.text == "2"
