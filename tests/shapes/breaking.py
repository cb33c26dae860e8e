"""How to break each kind of constraint: change as little of real statements as makes that one constraint fail."""

from __future__ import annotations

from collections.abc import Callable

from rdflib import RDF, SH, SKOS, XSD, BNode, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from tests.shapes.cases import Case, around
from tests.shapes.constraints import BASE

NOWHERE = URIRef("urn:example:nowhere")


def _another(value: Node) -> Node:
    """A value like *value*, but not it."""
    if isinstance(value, Literal) and value.datatype == XSD.boolean:
        return Literal(not value.toPython())
    if isinstance(value, Literal) and value.datatype in (XSD.integer, XSD.decimal):
        return Literal(value.toPython() + 1, datatype=value.datatype)
    if isinstance(value, Literal) and value.datatype in (XSD.date, XSD.gYear, XSD.gYearMonth):
        return Literal("1999" + str(value)[4:], datatype=value.datatype)
    if isinstance(value, Literal):
        return Literal(f"{value} x", lang=value.language, datatype=None if value.language else value.datatype)
    return URIRef(f"{value}-x")


def _too_few(case: Case) -> None:
    assert len(case.statements) >= case.number, "the real row must have what the shape asks for"
    for triple in case.statements[case.number - 1 :] if case.number > 0 else ():
        case.graph.remove(triple)


def _too_many(case: Case) -> None:
    value = case.statements[0][2] if case.statements else _sample(case)
    while len(case.statements) <= case.number:
        value = _another(value)
        case.add(value)


def _sample(case: Case) -> Node:
    """A value that some other thing has for the last predicate of the path."""
    assert case.path is not None
    for predicate in case.path.steps[-1]:
        for value in sorted(case.data.objects(None, predicate), key=str):
            return value
    return NOWHERE


def _other_datatype(case: Case) -> None:
    plain = case.constraint.value == RDF.langString
    case.replace(Literal("何か") if plain else Literal("something", lang="en"))


def _no_class(case: Case) -> None:
    if case.shape_is_focus:
        for cls in list(case.graph.objects(case.focus, RDF.type)):
            case.graph.remove((case.focus, RDF.type, cls))
    else:
        case.replace(NOWHERE)


def _other_kind(case: Case) -> None:
    if case.shape_is_focus:
        case.rename(BNode())
    else:
        case.replace(NOWHERE if case.constraint.value == SH.Literal else Literal("something"))


def _no_match(case: Case) -> None:
    if case.shape_is_focus:
        case.rename(NOWHERE)
    else:
        case.replace(Literal("?") if case.statements and isinstance(case.statements[0][2], Literal) else NOWHERE)


def _same_language(case: Case) -> None:
    case.add(_another(next((v for _, _, v in case.statements if isinstance(v, Literal)), Literal("x", lang="ja"))))
    if len(case.statements) < 2:
        case.add(Literal("y", lang="ja"))


def _other_language(case: Case) -> None:
    case.add(Literal("Name", lang="tlh"))


def _not_in(case: Case) -> None:
    assert case.path is not None
    first, *rest = case.path.steps
    case.graph.remove((case.focus, first[0], None))
    case.graph.add((case.focus, first[0], NOWHERE))
    for step in rest:
        case.graph.add((NOWHERE, step[0], URIRef(BASE + "id/scheme/weekdays")))


def _without_value(case: Case) -> None:
    assert case.path is not None
    case.graph.remove((case.focus, case.path.steps[0][0], case.constraint.value))


def _too_small(case: Case) -> None:
    limit = case.constraint.value
    assert isinstance(limit, Literal)
    datatype = next((v.datatype for _, _, v in case.statements if isinstance(v, Literal)), limit.datatype)
    case.replace(Literal(limit.toPython() - 1, datatype=datatype))


def _too_large(case: Case) -> None:
    limit = case.constraint.value
    assert isinstance(limit, Literal)
    datatype = next((v.datatype for _, _, v in case.statements if isinstance(v, Literal)), limit.datatype)
    case.replace(Literal(limit.toPython() + 1, datatype=datatype))


