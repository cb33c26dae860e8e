"""What XML 1.0 can hold of the texts and names that RDF has; the engine writes any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from graph.formats import FormatError
from ontology.name_characters import DIGITS, letter, letter_or_mark
from ontology.vocabulary import RDF

_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""Characters that no XML document may hold, not even as a reference (XML 1.0, production 2), in UTF-8."""
_CONTROL = bytes(code for code in range(0x20) if code not in (0x9, 0xA, 0xD))
_ELEMENT = re.compile(rf"{letter('_')}{letter_or_mark(f'_{DIGITS}.-')}*\Z")
"""The end of an IRI that can be the local name of an element (Namespaces in XML 1.0, production 4)."""
_SYNTAX = ("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description", "li")
_OLD_SYNTAX = ("aboutEach", "aboutEachPrefix", "bagID")
_RESERVED = tuple(str(RDF[name]) for name in (*_SYNTAX, *_OLD_SYNTAX))
"""What RDF/XML keeps for its own syntax (section 5.1)."""
_NAMESPACES_OF_XML = ("http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace")


def xml_text(data: bytes, *, other: str) -> bytes:
    """*data*, XML as the engine writes it, with carriage returns as references: a parser would read line feeds.

    Raises FormatError where it holds a character that XML cannot; *other* are the formats to ask for instead.
    """
    # To drop all control characters and compare the lengths takes a tenth of a search for one of them.
    is_suspect = len(data.translate(None, _CONTROL)) != len(data) or b"\xef\xbf" in data
    match = _NOT_IN_XML.search(data) if is_suspect else None
    if match is not None:
        offset = match.start()
        begin, end = data.rfind(b">", 0, offset) + 1, data.find(b"<", offset)
        value = data[max(begin, offset - 30) : min(end if end >= 0 else len(data), offset + 30)]
        character = ord(match.group().decode("utf-8", "replace"))
        raise FormatError(
            f"XML cannot hold the character U+{character:04X} of the value {value.decode('utf-8', 'replace')!r}; "
            f"ask for {other}"
        )
    return data.replace(b"\r", b"&#13;") if b"\r" in data else data


def check_names(triples: Iterable[Triple]) -> None:
    """Raise FormatError where RDF/XML cannot hold one of *triples*: a name that is none, a text with a direction."""
    checked: set[str] = set()
    for triple in triples:
        names = [triple.predicate.value]
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            names.append(triple.object.value)
        for name in names:
            if name not in checked:
                checked.add(name)
                _check_name(name, is_property=name == names[0])
        if isinstance(triple.object, Literal) and triple.object.direction is not None:
            raise FormatError(
                f"RDF/XML cannot hold the direction of the text {triple.object.value[:60]!r}; "
                "ask for Turtle, N-Triples or JSON-LD"
            )


def _check_name(iri: str, *, is_property: bool) -> None:
    is_held = _ELEMENT.search(iri) is not None and not iri.startswith(_NAMESPACES_OF_XML)
    if not is_held or (is_property and iri in _RESERVED):
        kind = "property" if is_property else "class"
        raise FormatError(
            f"RDF/XML cannot write the {kind} <{iri}> as the name of an element; ask for Turtle, N-Triples or JSON-LD"
        )
