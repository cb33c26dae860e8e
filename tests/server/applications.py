"""Applications of other sites than this one or with other settings, and one that is reached over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from graph.release import Release
from server.app import create_app
from server.finder.finder import finder
from server.query.request import QueryRequest
from server.query.runner import Answer, Runner


class NoRunner(Runner):
    """For an application that is asked no query."""

    def run(self, request: QueryRequest, is_gone: Callable[[], bool] | None = None) -> Answer:
        """Fail the test."""
        raise AssertionError(request.query)

    def is_alive(self) -> bool:
        """It could."""
        return True


def otherwise(application: Flask, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Flask:
    """An application of the release that *application* serves, with other *options*.

    The two share what is loaded, the evaluators and the index of the finder, which is slow to make.
    """
    served = application.extensions["tabunka"]
    with application.app_context():
        index = finder()
    monkeypatch.setattr("server.finder.finder.make_finder", lambda *_: index)
    return create_app(served.knowledge.release, knowledge=served.knowledge, runner=served.runner, **options)


@contextmanager
def serving(release: Release) -> Iterator[FlaskClient]:
    """A client of the application that serves *release*; its evaluators end with it."""
    application = create_app(release)
    try:
        yield application.test_client(use_cookies=False)
    finally:
        application.extensions["tabunka"].runner.close()


@contextmanager
def listening(application: Flask) -> Iterator[str]:
    """The address at which *application* answers, on a free port, for programs that speak HTTP."""
    listener = make_server("127.0.0.1", 0, application, threaded=True)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.port}"
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()
