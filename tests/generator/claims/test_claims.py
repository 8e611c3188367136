"""Expressions and texts see the run and nothing else; what is wrong with them is told with its place."""

import pytest

from proven_lessons.generator.claims.claims import Claims, Evidence
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import html_of, loaded, recorded, view, words_of, write_lesson

YAML = """\
title: A lesson
summary: It runs.
view: view
requests: [GET /, GET /]
steps:
  - at: name = request
    id: name
what_if:
  other:
    title: nothing were set
    edits:
      - delete: request.session['a']
"""
SOURCE = view(
    "request.session['a'] = {'n': [1]}\nname = request.session.get('b', 'x<y')\nreturn HttpResponse(name)"
)


@pytest.fixture(scope="module")
def claims(recorder: Recorder, tmp_path_factory: pytest.TempPathFactory) -> Claims:
    lesson = loaded(write_lesson(tmp_path_factory.mktemp("data"), yaml=YAML, source=SOURCE))
    return Claims(lesson, recorded(recorder, lesson))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("step[2].session.data", {"a": {"n": [1]}}),
        ("step[2].session.data == {'a': {'n': [1]}}", True),
        ("exchanges[0].step.set.number", 2),
        ("exchanges[0].step.name.value", "x<y"),
        ("exchanges[1].step.request.session.stored", {"a": {"n": [1]}}),
        ("exchanges[1].request.cookies.sessionid", "session-key-1"),
        ("final.session.status", "saved"),
        ("response.text", "x<y"),
        ("response.status == 200 and not step[1].sql", True),
        ("variables.name", "x<y"),
        ("cookies.sessionid", "session-key-1"),
        ("sql | length", 8),
        ("what_if.other.session.data", {}),
        ("what_if['other'].step[2].kind", "session.get"),
        ("2 * 3", 6),
        ("steps | length", 10),
        ("step[2].code", "request.session['a'] = {'n': [1]}"),
        ("7 % 4", 3),
        ("[3, 1] | sort | join(', ')", "1, 3"),
    ],
)
def test_expressions_see_the_run(expression: str, value: object, claims: Claims) -> None:
    answer = claims.value(expression, "quiz", 0, "answer")
    assert (answer.value, answer.problems) == (value, ())


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("step.set.number", "step.set could be exchanges[0].step.set or exchanges[1].step.set"),
        ("step.sett", "there is no step.sett; there are "),
        ("step[99]", "there is no step 99; the steps are 1 to 10"),
        ("step[2].sesion", "step 2 has no 'sesion'; it has number, kind"),
        ("nothing", "there is no name 'nothing'; there are step, steps, final, exchanges"),
        (
            "stp[2] == 1",
            "there is no name 'stp'; there are step, steps, final, exchanges, response, variables, sql, cookies, session, what_if; did you mean 'step'? (a text has quotes of its own)",
        ),
        (
            "step[2]",
            "step[2] is <step 2>, not a value of it; name a part of it, such as its number",
        ),
        ("step", "step is <all steps>, not a value of it"),
        ("response", "response is <a response>, not a value of it"),
        ("exchanges[5].sql", "the list has no item 5; they are 0 to 1"),
        ("step[2].session.data.b", "it has no 'b'; it has a"),
        ("what_if.othr.response", "what_if has no 'othr'; it has other; did you mean 'other'?"),
        ("'%999999999d' % 1", "% is not for expressions about a run"),
        (
            "steps | join(steps | join)",
            "the filter join takes true, false or a separator only, such as join(', ')",
        ),
        ("1" * 3000, "an expression of 3000 characters; at most 2000 can be"),
        ("step[2].number = 2", "not an expression: to compare, write =="),
        ("{{ step[2].number }}", "an expression stands here without braces"),
        (
            "step[2] words",
            "not an expression: chunk after expression (a text has quotes of its own)",
        ),
        (
            "1 if response.status else 2",
            "an expression can't choose with if; write what the run has",
        ),
        (
            "step[2].value == 1 and 'a' == 'a'",
            "one of its comparisons looks at no run, so it proves nothing",
        ),
        ("1 +", "not an expression: unexpected 'end of template'"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("''.__class__", "names that begin with an underscore can't be used: '__class__'"),
        ("step._steps", "names that begin with an underscore can't be used: '_steps'"),
        ("step[2]['_shown']", "names that begin with an underscore can't be used: '_shown'"),
        ("''['__class__']", "names that begin with an underscore can't be used: '__class__'"),
        (
            "steps | sort(attribute='_shown')",
            "the filter sort takes true, false or a separator only",
        ),
        ("response.text + 'typed'", "+ is not for expressions about a run, but for numbers"),
        (
            "response.text | list | join('typed')",
            "the filter join takes true, false or a separator only",
        ),
        (
            "step[2].session.data | length | list | sum(start=7)",
            "the filter sum takes true, false or a separator only",
        ),
        ("range(10)", "nothing can be called in an expression; to count, write | length"),
        ("'%s'.format(1)", "nothing can be called in an expression"),
        ("(1).real", "1 is a plain value and has no 'real'"),
        ("9 ** 9 ** 9", "** is not for expressions about a run"),
        ("'x' * 1000000000", "* is not for expressions about a run"),
        ("[1] | map('string')", "No filter named 'map'."),
        ("(" * 500 + "1" + ")" * 500, "nested too deep"),
    ],
)
def test_expressions_that_say_nothing_are_told(
    expression: str, message: str, claims: Claims
) -> None:
    answer = claims.value(expression, "quiz", 0, "answer")
    (problem,) = answer.problems
    assert answer.value is None
    assert problem.message.startswith(message) or message in str(problem)


