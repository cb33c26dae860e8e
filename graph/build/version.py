"""The version of a release: its date, and a hash of everything that it publishes.

The same inputs and date give the same bytes in any directory, so everything in a release is dated by the day.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime

from graph.build.assemble import Assembly, as_lines
from graph.build.catalogue import TEMPLATE, Edition
from graph.build.site_files import carried_files
from graph.build.sources import describe_attributions, describe_sources
from graph.build.tables import describe_tables
from shapes import shape_files


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
        digest.update("".join(sorted(assembly.named[name])).encode())
    lineage = (f"{line} {' '.join(sorted(origins))}" for line, origins in assembly.records.items())
    digest.update("".join(sorted(lineage)).encode())
    digest.update("".join(sorted(assembly.ledger)).encode())
    described = as_lines([*describe_sources(assembly), *describe_attributions(assembly)])
    digest.update("".join(sorted(described)).encode())
    digest.update(json.dumps(describe_tables(assembly), ensure_ascii=False).encode())
    files = carried_files(site, assembly.questions)
    files |= {f"shapes/{path.name}": path for path in shape_files(site.shapes)}
    files[TEMPLATE.name] = TEMPLATE
    for name, content in sorted(files.items()):
        digest.update(f"\0{name}\0".encode())
        data = content.encode() if isinstance(content, str) else content.read_bytes()
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()[:8]
