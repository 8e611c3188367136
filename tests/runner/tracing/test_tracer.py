"""Executed statements become steps, in the order and with the outcome in which they ran."""

import textwrap

import pytest

from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Step
from tests.builders import FIRST_LINE, exchange, run, scenario, statements

# A body, and its steps: line of the body, kind, depth, what became of it, names bound with their values.
CASES = {
    "two statements on a line are two steps": (
        """
        a = 1; b = 2
        if a: c = 3
        return HttpResponse(a)
        """,
        """
        1 assign 1 | a=1
        1 assign 1 | b=2
        2 condition 1 true |
        2 assign 1 | c=3
        3 response 1 |
        """,
    ),
    "a loop's header is a step on each round and at its end": (
        """
        total = 0
        for i in [1, 2]:
            total += i
        else:
            total += 10
        return HttpResponse(total)
        """,
        """
        1 assign 1 | total=0
        2 loop 1 iteration | i=1
        3 assign 1 | total=1
        2 loop 1 iteration | i=2
        3 assign 1 | total=3
        2 loop 1 done | i=2
        5 assign 1 | total=13
        6 response 1 |
        """,
    ),
    "while, continue and break": (
        """
        n = 2
        while n:
            n -= 1
            if n == 1:
                continue
            break
        return HttpResponse(n)
        """,
        """
        1 assign 1 | n=2
        2 loop 1 iteration |
        3 assign 1 | n=1
        4 condition 1 true |
        5 continue 1 |
        2 loop 1 iteration |
        3 assign 1 | n=0
        4 condition 1 false |
        6 break 1 |
        7 response 1 |
        """,
    ),
    "an exception that is caught": (
        """
        try:
            request.session["a"]
        except ValueError:
            x = 1
        except KeyError as error:
            x = 2
        finally:
            y = 3
        return HttpResponse(x)
        """,
        """
        2 session.get 1 KeyError |
        5 except 1 caught | error=KeyError('a')
        6 assign 1 | x=2
        8 assign 1 | y=3
        9 response 1 |
        """,
    ),
    "an exception group that is caught in parts": (
        """
        try:
            raise ExceptionGroup("both", [ValueError(1), KeyError(2)])
        except* ValueError:
            a = 1
        except* KeyError:
            b = 2
        return HttpResponse(a)
        """,
        """
        2 raise 1 ExceptionGroup |
        3 except 1 caught |
        4 assign 1 | a=1
        5 except 1 caught |
        6 assign 1 | b=2
        7 response 1 |
        """,
    ),
    "with is entered and left, by an exception and by a return": (
        """
        from contextlib import suppress
        with suppress(KeyError):
            {}["a"]
        with suppress(KeyError) as nothing:
            return HttpResponse("in")
        """,
        """
        1 import 1 | suppress=<class contextlib.suppress>
        2 with 1 entered |
        3 expression 1 KeyError |
        2 with 1 left |
        4 with 1 entered | nothing=None
        5 response 1 |
        4 with 1 left | nothing=None
        """,
    ),
    "finally runs between a return statement and the return": (
        """
        def inner():
            try:
                return "value"
            finally:
                z = 1
        x = inner()
        return HttpResponse(x)
        """,
        """
        1 define 1 | inner=<function inner>
        1 call 2 |
        3 return 2 -> 'value' |
        5 assign 2 | z=1
        6 assign 1 -> 'value' | x='value'
        7 response 1 |
        """,
    ),
    "match says which case fits": (
        """
        match {"a": 1}:
            case {"b": x}:
                y = 1
            case {"a": x} if x > 0:
                y = 2
        match 5:
            case 4:
                pass
        return HttpResponse(y)
        """,
        """
        1 match 1 {'a': x} if x > 0 | x=1
        5 assign 1 | y=2
        6 match 1 no match |
        9 response 1 |
        """,
    ),
    "a statement over several lines is one step": (
        """
        x = dict(
            a=1,
            b=[i for i in
               range(2)],
        )
        if (
            x and
            len(x) > 1
        ):
            return HttpResponse(
                "ok",
            )
        """,
        """
        1 assign 1 -> {'a': 1, 'b': [0, 1]} | x={'a': 1, 'b': [0, 1]}
        6 condition 1 true |
        10 response 1 |
        """,
    ),
    "comprehensions, generator expressions and lambdas belong to their statement": (
        """
        a = [i * 2 for i in range(3) if i]
        b = sum(i for i in a)
        c = sorted([3, 1], key=lambda v: -v)
        return HttpResponse(b)
        """,
        """
        1 assign 1 | a=[2, 4]
        2 assign 1 -> 6 | b=6
        3 assign 1 -> [3, 1] | c=[3, 1]
        4 response 1 |
        """,
    ),
    "functions, recursion and methods go deeper": (
        """
        def count(n):
            return 0 if n == 0 else 1 + count(n - 1)
        class Box:
            def size(self):
                return 7
        x = count(1)
        y = Box().size()
        return HttpResponse(x)
        """,
        """
        1 define 1 | count=<function count>
        3 define 1 | Box=<class lesson.views.view.<locals>.Box>
        1 call 2 | n=1
        1 call 3 | n=0
        2 return 3 -> 0 |
        2 return 2 -> 1 |
        6 assign 1 -> 1 | x=1
        4 call 2 | self=<Box object>
        5 return 2 -> 7 |
        7 assign 1 -> 7 | y=7
        8 response 1 |
        """,
    ),
    "a generator stops at each yield": (
        """
        def numbers():
            yield 1
            got = yield 2
            yield got
        g = numbers()
        next(g)
        next(g)
        x = g.send("hi")
        return HttpResponse(x)
        """,
        """
        1 define 1 | numbers=<function numbers>
        5 assign 1 -> <generator object> | g=<generator object>
        1 call 2 |
        2 yield 2 -> 1 |
        6 expression 1 |
        3 yield 2 -> 2 |
        7 expression 1 |
        3 assign 2 | got='hi'
        4 yield 2 -> 'hi' |
        8 assign 1 -> 'hi' | x='hi'
        9 response 1 |
        """,
    ),
    "a coroutine's await is part of its statement": (
        """
        import asyncio
        async def wait():
            await asyncio.sleep(0)
            return 5
        x = asyncio.run(wait())
        return HttpResponse(x)
        """,
        """
        1 import 1 | asyncio=<module asyncio>
        2 define 1 | wait=<function wait>
        2 call 2 |
        3 expression 2 |
        4 return 2 -> 5 |
        5 assign 1 -> 5 | x=5
        6 response 1 |
        """,
    ),
    "names of an enclosing function, del, assert, pass": (
        """
        count = 0
        def bump():
            nonlocal count
            count += 1
        bump()
        del bump
        assert count == 1
        pass
        return HttpResponse(count)
        """,
        """
        1 assign 1 | count=0
        2 define 1 | bump=<function bump>
        2 call 2 |
        4 assign 2 | count=1
        5 expression 1 |
        6 delete 1 |
        7 assert 1 |
        8 pass 1 |
        9 response 1 |
        """,
    ),
    "a decorator belongs to what it decorates": (
        """
        a = 1
        @str
        def b(): pass
        try:
            @missing
            class C: pass
        except NameError:
            pass
        return HttpResponse(a)
        """,
        """
        1 assign 1 | a=1
        3 define 1 | b='<function view.<locals>.b at 0x01>'
        6 define 1 NameError |
        7 except 1 caught |
        8 pass 1 |
        9 response 1 |
        """,
    ),
    "an exception that is only passed on is not raised again": (
        """
        try:
            try:
                raise ValueError(1)
            finally:
                try:
                    {}["k"]
                except KeyError:
                    x = 1
        except ValueError:
            y = 2
        return HttpResponse(x)
        """,
        """
        3 raise 1 ValueError |
        6 expression 1 KeyError |
        7 except 1 caught |
        8 assign 1 | x=1
        9 except 1 caught |
        10 assign 1 | y=2
        11 response 1 |
        """,
    ),
    "an exception that is raised again by a helper is raised again": (
        """
        def again():
            raise
        try:
            try:
                int("x")
            except ValueError:
                again()
        except ValueError:
            pass
        return HttpResponse("x")
        """,
        """
        1 define 1 | again=<function again>
        5 expression 1 ValueError |
        6 except 1 caught |
        1 call 2 |
        2 raise 2 ValueError |
        7 expression 1 ValueError |
        8 except 1 caught |
        9 pass 1 |
        10 response 1 |
        """,
    ),
    "an except clause can raise itself": (
        """
        try:
            try:
                {}["k"]
            except nothing:
                pass
        except NameError:
            pass
        return HttpResponse("x")
        """,
        """
        3 expression 1 KeyError |
        4 except 1 NameError |
        6 except 1 caught |
        7 pass 1 |
        8 response 1 |
        """,
    ),
    "yield from, and a yield inside a return": (
        """
        def inner():
            yield 1
            return 2
        def outer():
            got = yield from inner()
            return (yield got)
        g = outer()
        x = [next(g), next(g)]
        return HttpResponse(str(x))
        """,
        """
        1 define 1 | inner=<function inner>
        4 define 1 | outer=<function outer>
        7 assign 1 -> <generator object> | g=<generator object>
        4 call 2 |
        1 call 3 |
        2 yield 3 -> 1 |
        3 return 3 -> 2 |
        5 assign 2 -> 2 | got=2
        6 yield 2 -> 2 |
        8 assign 1 | x=[1, 2]
        9 response 1 |
        """,
    ),
    "an async generator yields its values": (
        """
        import asyncio
        async def numbers():
            yield 1
        async def first():
            async for number in numbers():
                return number
        x = asyncio.run(first())
        return HttpResponse(x)
        """,
        """
        1 import 1 | asyncio=<module asyncio>
        2 define 1 | numbers=<function numbers>
        4 define 1 | first=<function first>
        4 call 2 |
        2 call 3 |
        3 yield 3 -> 1 |
        5 loop 2 iteration | number=1
        6 return 2 -> 1 |
        7 assign 1 -> 1 | x=1
        8 response 1 |
        """,
    ),
    "a form feed ends no line": (
        "a = 1  # \x0c and more\nb = 2\nreturn HttpResponse(a)",
        "1 assign 1 | a=1\n2 assign 1 | b=2\n3 response 1 |",
    ),
    "a redirect": ("return HttpResponseRedirect('/next/')", "1 redirect 1 |"),
}


