"""One application a test process, on the release that all tests share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse
from werkzeug.test import TestResponse

from graph.release import Release
from graph.store import EmbeddedStore
from server.app import create_app
from server.display.knowledge import Knowledge
from server.garbage import settle
from server.query.pool import EvaluatorPool
from server.settings import Limits, Settings
from tests.server.site_pages import SitePages

LIMITS = Limits(seconds=20, memory=128 * 1024 * 1024, rows=5000, bytes=2 * 1024 * 1024, query_bytes=20_000)


@pytest.fixture(scope="session")
def store(served_store: EmbeddedStore) -> EmbeddedStore:
    """The store of the release as the server has it."""
    return served_store


@pytest.fixture(scope="session")
def app(release: Release, store: EmbeddedStore) -> Iterator[Flask]:
    # As a server does when it has opened its release: else the collector looks through all of it again and again.
    application = create_app(
        release,
        store=store,
        settings=Settings(
            limits=LIMITS, queries=2, waiting_queries=1, queue_seconds=0.5, quick_seconds=0.3, access_log="off"
        ),
    )
    settle()
    yield application
    runner = application.extensions["tabunka"].runner
    assert isinstance(runner, EvaluatorPool)
    runner.close()


class ReadingClient(FlaskClient):
    """Reads every answer to its end and closes it, files too."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **{"buffered": True, **options})


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return ReadingClient(app, app.response_class, use_cookies=False)


@pytest.fixture(scope="session")
def site_page(app: Flask) -> SitePages:
    """Pages of the release, each fetched once: ``site_page(url, language)``."""
    return SitePages(app.test_client(use_cookies=False))


@pytest.fixture(scope="session")
def own_iris(release: Release) -> set[str]:
    """The IRIs below our base, without it, in the dumps, which hold all statements (tests/graph/write)."""
    own = re.compile(rb'"(?:[^"\\]|\\.)*"|<' + re.escape(release.base).encode() + rb"((?:/[^>]*)?>)")
    files = [release.path / "dump" / name for name in ("tabunka.nq", "tabunka-provenance.nq")]
    iris = {iri[:-1].decode() for file in files for iri in set(own.findall(file.read_bytes())) if iri}
    for name in ("void.ttl", "dcat.ttl"):
        for quad in parse((release.path / name).read_bytes(), format=RdfFormat.TURTLE):
            for term in (quad.subject, quad.predicate, quad.object):
                if isinstance(term, NamedNode) and f"{term.value}/".startswith(f"{release.base}/"):
                    iris.add(term.value.removeprefix(release.base))
    return iris


@pytest.fixture(scope="session")
def knowledge(app: Flask) -> Knowledge:
    served = app.extensions["tabunka"].knowledge
    assert isinstance(served, Knowledge)
    return served


@dataclass
class Asker:
    """Asks the endpoint."""

    client: FlaskClient

    def __call__(self, query: str, accept: str | None = None, **arguments: Any) -> TestResponse:
        headers = {"Accept": accept} if accept else {}
        return self.client.get("/sparql", query_string={"query": query, **arguments}, headers=headers)


@pytest.fixture
def ask(client: FlaskClient) -> Asker:
    return Asker(client)
