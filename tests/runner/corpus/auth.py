"""Logging in and out, permissions, and what they do to the session."""

from tests.runner.corpus.words import TWICE, VISIT, engine, get, lesson, post

PREPARE = """
from django.contrib.auth.models import Group, User

def prepare():
    ada = User.objects.create_user("ada", "ada@example.com", "lovelace")
    ada.groups.add(Group.objects.create(name="authors"))
    User.objects.create_superuser("root", password="root")
"""
HOME = """
from django.contrib.auth import aget_user, alogin, authenticate, get_user, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required, permission_required, user_passes_test
from django.contrib.auth.models import User
from django.http import HttpResponse

def enter(request):
    request.session["basket"] = [1]
    user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
    if user is None:
        return HttpResponse("no", status=403)
    login(request, user)
    return HttpResponse(f"{user.username} {sorted(request.session.keys())}")

def leave(request):
    logout(request)
    return HttpResponse(f"{request.user} {request.session.is_empty()}")

@login_required
def home(request):
    request.session["visits"] = request.session.get("visits", 0) + 1
    return HttpResponse(f"{request.user.username} {request.session['visits']} {request.user.last_login}")

@permission_required("auth.add_user", raise_exception=True)
def manage(request):
    return HttpResponse(get_user(request).get_username())

@user_passes_test(lambda user: user.groups.filter(name="authors").exists(), login_url="/away/")
def write(request):
    return HttpResponse("writes")

def password(request):
    request.user.set_password("other")
    request.user.save()
    if "keep" in request.GET:
        update_session_auth_hash(request, request.user)
    return HttpResponse("changed")

async def later(request):
    user = await User.objects.aget(username="ada")
    await alogin(request, user)
    return HttpResponse(f"{await aget_user(request)}")
"""
ROUTES = {"enter/": "enter", "leave/": "leave", "home/": "home", "manage/": "manage", "write/": "write",
          "password/": "password", "later/": "later"}  # fmt: skip
ADA = post("/enter/", name="ada", password="lovelace")
ROOT = post("/enter/", name="root", password="root")
VISITS = {
    "in, at home, out again": (get("/home/"), ADA, get("/home/"), get("/home/"), get("/leave/"), get("/home/")),
    "a wrong password, then another user": (post("/enter/", name="ada", password="x"), ADA, ROOT, get("/home/")),
    "permissions and tests": (get("/manage/"), ADA, get("/manage/"), get("/write/"), ROOT, get("/manage/"),
                              get("/write/")),
    "a changed password ends the session": (ADA, get("/password/?keep=1"), get("/home/"), get("/password/"),
                                            get("/home/")),
    "an async login": (get("/later/"), get("/home/")),
    "two browsers, one user": (ADA, post("/enter/", client="b", name="ada", password="lovelace"),
                               get("/home/", client="b"), get("/leave/"), get("/home/", client="b")),
}  # fmt: skip

SCENARIOS = {
    **{name: lesson(HOME, *visits, files={"prepare.py": PREPARE}, routes=ROUTES) for name, visits in VISITS.items()},
    **{f"in and out with the sessions in {name}": lesson(
        HOME, ADA, get("/home/"), get("/leave/"), get("/home/"),
        files={"prepare.py": PREPARE}, routes=ROUTES, settings=engine(name),
    ) for name in ("cached_db", "signed_cookies")},
    "LoginView and LogoutView": lesson(
        """
        from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin, UserPassesTestMixin
        from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
        from django.http import HttpResponse
        from django.views import View

        class Enter(LoginView):
            template_name = "form.html"
            next_page = "/"

        class Leave(LogoutView):
            next_page = "/enter/"

        class Change(PasswordChangeView):
            template_name = "form.html"
            success_url = "/"

        class Home(LoginRequiredMixin, UserPassesTestMixin, View):
            login_url = "/enter/"

            def test_func(self):
                return self.request.user.username != "root"

            def get(self, request):
                return HttpResponse(f"Welcome {request.user}")

        class Manage(PermissionRequiredMixin, View):
            permission_required = "auth.add_user"
            login_url = "/enter/"

            def get(self, request):
                return HttpResponse("manage")
        """,
        get("/", follow=True), post("/enter/", username="ada", password="wrong"),
        post("/enter/?next=/manage/", username="ada", password="lovelace"), VISIT, get("/manage/"),
        post("/change/", old_password="lovelace", new_password1="analytic-7", new_password2="analytic-7", follow=True),
        post("/leave/", follow=True), post("/enter/", username="root", password="root", follow=True),
        files={"prepare.py": PREPARE, "templates/form.html": "{{ form.errors }}{{ form.as_p }}{{ next }}"},
        routes={"": "Home", "enter/": "Enter", "leave/": "Leave", "change/": "Change", "manage/": "Manage"},
    ),
    "permissions of a model of the lesson": lesson(
        """
        from django.contrib.auth.models import Permission
        from django.http import HttpResponse

        def view(request):
            found = Permission.objects.filter(content_type__app_label="lesson").order_by("codename")
            return HttpResponse(" ".join(permission.codename for permission in found))
        """,
        files={"models.py": "from django.db import models\n\nclass Book(models.Model):\n"
                            "    class Meta:\n        permissions = [('lend', 'Can lend')]\n"},
    ),
    "a user model of the lesson": lesson(
        """
        from django.contrib.auth import get_user_model, login
        from django.http import HttpResponse

        def view(request):
            if request.user.is_authenticated:
                return HttpResponse(f"{request.user.nickname} {request.user.pk}")
            login(request, get_user_model().objects.get(nickname="a"), "django.contrib.auth.backends.ModelBackend")
            return HttpResponse("in")
        """,
        *TWICE,
        files={
            "models.py": """
                from django.contrib.auth.models import AbstractUser
                from django.db import models

                class Reader(AbstractUser):
                    nickname = models.CharField(max_length=9)
                """,
            "prepare.py": """
                from lesson.models import Reader

                def prepare():
                    Reader.objects.create_user("ada", password="x", nickname="a")
                """,
        },
        settings={"AUTH_USER_MODEL": "lesson.Reader"},
    ),
    "a backend and signals of the lesson": lesson(
        """
        from django.contrib.auth import authenticate, login, logout
        from django.contrib.auth.backends import BaseBackend
        from django.contrib.auth.models import User
        from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
        from django.dispatch import receiver
        from django.http import HttpResponse

        class Anybody(BaseBackend):
            def authenticate(self, request, username=None):
                return User.objects.get_or_create(username=username)[0] if username else None

            def get_user(self, user_id):
                return User.objects.filter(pk=user_id).first()

        @receiver([user_logged_in, user_logged_out])
        def noted(sender, request, user, signal, **kwargs):
            request.session["noted"] = f"{user} {signal is user_logged_in}"

        @receiver(user_login_failed)
        def failed(sender, credentials, request, **kwargs):
            request.session["failed"] = sorted(credentials)

        def view(request):
            user = authenticate(request, username=request.GET.get("name", ""))
            if user:
                login(request, user)
            elif request.user.is_authenticated:
                logout(request)
            return HttpResponse(str(sorted(request.session.items())))
        """,
        VISIT, get("/?name=ada"), VISIT, get("/?name=bob"),
        settings={"AUTHENTICATION_BACKENDS": ["lesson.views.Anybody"]},
    ),
}  # fmt: skip
