#!/usr/bin/env python3
"""Sends raw bytes to a server and judges the answers by RFC 9110 and 9112.

    conformance_test.py PATH-OF-conformance_server [PART-OF-A-NAME]

A case is a name, the bytes, the statuses of the answers in turn, and whether the server then closes.
"""
import os
import re
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

CLOSED, OPEN = True, False
HOST = "Host: test\r\n"
CHUNKED = "Transfer-Encoding: chunked\r\n"
CASES = []


def case(name, sent, statuses, closed=None):
    """What is refused is closed, all else stays open, unless said otherwise."""
    statuses = [statuses] if isinstance(statuses, int) else statuses
    refused = bool(statuses) and statuses[-1] in (400, 408, 413, 414, 417, 421, 431, 505)
    CASES.append((name, sent, statuses, refused if closed is None else closed))


def head(line="GET /echo HTTP/1.1", fields=""):
    return f"{line}\r\n{HOST}{fields}\r\n"


def get(target="/echo", fields=""):
    return head(f"GET {target} HTTP/1.1", fields)


def post(fields, body=""):
    return head("POST /echo HTTP/1.1", fields) + body


def chunks(body):
    return post(CHUNKED, body)


NEXT = get("/echo?next")
HELLO = "5\r\nhello\r\n0\r\n\r\n"