def told(step: Step) -> str:
    assert step.at is not None
    became = step.error.type if step.error else step.outcome
    if became is None and step.value is not None:
        became = f"-> {step.value.repr}"
    bound = ", ".join(
        f"{name}={step.locals[name].repr}" for name in step.names if name in step.locals
    )
    line = step.at.line - FIRST_LINE + 1
    return " ".join(
        part for part in (f"{line} {step.kind} {step.depth}", became, "|", bound) if part
    )


@pytest.mark.parametrize("case", CASES)
def test_statements_become_steps(case: str, recorder: Recorder) -> None:
    body, expected = CASES[case]
    steps = statements(exchange(recorder, body))
    assert [told(step) for step in steps] == textwrap.dedent(expected).strip().splitlines()


def test_threads_of_the_lesson_are_not_steps(recorder: Recorder) -> None:
    body = """
    import threading
    def work():
        done.append(1)
    done = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return HttpResponse(len(done))
    """
    found = exchange(recorder, body)
    assert found.response.text == "1"
    assert {step.depth for step in statements(found)} == {1}


def test_what_is_done_for_an_await_belongs_to_its_statement(recorder: Recorder) -> None:
    source = """from django.contrib.auth.models import Group
from django.http import HttpResponse

async def make(name):
    group = await Group.objects.acreate(name=name)
    return [each.name async for each in Group.objects.all()]

async def view(request):
    names = await make("a")
    count = await Group.objects.acount()
    return HttpResponse(count)
"""
    steps = run(recorder, scenario(source)).exchanges[0].steps
    sent = [(step.at and step.at.line, query.sql.split()[0]) for step in steps for query in
            step.events if isinstance(query, Query)]  # fmt: skip
    assert sent == [(5, "INSERT"), (6, "SELECT"), (10, "SELECT")]
    assert [step.kind for step in steps if step.at][:4] == ["call", "assign", "return", "assign"]