def _after(case: Case) -> None:
    (last,) = case.graph.objects(case.focus, URIRef(str(case.constraint.value)))
    case.replace(_another(last))


def _in_both(case: Case) -> None:
    case.graph.add((case.focus, URIRef(str(case.constraint.value)), case.statements[0][2]))


def _not_enough_in_language(case: Case) -> None:
    shape = case.shapes.value(case.constraint.shape, SH.qualifiedValueShape)
    languages = case.shapes.value(shape, SH.languageIn)
    assert languages is not None, "only shapes of languages are qualified"
    (language,) = (str(tag) for tag in Collection(case.shapes, languages))
    for triple in case.statements:
        if isinstance(triple[2], Literal) and (triple[2].language or "").startswith(language):
            case.graph.remove(triple)


BY_PARAMETER: dict[URIRef, Callable[[Case], None]] = {
    SH["class"]: _no_class,
    SH.datatype: _other_datatype,
    SH.disjoint: _in_both,
    SH.hasValue: _without_value,
    SH["in"]: _not_in,
    SH.languageIn: _other_language,
    SH.lessThanOrEquals: _after,
    SH.maxCount: _too_many,
    SH.maxInclusive: _too_large,
    SH.minCount: _too_few,
    SH.minInclusive: _too_small,
    SH.nodeKind: _other_kind,
    SH.pattern: _no_match,
    SH.qualifiedMinCount: _not_enough_in_language,
    SH.uniqueLang: _same_language,
}


def _replace_all(case: Case, predicate: str, value: Node) -> None:
    case.graph.remove((case.focus, URIRef(predicate), None))
    case.graph.add((case.focus, URIRef(predicate), value))


def _add_real(case: Case, cls: str) -> Node:
    """Add a real instance of *cls*, and return it."""
    node = min(case.data.subjects(RDF.type, URIRef(cls)), key=str)
    for triple in around(case.data, node):
        case.graph.add(triple)
    return node


TBK = BASE + "ontology#"
DCT = "http://purl.org/dc/terms/"
SCHEMA = "http://schema.org/"
QB = "http://purl.org/linked-data/cube#"


def _area_without_code(case: Case) -> None:
    case.graph.remove((case.focus, SKOS.exactMatch, None))
    case.graph.remove((case.focus, RDF.type, SKOS.Concept))


def _wrong_check_digit(case: Case) -> None:
    town = _add_real(case, TBK + "Municipality")
    (code,) = case.graph.objects(town, URIRef(DCT + "identifier"))
    wrong = str(code)[:5] + str((int(str(code)[5]) + 1) % 10)
    case.graph.set((town, URIRef(DCT + "identifier"), Literal(wrong)))


def _code_of_another(case: Case) -> None:
    town = _add_real(case, TBK + "Municipality")
    case.graph.set((town, URIRef(DCT + "identifier"), Literal("141003")))


def _two_figures(case: Case) -> None:
    figure = min(case.data.subjects(URIRef(TBK + "registeredForeignResidents"), None), key=str)
    for observation in (figure, URIRef(f"{figure}-x")):
        for predicate, value in case.data.predicate_objects(figure):
            case.graph.add((observation, predicate, value))
        case.graph.set((observation, URIRef(QB + "dataSet"), case.focus))


def _another_page(case: Case) -> None:
    (address,) = case.graph.objects(case.focus, URIRef(SCHEMA + "url"))
    case.graph.add((URIRef(f"{case.focus}-x"), URIRef(SCHEMA + "url"), address))


def _below_another_scheme(case: Case) -> None:
    case.graph.add((case.focus, SKOS.broader, URIRef(BASE + "id/weekday/monday")))
    case.graph.add((URIRef(BASE + "id/weekday/monday"), SKOS.inScheme, URIRef(BASE + "id/scheme/weekdays")))


