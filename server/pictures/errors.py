"""What can be wrong with what a picture is asked to show."""

from __future__ import annotations

from ontology.errors import ReportedError


class PictureError(ReportedError):
    """A picture was asked to show something it cannot. The message names the picture, the item and what it takes."""
