"""Finished answers: which are kept and for whom; a kept answer obeys the same rules as any other."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from server.http.access_log import AccessLog
from server.http.front import AT_ONCE, NOT_AT_HAND, Front, keep, set_kind
from server.http.kept_answers import KeptAnswer, KeptAnswers, url_of
from server.http.rate_limit import RateLimit
from server.metrics import Metrics


class Application:
    """Counts how often it is asked. What it answers depends on the path."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.gate: Callable[[], None] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        self.gate()
        set_kind(environ, "pages")
        status, headers, body = "200 OK", [("Content-Type", "text/plain"), ("ETag", '"one"')], path.encode()
        if path == "/page":
            headers += [("Vary", "Accept-Language, Cookie, Accept-Encoding")]
            body += environ.get("HTTP_ACCEPT_LANGUAGE", "").encode()
        if path == "/missing":
            status = "404 NOT FOUND"
        if path != "/news":
            keep(environ, if_again=path == "/query")
        if path == "/large":
            body = b"x" * 5000
        start_response(status, [*headers, ("Content-Length", str(len(body)))])
        return [body]


class Client:
    """Asks a front as a WSGI server does."""

    def __init__(self, **options: Any) -> None:
        self.application = Application()
        self.log = io.StringIO()
        self.metrics = Metrics("2026-01-01-aaaaaaaa")
        self.answers = KeptAnswers(10_000, 2_000)
        self.front = Front(
            self.application, self.answers, self.metrics, AccessLog("json", self.log), language_cookie="lang", **options
        )

    def get(self, path: str, method: str = "GET", host: str = "a.example", **headers: str) -> tuple[int, Any, bytes]:
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.partition("?")[0],
            "QUERY_STRING": path.partition("?")[2],
            "HTTP_HOST": host,
            "REMOTE_ADDR": "192.0.2.1",
            "wsgi.url_scheme": "http",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        return self.ask(environ)

    def ask(self, environ: dict[str, Any]) -> tuple[int, Any, bytes]:
        started: list[Any] = []
        parts = self.front(environ, lambda status, headers, exc_info=None: started.extend((status, headers)))
        if parts is NOT_AT_HAND:
            assert not started
            return 0, {}, b""
        body = b"".join(parts)
        return int(started[0][:3]), dict(started[1]), body

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.getvalue().splitlines()]


def test_an_answer_is_made_once_and_sent_to_all_that_ask_the_same() -> None:
    client = Client()
    first, again = client.get("/data?x=1"), client.get("/data?x=1")
    assert first[2] == again[2] == b"/data"
    assert client.application.asked == ["/data"]
    client.get("/data?x=2")
    client.get("/data?x=1", host="b.example")
    assert client.application.asked == ["/data"] * 3


def test_whoever_wants_an_answer_at_once_gets_one_that_is_kept_or_none() -> None:
    client = Client(rate=RateLimit(60, 10))
    at_once = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/data",
        "HTTP_HOST": "a.example",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.url_scheme": "http",
        AT_ONCE: True,
    }
    assert client.ask(dict(at_once))[0] == 0
    assert (client.application.asked, client.lines) == ([], [])
    before = client.get("/data")[1]["RateLimit"]
    status, headers, body = client.ask(dict(at_once))
    assert (status, body, client.application.asked, len(client.lines)) == (200, b"/data", ["/data"], 2)
    assert headers["RateLimit"] != before, "it counts against the rate of the client as any other"


@pytest.mark.parametrize(("path", "times"), [("/news", 2), ("/missing", 2), ("/large", 2), ("/query", 2), ("/data", 1)])
def test_only_what_the_application_lets_be_kept_is_kept(path: str, times: int) -> None:
    client = Client()
    for _ in range(2):
        client.get(path)
    assert client.application.asked == [path] * times


def test_a_query_is_kept_when_it_is_asked_a_second_time() -> None:
    client = Client()
    for _ in range(5):
        client.get("/query?query=a")
    assert len(client.application.asked) == 2


def test_an_answer_is_for_those_whose_headers_it_varies_by() -> None:
    client = Client()
    japanese = client.get("/page", accept_language="ja")
    english = client.get("/page", accept_language="en")
    assert (japanese[2], english[2]) == (b"/pageja", b"/pageen")
    assert client.get("/page", accept_language="ja", cookie="session=1")[2] == b"/pageja"
    assert len(client.application.asked) == 2, "of cookies only the one of the language counts"
    client.get("/page", accept_language="ja", cookie="lang=en")
    client.get("/page", accept_language="ja", accept_encoding="gzip")
    assert len(client.application.asked) == 4
    client.get("/page", accept_language="ja", user_agent="another")
    assert len(client.application.asked) == 4