def _no_lines(case: Case) -> None:
    case.graph.remove((case.focus, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"), None))
    (table,) = case.graph.objects(case.focus, URIRef(DCT + "isPartOf"))
    case.graph.set((table, URIRef(DCT + "isPartOf"), URIRef(BASE + "id/document/000")))


def _label_instead(language: str, text: str) -> Callable[[Case], None]:
    """Give the thing another label in *language*."""

    def replace(case: Case) -> None:
        for label in list(case.graph.objects(case.focus, SKOS.prefLabel)):
            if isinstance(label, Literal) and label.language == language:
                case.graph.remove((case.focus, SKOS.prefLabel, label))
        case.graph.add((case.focus, SKOS.prefLabel, Literal(text, lang=language)))

    return replace


def _label_of(key: str, language: str, text: str) -> Callable[[Case], None]:
    """Give things of one kind, whose *key* is these letters, the same label."""

    def add(case: Case) -> None:
        for letter in key:
            case.graph.add((URIRef(f"{BASE}id/mode/{letter}"), SKOS.prefLabel, Literal(text, lang=language)))

    return add


def _latin_japanese(case: Case) -> None:
    _label_of("a", "ja", "Yokohama Lounge")(case)
    _label_of("a", "en", "Lounge")(case)


def _minimum_of_nothing(case: Case) -> None:
    case.graph.remove((case.focus, URIRef(TBK + "statedLanguageCount"), None))
    case.graph.add((case.focus, URIRef(TBK + "isMinimumCount"), Literal(True)))


def _of_a_language(predicate: str) -> Callable[[Case], None]:
    """Point to a thing of a kind that is not meant."""
    return lambda case: _replace_all(case, predicate, _add_real(case, DCT + "LinguisticSystem"))


def _no_date(predicate: str) -> Callable[[Case], None]:
    return lambda case: _replace_all(case, predicate, Literal("2014"))


SPECIAL: dict[str, Callable[[Case], None]] = {
    "concept#Concept>concept#same-scheme maxCount": _below_another_scheme,
    "document#SourceDocument>document#date-kind or": _no_date(DCT + "date"),
    "figure#CubeObservation class": lambda case: case.graph.remove(
        (case.focus, RDF.type, URIRef(SCHEMA + "Observation"))
    ),
    "figure#DataSet sparql figure#one-figure": _two_figures,
    "figure#Observation>figure#date-kind or": _no_date(TBK + "refDate"),
    "label#All sparql label#japanese-script": _latin_japanese,
    "label#All sparql label#told-apart": _label_of("ab", "en", "web page"),
    "label#Labelled>label#english-script or": _label_instead("en", "横浜市のラウンジ"),
    "label#Labelled>label#no-placeholder pattern": _label_instead("en", "a body named in Japanese only"),
    "language#LanguageProvision or": _minimum_of_nothing,
    "language#LanguageProvision>language#date-kind or": _no_date(DCT + "date"),
    "language#LanguageProvision>language#provision-of-kind or": _of_a_language(TBK + "provisionOf"),
    "municipality#Area or": _area_without_code,
    "municipality#Codes sparql municipality#check-digit": _wrong_check_digit,
    "municipality#Codes sparql municipality#code-of-iri": _code_of_another,
    "page#Mention>page#mention-of-kind or": lambda case: _replace_all(case, TBK + "mentionOf", NOWHERE),
    "page#WebPage>page#mentions or": _of_a_language(SCHEMA + "mentions"),
    "page#WebPage>page#one-page-a-url maxCount": _another_page,
    "record#Record or": _no_lines,
}
"""The constraints that need more than their parameter to be broken, by name."""


def break_it(case: Case) -> None:
    """Make the constraint of *case* fail. Raises LookupError when this module has no way to break it."""
    breaker = SPECIAL.get(str(case.constraint))
    if breaker is None and (case.path is not None or case.shape_is_focus):
        breaker = BY_PARAMETER.get(case.constraint.parameter)
    if breaker is None:
        raise LookupError(f"add a way to break {case.constraint} to tests/shapes/breaking.py")
    breaker(case)