def test_texts_are_filled_in_and_values_escaped(claims: Claims) -> None:
    text = claims.text("See {{ step[2] }}: {{ response.text }}, {'a': 1}", "snapshot")
    assert html_of(text.value) == (
        'See <a class="lesson-step" href="#step-2">step 2</a>: '
        '<code class="lesson-value" translate="no"><bdi>x&#60;y</bdi></code>, {\'a\': 1}'
    )
    line = claims.line("a < b in {{ step[2] }}", "steps", 0, "action")
    assert html_of(line.value) == 'a &#60; b in <a class="lesson-step" href="#step-2">step 2</a>'
    assert (text.problems, line.problems) == ((), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{% for x in steps %}{% endfor %}",
            "texts may hold {{ names }}, not {% statements %} or {# comments #}",
        ),
        ("{# comment #}", "texts may hold {{ names }}, not {% statements %} or {# comments #}"),
        ("{{ step }}", "step is <all steps>, not a value of it"),
        ("{{ step.nothing }}", "there is no step.nothing; there are"),
        ("{{ nothing }}", "there is no name 'nothing'"),
        ("{{ ", "not an expression: "),
        ("{{ 'blue' }}", "this is typed, and says nothing about a run: 'blue'"),
        (
            "{{ steps | join(steps | join(steps | join)) }}",
            "the filter join takes true, false or a separator only",
        ),
        ("{{ steps | join }}" * 2000, "filled in, it has "),
    ],
)
def test_what_can_not_be_filled_in_is_told_and_marked_in_its_place(
    text: str, message: str, claims: Claims
) -> None:
    answer = claims.text(f"Before {text}", "snapshot")
    (problem,) = answer.problems
    assert problem.message.startswith(message)
    assert '<strong class="lesson-false">' in html_of(answer.value)


def test_a_text_shows_what_is_right_in_it_beside_what_is_wrong(claims: Claims) -> None:
    shown = html_of(claims.text("{{ step[2] }} and {{ step[99] }}", "snapshot").value)
    assert shown.startswith(
        '<a class="lesson-step" href="#step-2">Step 2</a> and <strong class="lesson-false">'
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ step[2] }} runs.", "Step 2 runs."),
        ("It ran. {{ step[2] }} did.", "It ran. Step 2 did."),
        ("It ran\n{{ step[2] }}.", "It ran\nstep 2."),
        ("It ran\n\n{{ step[2] }}.", "It ran\n\nStep 2."),
        ("Did it (in {{ step[2] }})? {{ step[3] }}: no.", "Did it (in step 2)? Step 3: no."),
    ],
)
def test_a_step_that_begins_a_sentence_has_a_capital(
    text: str, expected: str, claims: Claims
) -> None:
    assert words_of(claims.text(text, "snapshot").value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ response.text }}", "x<y"),
        ("{{ step[2].session.status }}", "modified"),
        ("{{ step[2].session.stored }}", "nothing"),
        ("{{ step[2].session.data }}", "{'a': {'n': [1]}}"),
        ("{{ variables.name }}", "'x<y'"),
        ("{{ step[2].value }}", "None"),
        ("{{ response.status }}", "200"),
    ],
)
def test_values_are_shown_as_a_reader_expects(text: str, expected: str, claims: Claims) -> None:
    assert words_of(claims.text(text, "snapshot").value) == expected


def test_braces_in_an_expression_do_not_end_it(claims: Claims) -> None:
    answer = claims.text('{{ step[2].session.data == {"a": {"n": [1]}} }}', "snapshot")
    assert (words_of(answer.value), answer.problems) == ("True", ())


def test_a_step_of_a_what_if_is_linked_to_its_own_row(claims: Claims) -> None:
    assert html_of(claims.text("{{ what_if.other.step[2] }}", "snapshot").value) == (
        '<a class="lesson-step" href="#other-step-2">Step 2 of the changed run</a>'
    )


def test_ids_in_a_what_if_are_those_of_its_changed_lines(claims: Claims) -> None:
    assert claims.evaluate("what_if.other.exchanges[0].step.name.number").value == 2


@pytest.mark.parametrize(
    "proof",
    ["step[2].number | abs == 3", "not step[2].number is defined", "((((step[2].number)))) > 9"],
)
def test_a_proof_that_python_can_not_read_is_false_without_its_sides(
    proof: str, claims: Claims
) -> None:
    (problem,) = claims.prove(proof, "key_moments", 0, "proof", 0).problems
    assert "otherwise" in problem.message


