"""A comparison in words, in Japanese, Easy Japanese and English: the words are in ``words.yaml``.

A language that has no words is answered in English. Texts in Easy Japanese have readings (:mod:`ontology.ruby`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from graph.compare.model import ChangedValue, FactChange, PartChange, Summary, Texts, ThingChange
from mappings.declared import read
from ontology.ruby import without_ruby

_FILE = Path(__file__).parent / "words.yaml"
_FALLBACK = "en"
LANGUAGES = ("ja", "ja-simple", "en")
_LONGEST = 160
"""Characters of a value that a sentence quotes."""
_UNTAGGED = ""


@lru_cache
def _messages() -> Mapping[str, Mapping[str, Texts]]:
    return read(_FILE, dict)


def chosen(texts: Texts, language: str) -> tuple[str, str]:
    """The one of *texts* for a reader of *language*, and its tag.

    That is the one in it, in the language that it is a kind of, in English, without a language, or else any.
    """
    for tag in (language.lower(), language.partition("-")[0], _FALLBACK, _UNTAGGED):
        if tag in texts:
            return texts[tag], tag
    tag, text = next(iter(texts.items()), (_UNTAGGED, ""))
    return text, tag


def _plain_name(text: str, _tag: str) -> str:
    return text


class Wording:
    """Tells of changes in *language*.

    *template* makes the text of a message what its values are put into, and *name* shows a text of the data, given its
    language tag: for a page both make markup. By themselves they are plain text, with no readings.
    """

    def __init__(
        self,
        language: str,
        template: Callable[[str], str] = without_ruby,
        name: Callable[[str, str], str] = _plain_name,
    ) -> None:
        self.language = language
        self._template = template
        self._name = name

    def message(self, group: str, message: str, **values: object) -> str:
        """The message *message* of *group* (``all`` or ``one``), with *values*."""
        texts = _messages()[group][message]
        return self._template(texts.get(self.language) or texts[_FALLBACK]).format(**values)

    def name(self, texts: Texts, otherwise: str) -> str:
        """The one of *texts* for the reader; *otherwise* where there is none."""
        text, tag = chosen(texts, self.language)
        return self._name(text, tag) if text else self._name(otherwise, _UNTAGGED)

    def overview(self, summary: Summary) -> list[str]:
        """The whole of *summary* in a few sentences: what happened to several things of a kind is told once."""
        counts: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
        for thing in summary.things:
            for message, property, what in self._happenings(thing):
                counts[message, thing.called, property, what].add(thing.thing)
        order = {message: number for number, message in enumerate(_messages()["all"])}
        sentences = [
            self.message(
                "all",
                message,
                count=f"{len(things):,}",
                kind=self._kind(summary, called, len(things)),
                property=property,
                what=what,
            )
            for (message, called, property, what), things in sorted(
                counts.items(), key=lambda item: (order[item[0][0]], -len(item[1]), item[0])
            )
        ]
        if summary.reworded:
            sentences.append(self.message("all", "reworded", count=f"{summary.reworded:,}"))
        return sentences or [self.message("all", "nothing")]

    def counts(self, summary: Summary) -> str:
        """How many statements came and went."""
        return self.message("all", "statements", added=f"{summary.added:,}", removed=f"{summary.removed:,}")

    def tables(self, summary: Summary) -> list[str]:
        """How many rows of each table came, went and changed."""
        return [
            self.message("all", "rows", table=name, added=rows.added, gone=rows.gone, changed=rows.changed)
            for name, rows in summary.tables.items()
        ]

    def thing(self, thing: ThingChange) -> list[str]:
        """What became of *thing*, as sentences without its name."""
        sentences = []
        if thing.fate == "renamed":
            message = "renamed" if thing.certain else "likely"
            sentences.append(self.message("one", message, old=thing.thing, new=thing.to))
        elif thing.fate != "changed":
            sentences.append(self.message("one", thing.fate))
        if thing.reason:
            sentences.append(self.message("one", "reason", what=self.name(thing.reason, "")))
        sentences.extend(map(self._fact, thing.facts))
        sentences.extend(sentence for part in thing.parts for sentence in self._part(part))
        return list(dict.fromkeys(sentences))

    def _kind(self, summary: Summary, called: str, number: int) -> str:
        text, _ = chosen(summary.names[called]["one" if number == 1 else "many"], self.language)
        return self._template(text)

    def _happenings(self, thing: ThingChange) -> Iterator[tuple[str, str, str]]:
        """What happened to *thing*: a message of ``all``, the property and the name that it needs."""
        if thing.fate != "changed":
            yield thing.fate, "", ""
        for fact in thing.facts:
            yield "fact", self.name(fact.label, fact.property), ""
        for part in thing.parts:
            yield f"part-{part.fate}", "", self.name(part.name, part.kind)

    def _fact(self, fact: FactChange) -> str:
        """*fact* as a sentence: the values before and after, or those that came or went."""
        old, new = (self._values(side) for side in (fact.old, fact.new))
        message = "fact" if old and new else "fact-added" if new else "fact-gone"
        return self.message("one", message, property=self.name(fact.label, fact.property), old=old, new=new)

    def _values(self, values: Sequence[ChangedValue]) -> str:
        """*values*; of texts those that the reader can read, where there are some."""
        tags = {self.language.lower(), self.language.partition("-")[0], _UNTAGGED}
        readable = [value for value in values if value.language in tags] or values
        return self.message("one", "join").join(map(self._value, readable)) if readable else ""

    def _value(self, value: ChangedValue) -> str:
        text = value.text if len(value.text) <= _LONGEST else f"{value.text[: _LONGEST - 1]}…"
        return self._name(text, value.language) if text else self.name(value.label, value.iri)

    def _part(self, part: PartChange) -> list[str]:
        """What became of *part*, as sentences."""
        name = self.name(part.name, part.thing)
        if part.fate != "changed":
            return [self.message("one", f"part-{part.fate}", what=name)]
        return [self.message("one", "part-changed", what=name, fact=self._fact(fact)) for fact in part.facts]


def report(summary: Summary, language: str) -> Iterator[str]:
    """*summary* as lines of text: in a few sentences, by table, and by thing."""
    wording = Wording(language)
    yield from wording.overview(summary)
    yield wording.counts(summary)
    yield from wording.tables(summary)
    for thing in summary.things:
        yield ""
        yield f"{wording.name(thing.label, thing.thing)} ({thing.thing})"
        yield from (f"  {sentence}" for sentence in wording.thing(thing))
