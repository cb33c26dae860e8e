"""For tests that change the input of pages: no cached answer from before, and none afterwards."""

from __future__ import annotations

import pytest
from flask import Flask

from server.http.kept_answers import KeptAnswers


def forget_answers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give *app* an empty place for kept answers until the test ends."""
    monkeypatch.setattr(app.wsgi_app, "_answers", KeptAnswers(1_000_000, 1_000_000))
