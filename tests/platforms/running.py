"""Starts the executables of server/build-all that can run here, each in its own way, and talks to them."""
import http.client
import os
import re
import shutil
import signal
import subprocess
import tempfile

from executables_test import path_of

WINE = "/usr/lib/wine/wine64"
WINESERVER = "/usr/lib/wine/wineserver64"


class EmptyRoot:
    """Runs an executable in a root folder that has nothing else in it."""

    def __init__(self, target):
        self.folder = tempfile.mkdtemp()
        shutil.copy(path_of(target), self.folder)
        self.command = ["chroot", self.folder, "/plait-server"]
        if os.geteuid() != 0:
            self.command = ["unshare", "-r", *self.command]
        self.environment = None

    def close(self):
        shutil.rmtree(self.folder)


class Emulated:
    """Runs an executable of another processor under qemu."""

    def __init__(self, target):
        self.command = ["qemu-aarch64-static", path_of(target)]
        self.environment = None

    def close(self):
        pass


class Wine:
    """Runs an executable of Windows. A SIGINT for it arrives as Ctrl-C: Wine makes a console event of that."""

    def __init__(self, target):
        self.folder = tempfile.mkdtemp()
        self.command = [WINE, path_of(target)]
        self.environment = dict(os.environ, WINEPREFIX=self.folder, WINEDEBUG="-all")
        self.environment.pop("DISPLAY", None)
        subprocess.run(
            [WINE, "wineboot", "--init"], env=self.environment, timeout=300, check=False, capture_output=True)

    def close(self):
        subprocess.run([WINESERVER, "--kill"], env=self.environment, timeout=60, check=False)
        subprocess.run([WINESERVER, "--wait"], env=self.environment, timeout=60, check=False)
        shutil.rmtree(self.folder)


class Server:
    """A running server, on a port that it says."""

    def __init__(self, how, *options):
        self.process = subprocess.Popen(
            [*how.command, "--port=0", *options], env=how.environment, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        found = re.search(r"listening on http://[\d.]+:(\d+)/", line)
        if not found:
            self.process.kill()
            raise AssertionError(f"it does not listen: {line}{self.process.stderr.read()}")
        self.port = int(found[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()

    def connect(self):
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        client.connect()
        return client

    def get(self, target):
        """The text of an answer, on a connection of its own."""
        client = self.connect()
        try:
            client.request("GET", target)
            answer = client.getresponse()
            text = answer.read().decode()
            if answer.status != 200:
                raise AssertionError(f"{target}: {answer.status} {text}")
            return text
        finally:
            client.close()

    def stop(self, how=signal.SIGINT):
        self.process.send_signal(how)
        return self.process.wait(timeout=60)
