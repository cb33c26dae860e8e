"""Labels are composed by the templates of a site, and tell each thing from all others of its kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from mappings.map.label_files import LabelError, load_labelling
from mappings.map.labels import LabelComposer
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, PROV, RDF, SCHEMA, SKOS, XSD

NAMESPACE = Namespace()
RECORD = NAMESPACE.record("talks", "1")
LANGUAGES = 'ja: {between: 、, before: （, after: ）}\nen: {between: ", ", before: " (", after: ")", capital: true}\n'


def labels(folder: Path, kinds: str, *translations: tuple[str, str]) -> LabelComposer:
    (folder / "000.yaml").write_text(kinds, encoding="utf-8")
    (folder / "languages.yaml").write_text(LANGUAGES, encoding="utf-8")
    rows = "".join(f"{ja},{en}\n" for ja, en in translations)
    (folder / "translations.csv").write_text(f"ja,en\n{rows}", encoding="utf-8")
    return LabelComposer(load_labelling(folder, NAMESPACE), NAMESPACE)


def thing(kind: str, key: str, *statements: tuple[NamedNode, NamedNode | Literal]) -> list[Triple]:
    node = NAMESPACE.thing(kind, key)
    common = [(RDF.type, SCHEMA.Event), (PROV.wasDerivedFrom, RECORD)]
    return [Triple(node, predicate, value) for predicate, value in [*common, *statements]]


def made(maker: LabelComposer, triples: list[Triple]) -> dict[Triple, set[NamedNode]]:
    return {triple: set(records) for triple, records in maker.of("000", maker.data("000", triples))}


def composed(maker: LabelComposer, triples: list[Triple], language: str) -> dict[str, str]:
    return {
        triple.subject.value.rpartition("/")[2]: triple.object.value
        for triple in made(maker, triples)
        if triple.predicate == SKOS.prefLabel and triple.object.language == language
    }


def title(text: str, language: str = "ja") -> tuple[NamedNode, Literal]:
    return DCT.title, Literal(text, language=language)


def day(text: str) -> tuple[NamedNode, Literal]:
    return SCHEMA.startDate, Literal(text, datatype=XSD.date)


TALK = """talk:
  values: {title: dct:title, date: schema:startDate, place: schema:location}
  ja: "「{title}」[（{date}）]"
  en: ["{title}[, {date}]", "talk[ of {date}]"]
  apart: ["{place}"]
