"""Namespaces of Linux: a lesson sees no process, network or file of others, where the kernel can.

Two layers: the interpreter that runs lessons has namespaces in which there are Python, this package
and a scratch folder, and nothing else; each job in it has processes and files that no other sees.
"""

import contextlib
import ctypes
import os
import signal
import socket
import struct
import sys
import sysconfig
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

SCRATCH_SIZE = 256  # MiB that a job may write in all
SCRATCH_FILES = 20_000

# What <sys/mount.h>, <linux/capability.h> and <sys/prctl.h> call them.
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REMOUNT, _MS_BIND = 1, 2, 4, 8, 32, 4096
_MS_REC, _MS_PRIVATE, _MNT_DETACH = 1 << 14, 1 << 18, 2
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 24, 38
_CAPABILITY_VERSION_3, _LAST_CAPABILITY = 0x20080522, 63
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1

_SYSTEM = (
    "/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/mime.types",
)  # fmt: skip
_DESCRIPTORS = 4096  # more than we ever have open
_DEVICES = ("null", "zero", "full", "random", "urandom")


def why_not(readable: Sequence[Path] = ()) -> str | None:
    """Return why this process can't have namespaces with `readable` in them, None if it can.

    It is tried, in a process that is thrown away.
    """
    if sys.platform != "linux" or not hasattr(os, "unshare"):
        return "only Linux has namespaces"
    with tempfile.TemporaryDirectory() as scratch:
        return _why(lambda: _tried(Path(scratch), readable)) or None


def enter(scratch: Path, readable: Iterable[Path]) -> None:
    """Go on where there is nothing but Python, `readable`, and `scratch`, which can be written.

    The process that calls this waits for the one that goes on, and ends as it does. Raise OSError
    where `why_not` has a reason.
    """
    _unshare()
    child = os.fork()
    if child:
        for stream in (0, 1):  # whoever reads from the other must see when it ends
            os.close(stream)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os._exit(code if code >= 0 else 128 - code)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _furnish(scratch, [*_python(), *readable])
    _start_loopback()
    with contextlib.suppress(OSError):  # a lesson needs no namespaces of its own
        Path("/proc/sys/user/max_user_namespaces").write_text("0", encoding="ascii")


class Jobs:
    """Starts processes that see only themselves; make one in a process that has entered."""

    def __init__(self) -> None:
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY)

    def fork(self, job: Callable[[], None], scratch: Path, status_to: int, first_pid: int) -> int:
        """Fork, and run `job` in a process of its own, where it may write to `scratch` only.

        Return the pid of the first process there: when that is killed, all are. It writes to
        `status_to` how the job ended, as `os.wait` has it, in four bytes. The job has the pid after
        `first_pid`.
        """
        os.setns(self._own, os.CLONE_NEWPID)
        os.unshare(os.CLONE_NEWPID)
        pid = os.fork()
        if not pid:
            code = 1
            try:
                _be_first(job, scratch, status_to, first_pid)
                code = 0
            except BaseException:
                traceback.print_exc()  # a failure of ours: a lesson's own ends with its job
            finally:
                os._exit(code)
        return pid


# Private


def _why(work: Callable[[], None]) -> str:
    """Do something in a process that is thrown away; return why it can't be done, "" if it can."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        reason = "its process ended"
        try:
            work()
            reason = ""
        except OSError as error:
            reason = f"{error.strerror} ({error.filename or 'namespaces'})"
        finally:
            os.write(writing, reason.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        reason = pipe.read()
    os.waitpid(child, 0)
    return reason


def _tried(scratch: Path, readable: Sequence[Path]) -> None:
    """Go all the way that a lesson's process goes; raise OSError where there is no way on."""
    _unshare()
    if reason := _why(lambda: _tried_inside(scratch, readable)):
        raise OSError(0, reason)


def _tried_inside(scratch: Path, readable: Sequence[Path]) -> None:
    _furnish(scratch, [*_python(), *readable])
    _start_loopback()
    reading, writing = os.pipe()
    first = Jobs().fork(lambda: None, scratch / "own", writing, 1)
    os.close(writing)
    os.waitpid(first, 0)
    if len(os.read(reading, 4)) != 4:
        raise OSError(0, "a process of a job did not start")


def _unshare() -> None:
    """Take new namespaces, in which this user is who it was and may do everything."""
    user, group = os.getuid(), os.getgid()
    os.unshare(
        os.CLONE_NEWUSER | os.CLONE_NEWNS | os.CLONE_NEWPID | os.CLONE_NEWNET | os.CLONE_NEWIPC
    )
    for file, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path(f"/proc/self/{file}").write_text(text, encoding="ascii")


