"""The application of a release of its own, for a test of another site than this one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient

from graph.release import Release
from server.app import create_app


@contextmanager
def serving(release: Release) -> Iterator[FlaskClient]:
    """A client of the application that serves *release*; its evaluators end with it."""
    application = create_app(release)
    try:
        yield application.test_client(use_cookies=False)
    finally:
        application.extensions["tabunka"].runner.close()
