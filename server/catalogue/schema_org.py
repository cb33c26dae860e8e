"""The dataset as schema.org has it, for the search engines of datasets (https://schema.org/Dataset)."""

from __future__ import annotations

import json
from typing import Any

from flask import url_for
from markupsafe import Markup

from graph.build.descriptions import load_settings
from graph.release import Release
from graph.write.dumps import DUMPS


def dataset(release: Release, origin: str) -> dict[str, Any]:
    """*release* as a schema.org ``Dataset``; its files are at *origin*, the scheme and host of the server."""
    settings = load_settings()
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{release.base}/dataset",
        "name": [{"@language": tag, "@value": text} for tag, text in settings["title"].items()],
        "description": [{"@language": tag, "@value": text} for tag, text in settings["description"].items()],
        "url": f"{origin}{url_for('descriptions.dataset', extension=None)}",
        "identifier": f"{release.base}/release/{release.version}",
        "version": release.version,
        "license": settings["licence"],
        "isAccessibleForFree": True,
        "datePublished": str(settings["issued"]),
        "dateModified": release.modified.isoformat(),
        "inLanguage": ["ja", "en"],
        "keywords": [word for words in settings["keywords"].values() for word in words],
        "creator": {"@type": "Organization", "name": settings["publisher"]["name"]["en"], "url": f"{release.base}/"},
        "temporalCoverage": f"{settings['temporal']['start']}/{settings['temporal']['end']}",
        "spatialCoverage": {"@type": "Place", "name": "Japan", "sameAs": settings["spatial"]},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": dump.titles["en"],
                "contentUrl": f"{origin}{url_for('dumps.dump', version=release.version, name=dump.name)}",
                "encodingFormat": "application/gzip" if dump.compressed else dump.format.media_type,
                "contentSize": str(release.files[dump.name]["bytes"]),
            }
            for dump in DUMPS
            if dump.name in release.files
        ],
    }


def as_block(data: dict[str, Any]) -> Markup:
    """*data* for a data block of a page: no text in it can end the block, and no policy need allow it to run."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
