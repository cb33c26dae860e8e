"""Values that have no order are violations, and shapes that cannot be used an error of one line; never a traceback."""

from __future__ import annotations

import pytest
import rdflib

from graph.build.validate import ValidationError, validate, validate_lines

PREFIXES = (
    "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:x:> . "
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)


def typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>'


def shapes(constraint: str) -> rdflib.Graph:
    text = (
        ":S a sh:NodeShape ; sh:targetSubjectsOf :from ; sh:property :P . "
        f':P a sh:PropertyShape ; sh:path :from ; sh:message "too late"@en ; {constraint} .'
    )
    return rdflib.Graph().parse(data=PREFIXES + text, format="turtle")


def lines(*values: tuple[str, str]) -> list[str]:
    """A thing for each pair of values; of each the first must not be after the second."""
    return [
        f"<urn:x:{number}> <urn:x:{name}> {value}"
        for number, pair in enumerate(values)
        for name, value in zip(("from", "to"), pair, strict=True)
    ]


def graph(statements: list[str]) -> rdflib.Graph:
    return rdflib.Graph().parse(data="".join(f"{line} .\n" for line in statements), format="nt")


GOOD, LATE = (typed("1", "integer"), typed("2", "integer")), (typed("3", "integer"), typed("2", "integer"))


@pytest.mark.parametrize(
    "pair",
    [
        (typed("abc", "integer"), typed("1", "integer")),
        (typed("someday", "date"), typed("2020-01-01", "date")),
        (typed("2020-13-45", "date"), typed("2020-01-01", "date")),
        (typed("2020-01-01T25:00:00", "dateTime"), typed("2020-01-01", "date")),
        ('"x"', typed("1", "integer")),
        ("<urn:x:o>", typed("1", "integer")),
    ],
    ids=[
        "no integer",
        "no date",
        "no day of a month",
        "no time, and a date",
        "a text and a number",
        "a thing",
    ],
)
@pytest.mark.parametrize("constraint", ["sh:lessThanOrEquals :to", "sh:lessThan :to"])
def test_values_that_cannot_be_compared_break_the_shape_and_others_are_still_checked(
    pair: tuple[str, str], constraint: str
) -> None:
    statements = lines(GOOD, pair, LATE, GOOD)
    screened, plain = validate_lines(statements, shapes(constraint)), validate(graph(statements), shapes(constraint))
    assert {violation.focus for violation in plain.violations} == {"urn:x:1", "urn:x:2"}
    assert screened.violations == plain.violations
    assert screened.focus_nodes == plain.focus_nodes == {"urn:x:S": 4}


def test_a_value_that_cannot_be_compared_is_reported_as_such() -> None:
    pair = (typed("someday", "date"), typed("2020-01-01", "date"))
    (violation,) = validate_lines(lines(GOOD, pair), shapes("sh:lessThanOrEquals :to")).violations
    assert str(violation) == "urn:x:1: two of its values cannot be compared with one another [urn:x:S]"


@pytest.mark.parametrize(
    "constraint",
    [
        "sh:minInclusive <urn:x:i>", 'sh:minCount "x"', "sh:maxCount 1.5", 'sh:pattern "("', 'sh:lessThan "x"',
        "sh:or :x", 'sh:sparql [ sh:select "SELECT" ]', "sh:qualifiedValueShape [ sh:minCount 1 ]",
    ],
)  # fmt: skip
def test_a_shape_that_cannot_be_used_is_an_error_of_one_line(constraint: str) -> None:
    for report in (
        lambda: validate_lines(lines(GOOD), shapes(constraint)),
        lambda: validate(graph(lines(GOOD)), shapes(constraint)),
    ):
        with pytest.raises(ValidationError, match="the shapes cannot be used: .") as caught:
            report()
        assert "\n" not in str(caught.value)