def _python() -> Iterator[Path]:
    """Yield the folders of Python and of what it can import."""
    yield from (Path(sys.prefix), Path(sys.base_prefix), Path(sysconfig.get_path("stdlib")))
    yield from (Path(entry) for entry in sys.path if entry)
    for name, module in tuple(sys.modules.items()):
        if name.startswith("__editable__"):  # packages that are installed in their own place
            yield from map(Path, getattr(module, "MAPPING", {}).values())


def _furnish(scratch: Path, readable: Iterable[Path]) -> None:
    """Move to a root of our own: some folders that can be read, and one that can be written."""
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    root = Path(tempfile.mkdtemp(prefix="root-", dir=scratch))
    _mount("tmpfs", root, "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=755")
    for path in _outermost([*map(Path, _SYSTEM), *readable]):
        _bind(path, root)
    for name in _DEVICES:
        _bind_file(Path("/dev", name), root)
    _mount("proc", _folder(root / "proc"), "proc", _MS_NOSUID | _MS_NODEV)
    _mount("tmpfs", _folder(root / "dev/shm"), "tmpfs", _MS_NOSUID | _MS_NODEV)
    _mount(scratch, _folder(root / scratch.relative_to("/")), None, _MS_BIND)
    _move_to(root)


def _move_to(root: Path) -> None:
    """Have `root` as the root, and the one before nowhere; nothing can be added to it."""
    here, before = Path.cwd(), _folder(root / "before")
    _checked(_LIBC.pivot_root(bytes(root), bytes(before)), root)
    os.chdir("/")
    _checked(_LIBC.umount2(b"/before", _MNT_DETACH), before)
    Path("/before").rmdir()
    _mount(None, "/", None, _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)
    os.chdir(here if here.is_dir() else "/")


def _outermost(paths: Iterable[Path]) -> list[Path]:
    """Return what there is of some paths, without those that lie within others."""
    found: list[Path] = []
    for path in sorted({path.absolute() for path in paths if path.exists()}):
        if path.is_symlink() or not any(path.is_relative_to(other) for other in found):
            found.append(path)
    return found


def _bind(path: Path, root: Path) -> None:
    """Let a file or folder be read at its place below `root`; a link stays one."""
    inside = root / path.relative_to("/")
    if path.is_symlink():
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.symlink_to(path.readlink())
    elif path.is_dir():
        _mount(path, _folder(inside), None, _MS_BIND | _MS_REC)
        # What the mount it is taken from forbids can't be allowed here.
        kept = _MS_NOEXEC if os.statvfs(path).f_flag & os.ST_NOEXEC else 0
        flags = _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NODEV | kept
        _mount(None, inside, None, flags)
    else:
        _bind_file(path, root)


def _bind_file(path: Path, root: Path) -> None:
    inside = root / path.relative_to("/")
    _folder(inside.parent)
    inside.touch()
    _mount(path, inside, None, _MS_BIND)


def _folder(path: Path) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    return path


def _start_loopback() -> None:
    import fcntl  # not on every system

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP))


def _be_first(job: Callable[[], None], scratch: Path, status_to: int, first_pid: int) -> None:
    """Be the process that all others of a job hang on: start it, and say how it ended."""
    os.unshare(os.CLONE_NEWNS)
    options = f"mode=700,size={SCRATCH_SIZE}m,nr_inodes={SCRATCH_FILES}"
    _mount("tmpfs", scratch.parent, "tmpfs", _MS_NOSUID | _MS_NODEV, options)
    scratch.mkdir()
    _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV)
    with contextlib.suppress(OSError):  # not every kernel has it
        Path("/proc/sys/kernel/ns_last_pid").write_text(str(first_pid), encoding="ascii")
    _give_up_privileges()
    worker = os.fork()
    if not worker:
        os.close(status_to)
        job()
        os._exit(0)
    os.closerange(0, status_to)  # nobody must wait for an answer from us
    os.closerange(status_to + 1, _DESCRIPTORS)
    while True:  # what others leave behind comes to us, too
        pid, status = os.wait()
        if pid == worker:
            os.write(status_to, status.to_bytes(4, "little"))
            return


def _give_up_privileges() -> None:
    """Have none in these namespaces, and get none by a program that would give them."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    for number in range(_LAST_CAPABILITY + 1):
        _LIBC.prctl(_PR_CAPBSET_DROP, number, 0, 0, 0)  # there are fewer: the rest are refused
    header = struct.pack("II", _CAPABILITY_VERSION_3, 0)
    _checked(_LIBC.capset(header, bytes(24)), Path("capset"))


def _mount(
    source: Path | str | None, target: Path | str, kind: str | None, flags: int, options: str = ""
) -> None:
    given = (None if one is None else os.fsencode(one) for one in (source, target, kind))
    _checked(_LIBC.mount(*given, flags, options.encode() or None), Path(target))


def _prctl(option: int, value: int) -> None:
    _checked(_LIBC.prctl(option, value, 0, 0, 0), Path("prctl"))


def _checked(result: int, where: Path) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(where))


_LIBC: Any = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
