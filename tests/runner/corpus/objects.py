"""Classes: those that lie to whoever looks, and those that are made on the way."""

from tests.runner.corpus.words import TWICE, VISIT, get, lesson

SCENARIOS = {
    "classes that lie to whoever looks": lesson(
        """
        from django.http import HttpResponse

        LOOKS = []

        class Hostile:
            def __init__(self, session):
                self.session = session

            def __repr__(self):
                LOOKS.append("repr")
                self.session["looked"] = True
                return "hostile"

            __str__ = __repr__

            def __eq__(self, other):
                LOOKS.append("eq")
                return True

            def __hash__(self):
                LOOKS.append("hash")
                return 1

            def __bool__(self):
                LOOKS.append("bool")
                raise RuntimeError("neither")

            def __len__(self):
                LOOKS.append("len")
                return -1

            def __getattr__(self, name):
                LOOKS.append(name)
                return self

            def __iter__(self):
                LOOKS.append("iter")
                return iter(self.session.keys())

            def __format__(self, how):
                LOOKS.append("format")
                return "formatted"

            @property
            def __class__(self):
                LOOKS.append("class")
                return dict

            def __del__(self):
                LOOKS.append("del")

        class Meta(type):
            def __instancecheck__(cls, instance):
                LOOKS.append("instancecheck")
                return True

            def __getattribute__(cls, name):
                LOOKS.append(f"meta {name}") if not name.startswith("__") else None
                return super().__getattribute__(name)

        class Odd(dict, metaclass=Meta):
            def __getitem__(self, key):
                LOOKS.append("getitem")
                return 0

            def items(self):
                LOOKS.append("items")
                return []

            def __reduce_ex__(self, protocol):
                LOOKS.append("reduce")
                return super().__reduce_ex__(protocol)

        class Text(str):
            def __str__(self):
                LOOKS.append("text")
                return "other"

            def __eq__(self, other):
                LOOKS.append("text eq")
                return True

            __hash__ = str.__hash__

        def view(request):
            LOOKS.clear()
            one = Hostile(request.session)
            many = [one, {"a": one}, (one,), Odd(a=1), Odd, Text("t")]
            other = Hostile(request.session)
            other.name
            try:
                raise LookupError(one, Text("message"))
            except LookupError as error:
                kept = error
            request.session.get(Text("key"), "x")
            request.session["odd"] = Odd(a=1)
            request.session["text"] = Text("value")
            return HttpResponse(f"{LOOKS} {len(many)}")
        """, *TWICE,
    ),
    "a class with a __dict__ of its own": lesson(
        """
        from django.http import HttpResponse

        LOOKS = []

        class Hidden:
            @property
            def __dict__(self):
                LOOKS.append("dict")
                raise AttributeError

        def view(request):
            hidden = Hidden()
            request.session["looks"] = len(LOOKS)
            return HttpResponse(str(LOOKS))
        """,
    ),
    "classes that are compared by their metaclass": lesson(
        """
        from django.http import HttpResponse

        LOOKS = []

        class Meta(type):
            def __eq__(cls, other):
                LOOKS.append("meta eq")
                return NotImplemented

            __hash__ = type.__hash__

        class Thing(metaclass=Meta):
            pass

        def view(request):
            thing = Thing()
            other = [thing, Thing()]
            request.session["looks"] = len(LOOKS)
            return HttpResponse(f"{LOOKS} {len(other)}")
        """,
    ),
    "properties, slots, descriptors and weak references": lesson(
        """
        import gc
        import weakref
        from django.http import HttpResponse

        class Lazy:
            calls = 0

            def __get__(self, instance, owner):
                Lazy.calls += 1
                instance.session["lazy"] = Lazy.calls
                return Lazy.calls

        class Slotted:
            __slots__ = ("__weakref__", "session")
            lazy = Lazy()

            def __init__(self, session):
                self.session = session

            @property
            def costly(self):
                self.session["costly"] = True
                return 1

        def view(request):
            thing = Slotted(request.session)
            reference = weakref.ref(thing, lambda _: gone.append("gone"))
            gone = []
            early = reference() is thing
            seen = thing.lazy if "look" in request.GET else None
            other = Slotted(request.session)
            held = weakref.WeakValueDictionary(a=other)
            del thing
            late = reference() is None
            del other
            return HttpResponse(f"{early} {seen} {late} {gone} {dict(held)} {Lazy.calls} {sorted(request.session.items())}")
        """, VISIT, get("/?look=1"), VISIT,
    ),
    "classes made on the way: enum, namedtuple, metaclass, super": lesson(
        """
        import abc
        import collections
        import enum
        from dataclasses import asdict, dataclass, field
        from typing import Generic, NamedTuple, Protocol, TypeVar
        from django.http import HttpResponse

        class Step(enum.Enum):
            ONE = 1
            TWO = enum.auto()

            @classmethod
            def _missing_(cls, value):
                return cls.ONE

        class Pair(NamedTuple):
            left: int
            right: str = "r"

        @dataclass(order=True, frozen=True)
        class Item:
            price: float
            tags: list = field(default_factory=list, compare=False)

            def __post_init__(self):
                object.__setattr__(self, "price", round(self.price, 1))

        class Base(abc.ABC):
            def __init_subclass__(cls, **kwargs):
                cls.name = kwargs.get("name", "none")

            @abc.abstractmethod
            def save(self, session): ...

        class Child(Base, name="child"):
            def save(self, session):
                session[self.name] = [__class__.__name__, super().__repr__()[:1]]

        def view[T](request: T):
            type Alias = list[T]
            Child().save(request.session)
            made = type("Made", (Child,), {"save": lambda self, session: session.update(made=1)}, name="made")
            made().save(request.session)
            items = sorted([Item(2.22), Item(1.11)])
            request.session["step"] = Step(9).name
            request.session["pair"] = Pair(1)._asdict()
            request.session["item"] = asdict(items[0])
            return HttpResponse(f"{items} {request.session['pair']} {made.name} {Alias}")
        """, *TWICE,
    ),
}  # fmt: skip