def cases():
    # What is right
    case("GET", get(), 200)
    case("HEAD", head("HEAD /echo HTTP/1.1"), 200)
    case("POST with a length", post("Content-Length: 5\r\n", "hello") + NEXT, [200, 200])
    case("POST of chunks", chunks(HELLO) + NEXT, [200, 200])
    case("POST without a body", post("") + NEXT, [200, 200])
    case("an empty line ahead", "\r\n" + get(), 200)
    case("an empty line behind a body", post("Content-Length: 5\r\n", "hello\r\n") + NEXT, [200, 200])
    case("200 pipelined requests", get() * 200, [200] * 200)
    case("names in any case", f"GET /echo HTTP/1.1\r\nhOsT: test\r\n\r\n", 200)
    case("an unknown Upgrade", get(fields="Connection: Upgrade\r\nUpgrade: bogus/9\r\n"), 200)
    case("a body for GET is no request", get(fields=f"Content-Length: {len(NEXT)}\r\n") + NEXT, 200)
    case("close", get(fields="Connection: close\r\n") + NEXT, 200, CLOSED)
    case("CLOSE", get(fields="Connection: x, CLOSE\r\n") + NEXT, 200, CLOSED)
    case("HTTP/1.0", "GET /echo HTTP/1.0\r\n\r\n", 200, CLOSED)
    case("HTTP/1.0, kept alive by a proxy", "GET /echo HTTP/1.0\r\nProxy-Connection: keep-alive\r\n\r\n", 200, CLOSED)
    case("HTTP/1.0, kept alive", "GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200)
    case("no route", get("/none"), 404)
    case("no method of a route", head("DELETE /echo HTTP/1.1"), 405)
    case("no method of HTTP", head("FROBNICATE /echo HTTP/1.1"), 501)
    case("a handler that throws", get("/throw") + NEXT, [500, 200])

    # The request line
    for name, line, status in [
        ("a bad method", "GE{T /echo HTTP/1.1", 400),
        ("a long method", "A" * 20000 + " / HTTP/1.1", 501),
        ("two spaces", "GET  /echo HTTP/1.1", 400),
        ("tabs", "GET\t/echo\tHTTP/1.1", 400),
        ("a space at the end", "GET /echo HTTP/1.1 ", 400),
        ("HTTP/2.0", "GET /echo HTTP/2.0", 505),
        ("HTTP/1.2", "GET /echo HTTP/1.2", 200),
        ("HTTP/0.9", "GET /echo HTTP/0.9", 505),
        ("a version in small letters", "GET /echo http/1.1", 400),
        ("no version", "GET /echo", 400),
        ("a fragment", "GET /echo#top HTTP/1.1", 400),
        ("a DEL", "GET /echo\x7f HTTP/1.1", 400),
        ("a zero byte", "GET /echo\0 HTTP/1.1", 400),
        ("a high byte in a path", "GET /echo\xff HTTP/1.1", 400),
        ("a quote in a path", 'GET /echo" HTTP/1.1', 400),
        ("bad percent-encoding in a path", "GET /echo%zz HTTP/1.1", 400),
        ("a high byte in a query", "GET /echo?\xff HTTP/1.1", 200),
        ("UTF-8 in a query", "GET /echo?city=K\xc3\xb6ln HTTP/1.1", 200),
        ("quotes in a query", 'GET /echo?q="<x>" HTTP/1.1', 200),
        ("a stray percent sign in a query", "GET /echo?q=100% HTTP/1.1", 200),
        ("a DEL in a query", "GET /echo?\x7f HTTP/1.1", 400),
        ("what browsers send in a path", "GET /a^b|[c] HTTP/1.1", 404),
        ("a backslash", "GET /echo\\ HTTP/1.1", 400),
        ("bad percent-encoding in a query", "GET /echo?a=%zz HTTP/1.1", 200),
        ("half a percent-encoding in a query", "GET /echo?a=%4 HTTP/1.1", 200),
        ("dots above the root", "GET /../../etc/passwd HTTP/1.1", 404),
        ("a whole URL", "GET http://test/echo HTTP/1.1", 200),
        ("a whole URL of another host", "GET http://other:81/echo HTTP/1.1", 200),
        ("a whole URL of https", "GET https://test/echo HTTP/1.1", 421),
        ("a URL with a user", "GET http://me@test/echo HTTP/1.1", 400),
        ("an asterisk for GET", "GET * HTTP/1.1", 400),
        ("a path for CONNECT", "CONNECT /echo HTTP/1.1", 400),
        ("an authority for GET", "GET test:80 HTTP/1.1", 400),
        ("a long target", "GET /" + "a" * 100000 + " HTTP/1.1", 414),
    ]:
        stays = status in (200, 404)
        case("line: " + name, head(line), status, not stays)
    case("line: LF", f"GET /echo HTTP/1.1\n{HOST}\r\n", 400)
    case("line: CR", f"GET /echo HTTP/1.1\r{HOST}\r\n", 400)
    case("line: TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400)

    # Fields
    for name, fields, status in [
        ("space before the colon", "X : y\r\n", 400),
        ("no colon", "X\r\n", 400),
        ("no name", ": y\r\n", 400),
        ("a fold", "X: a\r\n b\r\n", 400),
        ("a fold behind nothing", "X:\r\n b\r\n", 400),
        ("a CR", "X: a\rb\r\n", 400),
        ("a LF", "X: a\nY: b\r\n", 400),
        ("a zero byte", "X: a\0b\r\n", 400),
        ("a control character", "X: a\x01b\r\n", 400),
        ("an expectation of nothing", "Expect:\r\n", 200),
        ("an unknown option of Connection", "Connection: keep alive\r\n", 200),
        ("Proxy-Connection", "Proxy-Connection: close\r\n", 200),
        ("a Proxy-Connection that is no list", "Proxy-Connection: a b\r\n", 200),
        ("an unknown expectation", "Expect: pony\r\n", 417),
        ("a second Host", HOST, 400),
        ("100 of them", "X: y\r\n" * 99, 200),
        ("101 of them", "X: y\r\n" * 100, 431),
        ("64 KiB", "X: " + "a" * 65536 + "\r\n", 431),
        ("4 KiB of cookies", "Cookie: a=" + "c" * 4090 + "\r\n", 200),
    ]:
        case("field: " + name, get(fields=fields), status)
    case("field: a space ahead of the first", f"GET /echo HTTP/1.1\r\n X: y\r\n{HOST}\r\n", 400)
    case("field: no Host", "GET /echo HTTP/1.1\r\n\r\n", 400)
    for host, status in [
        ("[::1]:80", 200), ("test:", 200), ("", 400), ("[::1", 400), ("me@test", 400), ("te st", 400),
        ("test:x", 400), ("test:99999", 400), ("test/x", 400),
    ]:
        case(f"Host: {host}", f"GET /echo HTTP/1.1\r\nHost: {host}\r\n\r\n", status)

    # Where a body ends
    for value in ["", "-1", "+5", "0x5", "5 5", "5, 5", "5, 6", "1e1", "5;", "18446744073709551616", "5\0", "5\r\n 0"]:
        case(f"Content-Length: {value!r}", post(f"Content-Length: {value}\r\n", "hello") + NEXT, 400)
    case("Content-Length twice", post("Content-Length: 5\r\n" * 2, "hello") + NEXT, 400)
    case("Content-Length beyond the limit", post("Content-Length: 1099511627776\r\n", "x" * 1000), 413)
    case("Content-Length of 20 digits", post("Content-Length: 18446744073709551615\r\n", "x"), 413)
    for value, status in [
        ("chunked, chunked", 400), ("chunked, gzip", 400), ("", 400), ("chu nked", 400), ("\x0bchunked", 400),
        ("chunked;q=1", 400), ("gzip", 501), ("xchunked", 501), ("gzip, chunked", 501), ("identity", 501),
    ]:
        case(f"Transfer-Encoding: {value!r}", post(f"Transfer-Encoding: {value}\r\n", HELLO) + NEXT, status, CLOSED)
    case("CHUNKED", post("Transfer-Encoding: CHUNKED\r\n", HELLO) + NEXT, [200, 200])
    case("Transfer-Encoding twice", post(CHUNKED * 2, HELLO) + NEXT, 400)
    case("a length, then chunks", post("Content-Length: 6\r\n" + CHUNKED, HELLO) + NEXT, 400)
    case("chunks, then a length", post(CHUNKED + "Content-Length: 6\r\n", HELLO) + NEXT, 400)
    case("chunks in HTTP/1.0", f"POST /echo HTTP/1.0\r\nConnection: keep-alive\r\n{CHUNKED}\r\n{HELLO}" + NEXT, 400)
    case("chunks with CR before LF", post("Transfer-Encoding: chunked\r\r\n", HELLO) + NEXT, 400)
    for name, body, statuses in [
        ("extensions", '5;a=b;q="a b"\r\nhello\r\n0;x\r\n\r\n', [200, 200]),
        ("trailers", "5\r\nhello\r\n0\r\nX: y\r\n\r\n", [200, 200]),
        ("a trailer that is a length", "5\r\nhello\r\n0\r\nContent-Length: 5\r\n\r\n", 400),
        ("a sign", "+5\r\nhello\r\n0\r\n\r\n", 400),
        ("0x", "0x5\r\nhello\r\n0\r\n\r\n", 400),
        ("a space", " 5\r\nhello\r\n0\r\n\r\n", 400),
        ("LF", "5\nhello\n0\n\n", 400),
        ("overflow", "10000000000000005\r\nhello\r\n0\r\n\r\n", 400),
        ("no CRLF behind the data", "5\r\nhello0\r\n\r\n", 400),
        ("a bad extension", "5;=\r\nhello\r\n0\r\n\r\n", 400),
        ("64 KiB of extension", "5;" + "a" * 65536 + "\r\nhello\r\n0\r\n\r\n", 400),
        ("a flood of extensions", ("1;" + "a" * 100 + "\r\nx\r\n") * 100 + "0\r\n\r\n", 400),
        ("a long trailer", "0\r\nX: " + "a" * 65536 + "\r\n\r\n", 431),
        ("a long body", "200000\r\n" + "x" * 1000, 413),
    ]:
        case("chunks: " + name, chunks(body) + NEXT, statuses)


    # What is known to be wrong is refused at once, though its end has not come
    case("at once: no version", "GET /echo \r\n\r\n", 400)
    case("at once: a version cut short", "GET /echo H\r\n\r\n", 400)
    case("at once: a bad Host", "GET /echo HTTP/1.1\r\nHost: te st\r\n", 400)
    for name, body in [
        ("LF behind the last chunk", "5\r\nhello\r\n0\r\n\n"),
        ("LF ends the last chunk", "5\r\nhello\r\n0\n\n"),
        ("LF ends a trailer", "0\r\nA: b\n\r\n"),
        ("no size", "\r\n\r\n"),
        ("a size of -1", "-1\r\n"),
        ("a size of g", "g\r\n"),
        ("data longer than its size", "7\r\n1234567xx"),
    ]:
        case("at once: " + name, chunks(body), 400)


def answers(connection, heads, wanted):
    """(statuses, whether the server has closed), of as many answers as are wanted, and what comes at once behind them."""
    statuses, rest, closed = [], b"", False
    while not closed:
        if len(statuses) < wanted:
            connection.settimeout(5)  # less than any time limit of the server
        else:
            connection.settimeout(0.2)
        try:
            come = connection.recv(1 << 16)
        except TimeoutError:
            break
        except ConnectionResetError:
            come = b""
        closed = not come
        rest += come
        while (end := rest.find(b"\r\n\r\n")) >= 0:
            status = int(rest[9:12])
            length = re.search(rb"\r\nContent-Length: (\d+)\r\n", rest[: end + 2])
            size = 0 if heads else int(length[1])
            if len(rest) < end + 4 + size:
                break
            statuses.append(status)
            rest = rest[end + 4 + size :]
    return statuses, closed


def judge(port, each):
    """What is wrong with a case; None: nothing."""
    name, sent, statuses, closed = each
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        try:
            connection.sendall(sent.encode("latin-1"))
        except OSError:
            pass  # refused before all was sent
        got = answers(connection, sent.startswith("HEAD"), len(statuses))
    if got == (statuses, closed):
        return None
    return f"{name}: {got[0]} and {'closed' if got[1] else 'open'}, not {statuses} and {'closed' if closed else 'open'}"


def main(program, part=""):
    cases()
    with tempfile.NamedTemporaryFile() as count:
        return run(program, [each for each in CASES if part in each[0]], count.name)


def run(program, chosen, count_file):
    environment = dict(os.environ, COUNT_FILE=count_file)
    server = subprocess.Popen([program], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        port = int(re.search(r"listening on (\d+)", server.stdout.readline())[1])
        with ThreadPoolExecutor(32) as pool:
            wrong = [each for each in pool.map(lambda each: judge(port, each), chosen) if each]
        if server.poll() is not None:
            wrong.append(f"the server ended with {server.returncode}")
        elif judge(port, ("alive at the end", get(), [200], OPEN)):
            wrong.append("the server does not answer any more")
    finally:
        server.kill()
        server.wait()
    print(f"{len(chosen)} cases, {len(wrong)} wrong")
    return "\n".join(wrong) or None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
