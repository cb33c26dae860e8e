"""The application factory."""

from __future__ import annotations

import socket
from collections.abc import Mapping

from flask import Flask

from graph.release import Release
from graph.store import StatementStore, open_store
from mappings.document import Document
from server import (
    access,
    compare,
    compression,
    crawlers,
    descriptions,
    dumps,
    editor,
    errors,
    graphs,
    headers,
    language,
    limiting,
    linksets,
    openapi,
    operations,
    pages,
    quality,
    resources,
    responses,
    sources,
    sparql,
    static_files,
    vocabulary,
)
from server.about import views as about
from server.evaluation import Evaluator
from server.finder import finder
from server.finder import views as finder_views
from server.gallery import views as gallery
from server.isolation import Runner, Zygote
from server.knowledge import Knowledge
from server.metrics import Metrics
from server.proxies import behind_proxies
from server.questions import views as questions
from server.rate import RateLimit
from server.settings import Settings
from server.templating import set_up_templates


def create_app(
    release: Release,
    *,
    store: StatementStore | None = None,
    runner: Runner | None = None,
    knowledge: Knowledge | None = None,
    documents: Mapping[str, Document] | None = None,
    settings: Settings | None = None,
    metrics: Metrics | None = None,
    rate: RateLimit | None = None,
) -> Flask:
    """The application that serves *release*.

    *store* holds its statements and *runner* runs its queries; without them the release's own store is opened, and a
    process for queries is forked from this one, which should have no other threads then. *knowledge* saves reading the
    store again. *documents* are the texts whose cited lines may be shown. *metrics* count what is done, *rate* limits
    clients; workers share both. Raises StoreError, CatalogueError, ProxyError.
    """
    settings = settings or Settings()
    metrics = metrics or Metrics(release.version)
    if knowledge is None:
        if store is None:
            store = open_store(release, in_memory=True)
        knowledge = Knowledge(release, store)
    if runner is None:
        runner = start_runner(knowledge, settings, metrics=metrics)
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_body
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = settings.cache_seconds
    app.extensions["tabunka.knowledge"] = knowledge
    app.extensions["tabunka.runner"] = runner
    app.extensions["tabunka.documents"] = documents or {}
    app.extensions["tabunka.settings"] = settings
    app.extensions["tabunka.metrics"] = metrics
    if settings.host_names:
        app.config["TRUSTED_HOSTS"] = [name.strip() for name in settings.host_names.split(",")]
    app.extensions["tabunka.edition"] = responses.edition_of_the_room()
    set_up_templates(app)
    finder.register(app)
    # What is registered first after a request runs last: compression sees the answer with its headers, the log both.
    access.register(app, settings, metrics)
    compression.register(app)
    static_files.register(app)
    headers.register(app)
    language.register(app)
    limiting.register(app, rate)
    errors.register(app)
    app.wsgi_app = behind_proxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign, assignment]
    for room in (
        operations,
        crawlers,
        openapi,
        linksets,
        resources,
        sparql,
        dumps,
        descriptions,
        sources,
        graphs,
        vocabulary,
        questions,
        editor,
        finder_views,
        compare,
        gallery,
        quality,
        about,
        pages,
    ):
        app.register_blueprint(room.blueprint)
    return app


def start_runner(
    knowledge: Knowledge, settings: Settings, unneeded: tuple[socket.socket, ...] = (), *, metrics: Metrics
) -> Zygote:
    """A process for the queries on *knowledge*, forked now; *unneeded* it closes."""
    return Zygote(
        Evaluator(knowledge.store, knowledge.namespace.base, knowledge.prefixes, knowledge.context),
        queries=settings.queries,
        waiting=settings.waiting_queries,
        queue_seconds=settings.queue_seconds,
        quick_seconds=settings.quick_seconds,
        unneeded=unneeded,
        observer=metrics,
    )
