"""The version of a release: its date, and a hash of everything that it publishes.

The same inputs and date give the same bytes in any directory, so everything in a release is dated by the day, and no
file of it has a time of building, a path or the name of a machine.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import islice

from graph.build.assemble import Assembly
from graph.build.catalogue import TEMPLATE, Edition
from graph.build.release_inputs import ReleaseInputs
from graph.build.site_files import carried_files
from graph.build.sources import describe_attributions, describe_sources
from graph.build.tables import describe_tables
from ontology.errors import ReportedError
from shapes import shape_files

_BATCH = 4096


class DateError(ReportedError):
    """A date for a release is malformed."""


def edition_of(assembly: Assembly, inputs: ReleaseInputs, day: date | None = None) -> Edition:
    """The edition that *assembly* is, made from *inputs*, dated by *day* or else by :func:`date_of_inputs`."""
    day = day or date_of_inputs(assembly)
    return Edition(f"{day}-{fingerprint(assembly, inputs)}", datetime(day.year, day.month, day.day, tzinfo=UTC))


def given_date() -> date | None:
    """The day in UTC of ``SOURCE_DATE_EPOCH`` (https://reproducible-builds.org/specs/source-date-epoch/), if it is set.

    Raises DateError where it is no number of seconds since 1970.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise DateError(
            f"SOURCE_DATE_EPOCH is {epoch!r}; set it to a number of seconds since 1970, or unset it"
        ) from error


def date_of_inputs(assembly: Assembly) -> date:
    """The newest day that the inputs of *assembly* state of themselves.

    These are ``modified`` (or else ``issued``) of the catalogue in ``site.toml``, the ``date`` of a source, the
    ``date`` of a correction. A year or a month counts as its first day. Times of files are not used, since they differ
    in each copy; the clock is used only where no input states a day. Raises DateError for a malformed date of a
    correction.
    """
    catalogue = assembly.site.catalogue
    stated = [day for day in (catalogue.modified or catalogue.issued,) if day]
    stated += [day for source in assembly.sources if (day := _first_day(str(source.metadata.get("date") or "")))]
    for correction in assembly.corrections:
        day = _first_day(correction.date)
        if day is None:
            raise DateError(
                f"corrections.csv: the correction of {correction.key} has the date {correction.date!r}; "
                "give it as in 2026-01-31"
            )
        stated.append(day)
    return max(stated, default=datetime.now(UTC).date())


def _first_day(text: str) -> date | None:
    """The first day of the year, month or day *text* (ISO 8601), or None where it is none of them."""
    try:
        return date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return None


def fingerprint(assembly: Assembly, inputs: ReleaseInputs) -> str:
    """Eight hexadecimal digits that change when anything changes that a release publishes or is checked against.

    That is: a statement of any graph, a record, the base, a line of the ledger, a description of a source or table, a
    file of the site, a shape, the template of the catalogue, and the other *inputs*, which the release lists.
    """
    site = assembly.site
    digest = hashlib.sha256(f"{assembly.namespace.base} {assembly.namespace.vocabulary_base}".encode())
    digest.update(json.dumps([inputs.as_json(), sorted(assembly.namespace.concepts)]).encode())
    for name in sorted(assembly.named):
        digest.update(name.encode())
        _update(digest, assembly.named[name])
    _update(digest, assembly.records.texts())
    _update(digest, assembly.ledger)
    # The description of cited lines depends only on these graphs and the software.
    described = map(str, (*describe_sources(assembly), *describe_attributions(assembly)))
    _update(digest, sorted(set(described)))
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
    while batch := "\n".join(islice(iterator, _BATCH)):
        digest.update(f"{batch}\n".encode())
