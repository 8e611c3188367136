"""Firefox without windows, driven by the protocol that it brings along: Marionette."""

import json
import os
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

START, ANSWER = 60, 30  # seconds


class Firefox:
    """A Firefox with a profile of its own, in `folder`; use it in a with statement."""

    def __init__(self, path: str, folder: Path, port: int) -> None:
        (folder / "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        command = [path, "--headless", "--marionette", "--no-remote", "--profile", str(folder)]
        environment = {**os.environ, "HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._count = 0
        self._socket = self._connected(port)

    def __enter__(self) -> Self:
        self._read()  # what it greets with
        self.ask("WebDriver:NewSession", {})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(ANSWER)

    def ask(self, name: str, parameters: dict[str, Any]) -> Any:
        """Send a command and return its result; raise RuntimeError for an error of Firefox."""
        self._count += 1
        text = json.dumps([0, self._count, name, parameters])
        self._socket.sendall(f"{len(text.encode())}:{text}".encode())
        _kind, _number, error, result = self._read()
        if error is not None:
            raise RuntimeError(f"{name}: {error['message']}")
        return result

    def go(self, address: str) -> None:
        """Open an address, and wait until it is loaded."""
        self.ask("WebDriver:Navigate", {"url": address})

    def run(self, script: str) -> Any:
        """Run JavaScript in the page and return what it returns."""
        parameters = {"script": script, "args": [], "sandbox": None}
        return self.ask("WebDriver:ExecuteScript", parameters)["value"]

    def wait(self, expression: str, seconds: float = ANSWER) -> None:
        """Wait until an expression is true of the page; raise TimeoutError if it never is."""
        until = time.monotonic() + seconds
        while not self.run(f"return Boolean({expression})"):
            if time.monotonic() > until:
                raise TimeoutError(expression)
            time.sleep(0.1)

    def _connected(self, port: int) -> socket.socket:
        until = time.monotonic() + START
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), ANSWER)
            except OSError:
                if time.monotonic() > until or self._process.poll() is not None:
                    self._process.kill()
                    raise
                time.sleep(0.2)

    def _read(self) -> Any:
        """Return the next message: its length, a colon, JSON."""
        head = b""
        while not head.endswith(b":"):
            head += self._received(1)
        text = b""
        while len(text) < int(head[:-1]):
            text += self._received(int(head[:-1]) - len(text))
        return json.loads(text)

    def _received(self, size: int) -> bytes:
        found = self._socket.recv(size)
        if not found:
            raise ConnectionError("Firefox has gone")
        return found