def test_a_client_that_has_the_answer_is_told_so() -> None:
    client = Client()
    client.get("/data")
    for tag, status in (('"one"', 304), ('W/"one"', 304), ('"two", "one"', 304), ("*", 304), ('"two"', 200)):
        assert client.get("/data", if_none_match=tag)[0] == status, tag
    status, headers, body = client.get("/data", if_none_match='"one"')
    assert (body, headers["ETag"]) == (b"", '"one"')
    assert not {"Content-Type", "Content-Length"} & set(headers)
    assert client.application.asked == ["/data"]


@pytest.mark.parametrize("header", ["range", "if_match", "if_modified_since", "if_unmodified_since"])
def test_other_conditions_are_for_the_application(header: str) -> None:
    client = Client()
    client.get("/data")
    client.get("/data", **{header: "x"})
    assert len(client.application.asked) == 2


def test_head_is_get_without_its_body() -> None:
    client = Client()
    whole, head = client.get("/data"), client.get("/data", "HEAD")
    assert (head[0], head[2], head[1]["Content-Length"]) == (200, b"", whole[1]["Content-Length"])
    assert client.get("/data", "POST")[0] == 200
    assert client.application.asked == ["/data", "/data"]


def test_each_request_has_its_own_name_line_and_count() -> None:
    client = Client()
    names = [client.get("/data")[1]["X-Request-Id"] for _ in range(3)]
    assert len(set(names)) == 3
    assert client.get("/data", x_request_id="from-the-proxy")[1]["X-Request-Id"] == "from-the-proxy"
    assert client.get("/data", x_request_id="bad\nname")[1]["X-Request-Id"] != "bad\nname"
    assert [line["request"] for line in client.lines[:3]] == names
    assert {(line["path"], line["kind"], line["status"], line["bytes"]) for line in client.lines} == {
        ("/data", "pages", 200, 5)
    }
    text = client.metrics.exposition().decode()
    assert 'tabunka_requests_total{kind="pages",method="GET",status="200"} 5.0' in text
    assert 'tabunka_cache_total{cache="answers",outcome="hit"} 4.0' in text
    assert 'tabunka_cache_total{cache="answers",outcome="miss"} 1.0' in text


def test_the_log_has_no_words_of_the_reader() -> None:
    client = Client()
    for _ in range(2):
        client.get("/data?q=himitsu", referer="http://a.example/?q=himitsu")
    assert len(client.lines) == 2
    assert "himitsu" not in client.log.getvalue()


def test_the_rate_of_a_client_holds_for_kept_answers() -> None:
    client = Client(rate=RateLimit(60, 3))
    answers = [client.get("/data") for _ in range(3)]
    assert [headers["RateLimit"].split(";")[1] for _, headers, _ in answers] == ["r=2", "r=1", "r=0"]
    assert client.application.asked == ["/data"]
    client.get("/data")
    assert client.application.asked == ["/data", "/data"], "the application refuses it, with a page in words"
    for _ in range(5):
        assert "RateLimit" not in client.get("/health/live")[1]


def test_answers_that_were_not_asked_for_longest_go_first() -> None:
    client = Client()
    for number in range(20):
        client.get(f"/data?n={number}")
        client.get("/data?n=0")
    assert client.answers.size <= 10_000
    assert 1 < len(client.answers) < 10
    asked = len(client.application.asked)
    client.get("/data?n=0")
    assert len(client.application.asked) == asked, "what is asked for again and again stays"
    client.get("/data?n=1")
    assert len(client.application.asked) == asked + 1


def test_when_many_ask_at_once_the_answer_is_made_once() -> None:
    client = Client()
    waiting = iter(range(100))

    def gate() -> None:
        while next(waiting) < 50:
            pass

    client.application.gate = gate
    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda _: client.get("/page", accept_language="ja")[2], range(8)))
    assert bodies == [b"/pageja"] * 8
    assert client.application.asked == ["/page"]


def test_when_the_first_fails_the_others_make_it_themselves() -> None:
    client = Client()

    def fail_once() -> None:
        if len(client.application.asked) == 1:
            raise RuntimeError("only the first")

    client.application.gate = fail_once
    with pytest.raises(RuntimeError):
        client.get("/data")
    assert client.get("/data")[2] == b"/data"


def test_a_kept_answer_replaces_the_one_before() -> None:
    answers = KeptAnswers(10_000, 2_000)
    environ = {"wsgi.url_scheme": "http", "PATH_INFO": "/"}
    for body in (b"a" * 1000, b"b" * 10):
        answers.keep(environ, "", KeptAnswer("200 OK", (), body, "pages"))
    kept = answers.get(url_of(environ))
    assert kept is not None
    assert kept.body == b"b" * 10
    assert (len(answers), answers.size < 2_000) == (1, True)
