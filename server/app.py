"""The application factory."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, Request, request

from graph.cardinality import Cardinalities
from graph.release import Release
from graph.store import StatementStore, open_store
from mappings.read.document import Document
from server import health, openapi, problems
from server.catalogue import crawlers, dataset, dumps, graphs, quality, releases, timemaps
from server.catalogue import ontology as ontology_page
from server.changes import feeds
from server.changes import views as changes
from server.display import language, publication
from server.display.knowledge import Knowledge
from server.display.templating import set_up_templates
from server.figures import views as figures
from server.finder import views as finder_views
from server.http import caching, compression, security_headers, static_files
from server.http.access_log import AccessLog
from server.http.front import Front, allowance_of, set_kind
from server.http.kept_answers import KeptAnswers
from server.http.loopback import on_loopback_only
from server.http.proxies import behind_proxies
from server.http.rate_limit import RateLimit, TooManyRequestsError
from server.metrics import Metrics
from server.pages import about, embed, home, oembed, preview, search
from server.query.evaluation import Evaluator
from server.query.light import LightQueries
from server.query.pool import QUICK_PLACES, EvaluatorPool
from server.query.runner import Runner
from server.questions import views as questions
from server.resources import classes, own_paths
from server.resources import documents as resources
from server.settings import Settings
from server.sources import reports, rows
from server.sources import views as sources
from server.sparql import editor, endpoint, lane, operation
from server.stories import views as stories
from server.things import compare, documents, linksets, lists, past, printed

_LARGEST_KEPT = 1024 * 1024
"""The size in bytes of the largest answer that is kept whole."""


def create_app(
    release: Release,
    *,
    store: StatementStore | None = None,
    runner: Runner | None = None,
    knowledge: Knowledge | None = None,
    texts: Mapping[str, Document] | None = None,
    settings: Settings | None = None,
    metrics: Metrics | None = None,
    rate: RateLimit | None = None,
) -> Flask:
    """The application that serves *release*.

    *store* holds its statements; without one the release's own is opened. *runner* runs the queries; without one a
    process for queries is forked from this process, which should have no other threads then. Pass *knowledge* to reuse
    a release that is already loaded. *texts* are the documents whose cited lines may be shown. *metrics* counts
    requests and queries, *rate* limits clients; workers share both. Raises StoreError, CatalogueError, ProxyError.
    """
    settings = settings or Settings()
    metrics = metrics or Metrics(release.version)
    if knowledge is None:
        if store is None:
            store = open_store(release, in_memory=True)
        knowledge = Knowledge(release, store)
    if runner is None:
        runner = make_runner(knowledge, settings, metrics).start()
    app = Flask(__name__, static_folder="static", static_url_path="/static")
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # for the filter tojson of the templates
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_request_body
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = settings.cache_seconds
    publication.register(app, publication.Publication(knowledge, runner, settings, metrics, texts or {}))
    if settings.host_names:
        app.config["TRUSTED_HOSTS"] = [name.strip() for name in settings.host_names.split(",")]
    code = caching.digest_of(Path(__file__).parent)
    caching.register(app, caching.Revision(release.version, release.built, code, settings.cache_seconds))
    set_up_templates(app)
    # What is registered first runs last after a request: compression sees the answer with all its headers.
    compression.register(app)
    static_files.register(app, release.site.find("assets"))
    security_headers.register(app)
    language.register(app, release.site.interface)
    front_hooks(app)
    problems.register(app)
    front = Front(
        app.wsgi_app,
        KeptAnswers(settings.kept_answers, _LARGEST_KEPT),
        metrics,
        AccessLog(settings.access_log),
        rate=rate,
        language_cookie=language.COOKIE,
        lanes={operation.PATH: lane.QueryLane(runner, settings, _light_queries(knowledge, metrics))},
    )
    served = on_loopback_only(front) if release.is_draft else behind_proxies(front, settings.trusted_proxies)
    app.wsgi_app = served  # type: ignore[method-assign, assignment]
    for module in (
        health,
        crawlers,
        openapi,
        linksets,
        documents,
        lists,
        endpoint,
        dumps,
        dataset,
        releases,
        timemaps,
        past,
        changes,
        feeds,
        sources,
        rows,
        reports,
        graphs,
        ontology_page,
        questions,
        stories,
        editor,
        finder_views,
        compare,
        figures,
        embed,
        oembed,
        printed,
        preview,
        quality,
        about,
        home,
        search,
        resources,
        classes,
    ):
        app.register_blueprint(module.blueprint)
    if release.as_is:
        app.register_blueprint(own_paths.blueprint)
    return app


def front_hooks(app: Flask) -> None:
    """Tell the front which blueprint answers a request, and refuse a client that it found to ask too often."""

    @app.before_request
    def begin() -> None:
        set_kind(request.environ, _kind(request))
        allowance = allowance_of(request.environ)
        if allowance is not None and not allowance.is_allowed:
            publication.publication().metrics.limited.inc()
            raise TooManyRequestsError(allowance)


def _kind(incoming: Request) -> str:
    """The kind of a request for metrics and log: the blueprint that answers it."""
    if incoming.endpoint in ("static", static_files.SITE_FILE):
        return "static"
    if incoming.path.startswith("/health"):
        return "health"
    return (incoming.blueprint or "other") if incoming.endpoint else "none"


def make_runner(knowledge: Knowledge, settings: Settings, metrics: Metrics) -> EvaluatorPool:
    """A runner of the queries on *knowledge*, not started yet: its processes are forked from the one that starts it."""
    share_of_processors = (os.cpu_count() or 1) // settings.worker_count
    return EvaluatorPool(
        _evaluator(knowledge),
        # One permit more: while every long permit is taken, a runaway query keeps its quick permit for a second.
        quick=QUICK_PLACES if knowledge.store.is_remote else share_of_processors + 1,
        long=settings.queries,
        held=settings.waiting_queries,
        queue_seconds=settings.queue_seconds,
        quick_seconds=settings.quick_seconds,
        observer=metrics,
    )


def _light_queries(knowledge: Knowledge, metrics: Metrics) -> LightQueries | None:
    """The object that answers light queries; None for a remote store, or a release without cardinalities."""
    cardinalities = None if knowledge.store.is_remote else Cardinalities.read(knowledge.release.path)
    return LightQueries(_evaluator(knowledge), cardinalities, metrics) if cardinalities else None


def _evaluator(knowledge: Knowledge) -> Evaluator:
    return Evaluator(
        knowledge.store, knowledge.namespace.base, knowledge.prefixes, knowledge.context, tuple(knowledge.index.kinds)
    )
