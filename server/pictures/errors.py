"""The error of a picture that cannot be drawn."""

from __future__ import annotations

from ontology.errors import ReportedError


class PictureError(ReportedError):
    """A picture cannot show one of its items. The message names picture, item and accepted values."""
