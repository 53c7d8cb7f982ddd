#!/usr/bin/env python3
"""The service of the examples, over sockets.

    service_test.py PATH-OF-examples/13_service
"""
import base64
import contextlib
import http.client
import json
import os
import socket
import sys
import tempfile
import unittest

from running_server import RunningServer

PROGRAM = None
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


class ServiceTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.server = self.enterContext(RunningServer([PROGRAM, "0", self.folder]))

    def open(self, method, path, body=None, headers=None):
        """The answer, before its body was read."""
        client = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        self.addCleanup(client.close)
        client.request(method, path, body, headers or {})
        return client.getresponse()

    def ask(self, *request):
        answer = self.open(*request)
        return answer.status, answer.headers, answer.read()

    def file(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def test_who_logs_in_gets_a_cookie_that_cannot_be_changed(self):
        self.assertIn(b'<form method="post" action="/login">', self.ask("GET", "/")[2])
        status, headers, _ = self.ask("POST", "/login", "name=ada&password=lovelace", FORM)
        self.assertEqual((status, headers["Location"]), (303, "/me"))
        cookie, *attributes = headers["Set-Cookie"].split("; ")
        self.assertTrue({"HttpOnly", "SameSite=Lax"} <= set(attributes))

        self.assertEqual(self.ask("GET", "/me", None, {"Cookie": cookie})[::2], (200, b"ada\n"))
        for wrong in (None, {"Cookie": cookie[:-1]}, {"Cookie": cookie.replace("=", "=x")}):
            self.assertEqual(self.ask("GET", "/me", None, wrong)[0], 401)

    def test_a_wrong_password_is_answered_with_problem_json(self):
        status, headers, body = self.ask("POST", "/login", "name=ada&password=x", FORM)
        self.assertEqual((status, headers["Content-Type"]), (401, "application/problem+json"))
        self.assertEqual(json.loads(body)["detail"], "wrong name or password")
        self.assertEqual(self.ask("POST", "/login", "{}", JSON)[0], 415)

    def test_users_are_added_or_all_that_is_wrong_is_named(self):
        given = {"name": "ada", "age": 36, "tags": ["maths"]}
        status, _, body = self.ask("POST", "/api/users", json.dumps(given), JSON)
        added = json.loads(body)
        self.assertEqual((status, added["id"], added["name"], added["tags"]), (201, 1, "ada", ["maths"]))

        status, headers, body = self.ask("POST", "/api/users", '{"age": "x", "tags": [1]}', JSON)
        self.assertEqual((status, headers["Content-Type"]), (422, "application/problem+json"))
        self.assertEqual({each["pointer"] for each in json.loads(body)["errors"]}, {"/name", "/age", "/tags/0"})
        self.assertEqual(self.ask("POST", "/api/users", "{", JSON)[0], 400)

    def test_an_upload_is_there_when_it_is_whole(self):
        content = os.urandom(3_000_000)
        self.assertEqual(self.ask("PUT", "/uploads/a.bin", content)[0], 204)
        self.assertEqual(self.file("a.bin"), content)
        chunks = iter([content[:10], content[10:2_000_000]])
        client = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        client.request("PUT", "/uploads/a.bin", chunks, encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
        self.assertEqual(client.getresponse().status, 204)
        client.close()
        self.assertEqual(self.file("a.bin"), content[:2_000_000])

        self.assertEqual(self.ask("PUT", "/uploads/%2e%2e%2fb", b"x")[0], 404)
        self.assertEqual(os.listdir(self.folder), ["a.bin"])

    def test_an_upload_can_be_read_as_a_file(self):
        content = os.urandom(100_000)
        self.assertEqual(self.ask("PUT", "/uploads/a.png", content)[0], 204)
        status, headers, body = self.ask("GET", "/static/a.png")
        self.assertEqual((status, headers["Content-Type"], body), (200, "image/png", content))
        known = {"If-None-Match": headers["ETag"]}
        self.assertEqual(self.ask("GET", "/static/a.png", None, known)[::2], (304, b""))
        status, headers, body = self.ask("GET", "/static/a.png", None, {"Range": "bytes=99990-"})
        self.assertEqual((status, headers["Content-Range"], body), (206, "bytes 99990-99999/100000", content[-10:]))
        status, headers, body = self.ask("HEAD", "/static/a.png")
        self.assertEqual((status, headers["Content-Length"], body), (200, "100000", b""))

        with open(os.path.join(os.path.dirname(self.folder), "plait_secret"), "wb") as secret:
            self.addCleanup(os.remove, secret.name)
        os.symlink("../plait_secret", os.path.join(self.folder, "link"))
        for path in ("link", "none", "%2e%2e/plait_secret", "..%2fplait_secret", "%2e%2e%5cplait_secret", ""):
            self.assertEqual(self.ask("GET", "/static/" + path)[0], 404)
        self.assertEqual(self.ask("PUT", "/static/a.png", b"x")[0], 405)

    def test_the_page_of_the_admin_asks_for_a_password(self):
        status, headers, _ = self.ask("GET", "/admin/")
        self.assertEqual(status, 401)
        self.assertTrue(headers["WWW-Authenticate"].startswith("Basic "))
        for given, expected in (("ada:lovelace", 200), ("ada:x", 401), ("eve:lovelace", 401)):
            basic = {"Authorization": "Basic " + base64.b64encode(given.encode()).decode()}
            self.assertEqual(self.ask("GET", "/admin/", None, basic)[0], expected)

    def test_a_photo_of_a_form_is_saved(self):
        body = (b'--x\r\nContent-Disposition: form-data; name="photo"; filename="ada.jpg"\r\n'
                b"Content-Type: image/jpeg\r\n\r\n\xff\xd8\r\n--x--\r\n")
        form = {"Content-Type": "multipart/form-data; boundary=x"}
        self.assertEqual(self.ask("POST", "/photos", body, form)[0], 201)
        self.assertEqual(self.file("ada.jpg"), b"\xff\xd8")
        self.assertEqual(self.ask("POST", "/photos", body.replace(b"photo", b"other"), form)[0], 422)

    def test_events_and_an_export_come_as_streams(self):
        live = self.open("GET", "/live")
        self.assertEqual(live.headers["Content-Type"], "text/event-stream")
        self.assertEqual([live.readline() for _ in range(6)],
                         [b"id: 1\n", b"data: tick\n", b"\n", b"id: 2\n", b"data: tick\n", b"\n"])
        rows = self.ask("GET", "/export.csv?rows=100000")[2].split(b"\r\n")
        self.assertEqual((len(rows), rows[0], rows[99_999]), (100_001, b"1,1", b"100000,10000000000"))
        self.assertEqual(self.ask("GET", "/export.csv?rows=x")[0], 400)

    @unittest.skipUnless(os.path.exists("/proc/self/status"), "tells no memory of a process")
    def test_bodies_of_any_size_take_no_memory(self):
        environment = dict(os.environ)  # AddressSanitizer keeps what was freed, unless it is told
        environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"
        with RunningServer([PROGRAM, "0", self.folder], env=environment) as server:
            def most_memory():
                with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:
                    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))  # KiB

            def send(megabytes):
                with contextlib.closing(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)) as client:
                    client.request("PUT", "/uploads/large", iter([bytes(1 << 20)] * megabytes), encode_chunked=True,
                                   headers={"Transfer-Encoding": "chunked"})
                    self.assertEqual(client.getresponse().status, 204)

            def read(rows):
                with socket.create_connection(("127.0.0.1", server.port), timeout=60) as client:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                    client.sendall(b"GET /export.csv?rows=%d HTTP/1.1\r\nHost: a\r\n\r\n" % rows)
                    for _ in range(50):  # a client that takes some of it, and not the rest
                        self.assertTrue(client.recv(1024))

            send(4)
            read(100_000)
            before = most_memory()
            send(64)
            read(100_000_000)
            self.assertLess(most_memory() - before, 1024)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
