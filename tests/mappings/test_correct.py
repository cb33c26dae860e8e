"""``tabunka correct``: what a reader reports becomes a row of corrections, or one line says why it cannot."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from mappings.commands.correct import correct
from mappings.map.corrections import CorrectionError, load_corrections
from mappings.map.reports import Report
from ontology.errors import ReportedError
from tests.graph.build.tiny_site import write_site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_site(tmp_path)
    return tmp_path


def run(site: Path, *arguments: str, message: str | None = None) -> str:
    given = [*arguments, "--site", str(site)]
    result = CliRunner().invoke(correct, given if message is None else ["-", *given], input=message)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_a_message_as_people_quote_it_becomes_a_row_with_who_when_and_why(site: Path) -> None:
    before = (site / "mappings/list/tables/counters.csv").read_bytes()
    report = Report("counters/a", "since", "2018", "since 2018, says its page", "https://a.example/counter")
    told = run(site, "--yes", message=f"Dear all,\n> {report.line}\nthank you")
    assert 'counters row a column since: "2019" -> "2018"' in told
    row = load_corrections(site / "mappings/corrections.csv")[-1]
    assert (row.printed, row.corrected, row.reason, row.reason_en) == (
        "2019", "2018", "読者の指摘による", "since 2018, says its page",
    )  # fmt: skip
    assert (row.line, row.by, row.date, row.evidence) == (
        "3", "Office of Tiny", date.today().isoformat(), "https://a.example/counter",
    )  # fmt: skip
    assert (site / "mappings/list/tables/counters.csv").read_bytes() == before


def test_nothing_is_written_before_it_was_looked_at(site: Path) -> None:
    before = (site / "mappings/corrections.csv").read_bytes()
    arguments = ["--record", "counters/a", "--column", "since", "--value", "2018", "--site", str(site)]
    assert CliRunner().invoke(correct, arguments, input="n\n").exit_code == 1
    assert (site / "mappings/corrections.csv").read_bytes() == before
    assert CliRunner().invoke(correct, arguments, input="y\n").exit_code == 0
    assert len(load_corrections(site / "mappings/corrections.csv")) == 2


@pytest.mark.parametrize(
    ("report", "error", "says"),
    [
        (Report("counters/z", "since", "2018"), CorrectionError, "there is no record counters/z"),
        (Report("counters", "since", "2018"), CorrectionError, "there is no record counters;"),
        (Report("counters/a", "sinc", "2018"), CorrectionError, "has no column 'sinc'; it has key, place, day"),
        (Report("counters/a", "key", "c"), CorrectionError, "is not a cell of a table"),
        (Report("counters/a", "since", "2019"), CorrectionError, "needs a value that differs"),
        (Report("counters/a", "lines", "5"), CorrectionError, "is where the row was read"),
        (Report("counters/a", "day", "mon\nday"), CorrectionError, "the value for counters/a has a line break"),
        (Report("counters/a", "day", "sunday", "why\x00"), CorrectionError, "the reason for counters/a has"),
        (Report("counters/b", "since", "2018"), CorrectionError, "counters.b.since is corrected already"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_written(
    site: Path, report: Report, error: type[ReportedError], says: str
) -> None:
    before = (site / "mappings/corrections.csv").read_bytes()
    with pytest.raises(error) as raised:
        run(site, "--yes", message=report.line)
    assert says in str(raised.value)
    assert "\n" not in str(raised.value)
    assert (site / "mappings/corrections.csv").read_bytes() == before


def test_a_message_with_one_mistake_changes_nothing(site: Path) -> None:
    before = (site / "mappings/corrections.csv").read_bytes()
    right, wrong = Report("counters/a", "since", "2018"), Report("counters/z", "since", "2018")
    with pytest.raises(CorrectionError, match="counters/z"):
        run(site, "--yes", message=f"{right.line}\n{wrong.line}")
    assert (site / "mappings/corrections.csv").read_bytes() == before


def test_a_file_that_is_no_text_is_one_line(site: Path, tmp_path: Path) -> None:
    message = tmp_path / "message"
    message.write_bytes(b"\xff\xfe\x00")
    result = CliRunner().invoke(correct, [str(message), "--site", str(site)])
    assert isinstance(result.exception, ReportedError)
    assert "the message is not UTF-8 text" in str(result.exception)


@pytest.mark.parametrize(
    "line",
    [
        '{"record": "counters/a"',
        '{"record": "counters/a", "what": "b"}',
        '{"record": "counters/a", "column": "since", "value": null}',
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_number(site: Path, line: str) -> None:
    with pytest.raises(CorrectionError, match="line 2 of the message cannot be read"):
        run(site, "--yes", message=f"Hello\n{line}")


def test_a_message_without_such_a_line_says_what_to_give(site: Path) -> None:
    with pytest.raises(ReportedError, match="give --record, --column and --value"):
        run(site, "--yes", message="The year is wrong!")
