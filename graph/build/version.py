"""The version of a release: its date, and a hash of everything that it publishes.

The same inputs and date give the same bytes in any directory, so everything in a release is dated by the day.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import islice

from graph.build.assemble import Assembly
from graph.build.catalogue import TEMPLATE, Edition
from graph.build.site_files import carried_files
from graph.build.sources import describe_attributions, describe_lines, describe_sources
from graph.build.tables import describe_tables
from graph.write.lines import in_plain_order
from graph.write.sorting import Sorter
from shapes import shape_files

_BATCH = 4096


def edition_of(assembly: Assembly, moment: datetime) -> Edition:
    """The edition that *assembly* is, built at *moment*."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return Edition(f"{day:%Y-%m-%d}-{fingerprint(assembly)}", day)


def build_time() -> datetime:
    """Now, in UTC to the second, or the time of ``SOURCE_DATE_EPOCH`` (https://reproducible-builds.org/)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def fingerprint(assembly: Assembly) -> str:
    """Eight hexadecimal digits that change when anything does that a release publishes or is held to.

    That is: a statement of any graph, a record, the base, a line of the ledger, a description of a source or table, a
    file of the site, a shape, the template of the catalogue.
    """
    site = assembly.site
    digest = hashlib.sha256(f"{assembly.namespace.base} {assembly.namespace.vocabulary_base}".encode())
    for name in sorted(assembly.named):
        digest.update(name.encode())
        _update(digest, in_plain_order(assembly.named[name]))
    _update(digest, in_plain_order(f"{line} {' '.join(sorted(origins))}" for line, origins in assembly.records))
    _update(digest, in_plain_order(assembly.ledger))
    described = Sorter(assembly.folder)
    for triples in (describe_sources(assembly), describe_lines(assembly), describe_attributions(assembly)):
        described.update(map(str, triples))
    _update(digest, described.sorted())
    digest.update(json.dumps(describe_tables(assembly), ensure_ascii=False).encode())
    files = carried_files(site, assembly.questions, assembly.stories)
    files |= {f"shapes/{path.name}": path for path in shape_files(site.shapes)}
    files[TEMPLATE.name] = TEMPLATE
    for name, content in sorted(files.items()):
        digest.update(f"\0{name}\0".encode())
        data = content.encode() if isinstance(content, str) else content.read_bytes()
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()[:8]


def _update(digest: hashlib._Hash, texts: Iterable[str]) -> None:
    iterator = iter(texts)
    while batch := "".join(islice(iterator, _BATCH)):
        digest.update(batch.encode())
