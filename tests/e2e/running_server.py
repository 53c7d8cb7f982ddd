"""A server's program that runs for the time of a `with`."""
import http.client
import re
import subprocess


class RunningServer:
    """A program that says in its first line, on standard output or standard error, at which port of 127.0.0.1 it listens."""

    def __init__(self, command, says_on="stdout", **popen):
        self.process = subprocess.Popen(command, text=True, **{says_on: subprocess.PIPE}, **popen)
        self.first_line = getattr(self.process, says_on).readline()
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.first_line)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def get(self, path):
        """The status and the body of the answer."""
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            client.request("GET", path)
            answer = client.getresponse()
            return answer.status, answer.read()
        finally:
            client.close()
