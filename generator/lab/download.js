// A lesson as a project that runs with plain Django: python manage.py runserver.

const SETTINGS = `import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = os.environ.get("SECRET_KEY", "only-for-trying-it-out")
DEBUG = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "lesson",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "{urls}"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
STATIC_URL = "static/"
`;

const MANAGE = `#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
`;

/** Gives a lesson as an archive: its files as the app "lesson" of a project. */
export function project(name, files, written) {
  const own = Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/lesson/${path}`, text]));
  const urls = "urls.py" in files ? "lesson.urls" : "project.urls";
  const settings = Object.entries(written.settings[1]).map(([key, value]) => `${key} = ${python(value)}\n`);
  return zipped({
    [`${name}/manage.py`]: MANAGE,
    [`${name}/README.md`]: README,
    [`${name}/project/__init__.py`]: "",
    [`${name}/project/settings.py`]: SETTINGS.replace("{urls}", urls) + settings.join(""),
    [`${name}/project/urls.py`]: routes(written),
    [`${name}/lesson/__init__.py`]: "",
    ...own,
  });
}

const README = `A lesson as a Django project.

    pip install django
    python manage.py makemigrations lesson
    python manage.py migrate
    python manage.py shell -c "from lesson import prepare; prepare.prepare()"    # if there is a prepare.py
    python manage.py runserver
`;

function routes(written) {
  const paths = written.routes ? written.routes[1] : written.view ? { "": written.view } : {};
  const lines = Object.entries(paths).map(([path, view]) => {
    return `    path(${python(path)}, called(views.${view}), name=${python(view)}),\n`;
  });
  return `from django.urls import path

from lesson import views


def called(view):
    return view.as_view() if isinstance(view, type) else view


urlpatterns = [
${lines.join("")}]
`;
}

/** Writes a value of a lesson as Python does. */
function python(value) {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return JSON.stringify(value);
  const [kind, held] = value;
  if (kind === "mapping") return `{${Object.entries(held).map(([key, one]) => `${JSON.stringify(key)}: ${python(one)}`).join(", ")}}`;
  return `[${held.map(python).join(", ")}]`;
}

/** Puts texts into an archive without compressing them (APPNOTE 6.3.10, sections 4.3.7 to 4.3.16). */
function zipped(texts) {
  const encoder = new TextEncoder();
  const parts = [];
  const entries = [];
  let offset = 0;
  for (const [path, text] of Object.entries(texts)) {
    const name = encoder.encode(path);
    const content = encoder.encode(text);
    // Version, UTF-8 names, stored, 1 January 2026, sum, sizes, length of the name, nothing more.
    const shared = [[20, 2], [0x0800, 2], [0, 2], [0, 2], [0x5c21, 2], [sum(content), 4], [content.length, 4], [content.length, 4], [name.length, 2], [0, 2]];
    const head = bytes([[0x04034b50, 4], ...shared]);
    parts.push(head, name, content);
    entries.push(bytes([[0x02014b50, 4], [20, 2], ...shared, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), name);
    offset += head.length + name.length + content.length;
  }
  const size = entries.reduce((total, part) => total + part.length, 0);
  const count = entries.length / 2;
  const end = bytes([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]]);
  return new Blob([...parts, ...entries, end], { type: "application/zip" });
}

function bytes(numbers) {
  const made = new DataView(new ArrayBuffer(numbers.reduce((total, [, size]) => total + size, 0)));
  let at = 0;
  for (const [number, size] of numbers) {
    if (size === 2) made.setUint16(at, number, true);
    else made.setUint32(at, number, true);
    at += size;
  }
  return new Uint8Array(made.buffer);
}

/** Gives the CRC-32 of some bytes. */
function sum(content) {
  let crc = ~0;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