"""


def test_dates_are_written_out_and_a_group_without_a_value_is_dropped(tmp_path: Path) -> None:
    maker = labels(tmp_path, TALK, ("防災", "disaster prevention"))
    triples = [*thing("talk", "a", title("防災"), day("2023-09-07")), *thing("talk", "b", title("防災"))]
    assert composed(maker, triples, "ja") == {"a": "「防災」（2023年9月7日）", "b": "「防災」"}
    assert composed(maker, triples, "en") == {
        "a": "Disaster prevention, September 7, 2023",
        "b": "Disaster prevention",
    }


def test_a_label_has_the_records_of_its_thing(tmp_path: Path) -> None:
    labelled = made(labels(tmp_path, TALK), thing("talk", "a", title("Talk", "en")))
    assert len(labelled) == 2
    assert all(records == {RECORD} for records in labelled.values())


def test_a_printed_english_title_is_the_english_label(tmp_path: Path) -> None:
    triples = thing("talk", "a", title("Anime NYC", "en"), title("アニメ"))
    assert composed(labels(tmp_path, TALK), triples, "en") == {"a": "Anime NYC"}


def test_a_text_without_translation_leaves_the_next_template(tmp_path: Path) -> None:
    maker = labels(tmp_path, TALK)
    assert composed(maker, thing("talk", "a", title("防災"), day("2023-09-07")), "en") == {
        "a": "Talk of September 7, 2023"
    }
    assert maker.untranslated == {"防災"}


def test_labels_that_would_be_shared_are_told_apart_and_no_others(tmp_path: Path) -> None:
    sapporo, otaru = (
        (SCHEMA.location, Literal("札幌", language="ja")),
        (SCHEMA.location, Literal("小樽", language="ja")),
    )
    triples = [
        *thing("talk", "a", title("防災"), sapporo),
        *thing("talk", "b", title("防災"), otaru),
        *thing("talk", "c", title("減災"), otaru),
    ]
    maker = labels(
        tmp_path, TALK, ("防災", "preparedness"), ("減災", "mitigation"), ("札幌", "Sapporo"), ("小樽", "Otaru")
    )
    assert composed(maker, triples, "ja") == {"a": "「防災」（札幌）", "b": "「防災」（小樽）", "c": "「減災」"}
    assert composed(maker, triples, "en") == {
        "a": "Preparedness (Sapporo)",
        "b": "Preparedness (Otaru)",
        "c": "Mitigation",
    }


def test_things_that_no_value_distinguishes_are_numbered_in_the_order_of_their_keys(tmp_path: Path) -> None:
    triples = [statement for key in ("t-10", "t-9", "t-2") for statement in thing("talk", key, title("防災"))]
    assert composed(labels(tmp_path, TALK), triples, "ja") == {
        "t-2": "「防災」（1）",
        "t-9": "「防災」（2）",
        "t-10": "「防災」（3）",
    }


def test_a_group_whose_value_is_already_in_the_label_is_dropped(tmp_path: Path) -> None:
    kinds = TALK + 'menu:\n  values: {title: dct:title, place: schema:location}\n  ja: "{title}[~（{place}）]"\n'
    place = (SCHEMA.location, Literal("札幌", language="ja"))
    triples = [*thing("menu", "a", title("札幌の会"), place), *thing("menu", "b", title("雪の会"), place)]
    assert composed(labels(tmp_path, kinds), triples, "ja") == {"a": "札幌の会", "b": "雪の会（札幌）"}


def test_the_first_entry_that_fits_counts(tmp_path: Path) -> None:
    kinds = "talk:\n  - where: {schema:startDate: }\n    ja: 日のあるもの\n  - ja: ほか\n"
    triples = [*thing("talk", "a", day("2023-09-07")), *thing("talk", "b")]
    assert composed(labels(tmp_path, kinds), triples, "ja") == {"a": "日のあるもの", "b": "ほか"}


def test_a_thing_without_a_title_gets_its_label_as_title(tmp_path: Path) -> None:
    maker = labels(tmp_path, "talk: {title: true, ja: 講演}\n")
    triples = [*thing("talk", "a"), *thing("talk", "b", title("防災"))]
    titled = {t.subject.value.rpartition("/")[2] for t in made(maker, triples) if t.predicate == DCT.title}
    assert titled == {"a"}


def test_a_thing_that_no_template_fits_is_named_with_the_way_out(tmp_path: Path) -> None:
    maker = labels(tmp_path, 'talk: {values: {title: dct:title}, en: "{title}"}\n')
    with pytest.raises(
        LabelError, match=r"/id/talk/a: no template .* en .* add '防災' to mappings/labels/translations.csv"
    ):
        made(maker, thing("talk", "a", title("防災")))
    with pytest.raises(LabelError, match="/id/talk/b: .* mend talk in mappings/labels"):
        made(maker, thing("talk", "b"))


@pytest.mark.parametrize(
    "kinds", ["talk: {jaa: x}\n", "- talk\n", "talk: {values: {a: nope:title}, ja: x}\n", "talk: [\n"]
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, kinds: str) -> None:
    with pytest.raises(LabelError, match=r"000\.yaml"):
        labels(tmp_path, kinds)


def test_statements_of_records_are_held_only_for_paths_that_lead_to_records(tmp_path: Path) -> None:
    of_record = [Triple(RECORD, RDF.type, NAMESPACE.term("Record")), Triple(RECORD, *title("表の行"))]
    of_record.append(Triple(RECORD, DCT.isPartOf, NAMESPACE.thing("talk", "a")))
    talk = thing("talk", "a", title("講演"))
    held = labels(tmp_path, 'talk: {values: {title: dct:title}, ja: "{title}"}').data("000", [*talk, *of_record])
    assert held.records(talk[0].subject) == [RECORD]
    assert held.objects(RECORD, DCT.title) == []
    for path in ("prov:wasDerivedFrom", "^dct:isPartOf"):
        maker = labels(tmp_path, f'talk: {{values: {{row: {path}}}, ja: "{{row}}"}}')
        assert composed(maker, [*talk, *of_record], "ja") == {"a": "表の行"}


def test_statements_that_only_another_source_needs_are_not_held(tmp_path: Path) -> None:
    maker = labels(tmp_path, TALK)
    statements = thing("talk", "a", title("講演"), day("2020-01-01"))
    assert list(maker.data("000", statements).stated(SCHEMA.startDate))
    assert not list(maker.data("001", statements).stated(SCHEMA.startDate))
    maker.refer_to(statements)
    assert maker.data("000").objects(statements[0].subject, SCHEMA.startDate)


def test_a_site_without_a_folder_of_labels_composes_none(tmp_path: Path) -> None:
    maker = LabelComposer(load_labelling(tmp_path / "none", NAMESPACE), NAMESPACE)
    assert made(maker, thing("talk", "a")) == {}
