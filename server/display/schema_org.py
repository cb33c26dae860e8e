"""The dataset in the terms of schema.org, for search engines of datasets (https://schema.org/Dataset)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.release import Release
from mappings.site import DcatMetadata
from ontology.json_text import indented


def dataset(release: Release, origin: str) -> dict[str, Any]:
    """*release* as a schema.org ``Dataset``; its files are at *origin*, the scheme and host of the server."""
    site, catalogue = release.site, release.site.catalogue
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{release.base}/dataset",
        "name": [{"@language": tag, "@value": text} for tag, text in site.title.items()],
        "description": [{"@language": tag, "@value": text} for tag, text in site.description.items()],
        "url": f"{origin}{url_for('dataset.dataset', extension=None)}",
        "identifier": f"{release.base}/release/{release.version}",
        "version": release.version,
        **({"license": site.licence.iri} if site.licence else {}),
        "isAccessibleForFree": True,
        **({"datePublished": str(catalogue.issued)} if catalogue.issued else {}),
        "dateModified": release.modified.isoformat(),
        **({"inLanguage": list(catalogue.language_tags)} if catalogue.language_tags else {}),
        "keywords": [word for words in site.keywords.values() for word in words],
        "creator": {"@type": "Organization", "name": site.author, "url": f"{release.base}/"},
        **({"temporalCoverage": f"{catalogue.start}/{catalogue.end}"} if catalogue.start and catalogue.end else {}),
        **({"spatialCoverage": _place(catalogue)} if catalogue.place else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": dump.titles["en"],
                "contentUrl": f"{origin}{url_for('dumps.dump', version=release.version, name=dump.name)}",
                "encodingFormat": "application/gzip" if dump.compressed else dump.format.media_type,
                "contentSize": str(release.files[dump.name]["bytes"]),
            }
            for dump in release.dumps
            if dump.name in release.files
        ],
    }


def _place(catalogue: DcatMetadata) -> dict[str, str]:
    """The place that the dataset covers."""
    same = {"sameAs": catalogue.spatial} if catalogue.spatial else {}
    return {"@type": "Place", "name": catalogue.place, **same}


def about_page(
    url: str,
    language: str,
    release: Release,
    topic: str,
    values: Sequence[NamedNode | BlankNode | Literal | Triple],
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The page at *url*, in *language*, about the thing *topic*; *values* are its types and its names in any order.

    *more* are further properties of the topic; its ``@type`` is one more type.

    *url* may be relative: it is resolved against the address of the page that has this block.
    """
    names = sorted((value.language or "", value.value) for value in values if isinstance(value, Literal))
    return {
        "@context": "https://schema.org/",
        "@type": "WebPage",
        "@id": url,
        "inLanguage": language,
        **({"license": release.site.licence.iri} if release.site.licence else {}),
        "dateModified": release.modified.isoformat(),
        "isPartOf": {"@id": f"{release.base}/dataset"},
        "about": {
            "@id": topic,
            "name": [{"@value": name} | ({"@language": tag} if tag else {}) for tag, name in names],
            **(more or {}),
            "@type": [
                *([more["@type"]] if more else []),
                *sorted(value.value for value in values if isinstance(value, NamedNode)),
            ],
        },
    }


def as_block(data: dict[str, Any]) -> Markup:
    """*data* for a data block of a page. No text can end the block; it is not a script, so no policy must allow it."""
    text = indented(data)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