def test_a_proof_must_be_true(claims: Claims) -> None:
    assert (
        claims.prove("step[2].session.stored is none", "key_moments", 0, "proof", 0).problems == ()
    )
    answers = [
        claims.prove("step[2].session.stored == {'a': 1}", "key_moments", 0, "proof", 0),
        claims.prove("step[2].number", "key_moments", 0, "proof", 0),
        claims.prove("response.text is none", "key_moments", 0, "proof", 0),
    ]
    assert [one.problems[0].message for one in answers] == [
        "the run says otherwise: step[2].session.stored == {'a': 1}; step[2].session.stored is None "
        "(it looks at step 2)",
        "the run says otherwise: step[2].number; it is 2, expected true (it looks at step 2)",
        "the run says otherwise: response.text is none; response.text is 'x<y' (it looks at step 10)",
    ]


@pytest.mark.parametrize("proof", ["1 == 1", "true", "'a' in 'abc'", "what_if != none"])
def test_a_proof_that_looks_at_no_run_proves_nothing(proof: str, claims: Claims) -> None:
    (problem,) = claims.prove(proof, "key_moments", 0, "proof", 0).problems
    assert problem.message.endswith(f"at no run, so it proves nothing: {proof}")


@pytest.mark.parametrize(
    "text",
    [
        "response.status and 17",
        "{'a': 'red'}",
        "[response.status, 17][1]",
        "'x' ~ response.text",
        "17 or step[2].value",
        "response.status - 100",
        "response.status * 0 + 42",
        "response.status - response.status",
        "response.status - step[2].number + 1",
        "steps | length + 7",
    ],
)
def test_what_is_typed_is_not_shown_as_if_the_run_had_it(text: str, claims: Claims) -> None:
    (problem,) = claims.text(f"{{{{ {text} }}}}", "snapshot").problems
    assert problem.message.startswith("this is typed, and says nothing about a run")


@pytest.mark.parametrize(
    "text",
    [
        "step[2].number - step[1].number",
        "step[2].line - 1",
        "steps | length",
        "step[2].session.stored is none",
        "1 == 2 - step[1].number",
    ],
)
def test_what_is_computed_from_the_run_is_shown(text: str, claims: Claims) -> None:
    assert claims.text(f"{{{{ {text} }}}}", "snapshot").problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`\\{{ visits }}`", "`{{ visits }}`"),
        ("`\\{% if x %}`, \\{# c #}", "`{% if x %}`, {# c #}"),
    ],
)
def test_a_backslash_shows_a_template_as_it_is(text: str, expected: str, claims: Claims) -> None:
    answer = claims.text(text, "snapshot")
    assert (words_of(answer.value), answer.problems) == (expected, ())


def test_a_proof_knows_what_it_has_looked_at(claims: Claims) -> None:
    proof = claims.prove(
        "step[2].session.data == what_if.other.step[2].session.data", "key_moments", 0, "proof", 0
    )
    assert proof.evidence == (Evidence(run="main", steps=(2,)), Evidence(run="other", steps=(2,)))
    assert claims.prove("exchanges[1].request.path == '/'", "key_moments", 0).evidence == (
        Evidence(run="main", steps=(6,)),
    )
    assert claims.prove("variables.name == 'x<y'", "key_moments", 0).evidence == (
        Evidence(run="main", steps=(10,)),
    )


@pytest.mark.parametrize(
    ("proof", "problem"),
    [
        ("step[2].number - 1", "the run says otherwise; it is 1, expected true"),
        ("step[2].number == 3", "the run says otherwise; step[2].number is 2"),
        (
            "none == step[2].number",
            "the run says otherwise; step[2].number is 2",
        ),
        ("not step[2].number", "the run says otherwise"),
        ("sql | length == 1", "the run says otherwise; sql | length is 8"),
    ],
)
def test_a_proof_that_is_false_says_what_the_run_has(
    proof: str, problem: str, claims: Claims
) -> None:
    answer = claims.prove(proof, "key_moments", 0, "proof", 0)
    assert answer.value.problem.partition(" (it looks")[0] == problem
    assert len(answer.problems) == 1


@pytest.mark.parametrize(
    ("expression", "is_of_run"),
    [
        ("step[2].number", True),
        ("step[2].number + 1", True),
        ("2 * 3", False),
        ("step[2].nope", False),
        ("'blue' if step[2].number else 'red'", False),
        ("step[2].number and 5", False),  # it looks at the run, and gives what is typed
        ("[step[2].number, 5] | last", False),
    ],
)
def test_a_value_is_of_the_run_only_if_it_comes_from_there(
    expression: str, claims: Claims, *, is_of_run: bool
) -> None:
    assert claims.value(expression, "quiz", 0, "answer").is_of_run is is_of_run


@pytest.mark.parametrize("expression", ["(" * 3000, "\0", "1 +", "step[2].number | nope"])
def test_what_can_not_be_read_is_one_problem(expression: str, claims: Claims) -> None:
    assert len(claims.value(expression, "quiz", 0, "answer").problems) == 1
    assert len(claims.prove(expression, "key_moments", 0, "proof", 0).problems) == 1
