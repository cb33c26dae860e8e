"""Older releases take little room and lose nothing; an earlier one becomes current again only if it is whole."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from graph.keeping import Kept, hold, kept
from graph.release import Release, current
from server.cli import run
from tests.graph.build.tiny_site import built, change
from tests.graph.publish.releases_over_time import PLACES, SiteOverTime, build_over_time

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> SiteOverTime:
    return build_over_time(tmp_path_factory.mktemp("over-time"))


@pytest.fixture
def site(three: SiteOverTime, tmp_path: Path) -> SiteOverTime:
    """A copy that a test may change."""
    return three.copy(tmp_path / "site")


@pytest.fixture
def tabunka(site: SiteOverTime, capfd: pytest.CaptureFixture[str]) -> Command:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = run([*arguments, "--site", str(site.folder)])
        return (code, *capfd.readouterr())

    return call


def contents(release: Release) -> dict[str, object]:
    """The bytes of every file of *release*, and the statements of its store."""
    files = {str(path.relative_to(release.path)): path for path in release.path.rglob("*") if path.is_file()}
    read: dict[str, object] = {name: path.read_bytes() for name, path in files.items() if "store/" not in name}
    read["store"] = {str(quad) for quad in Store.read_only(str(release.path / "store"))}
    return read


def test_a_release_is_packed_and_made_whole_again_byte_for_byte(site: SiteOverTime, tabunka: Command) -> None:
    oldest = site.releases[0]
    before = contents(oldest)
    code, out, err = tabunka("prune", "--keep", "3")
    assert code == 0
    assert out.startswith(f"{oldest.version}: packed, ")
    assert err.startswith("freed ")
    assert [kept(release) for release in site.releases] == [Kept.PACKED, Kept.WHOLE, Kept.WHOLE]
    assert {path.suffix for path in oldest.dump_folder.iterdir()} == {".gz", ""}
    assert not (oldest.path / "store").exists()
    assert tabunka("rollback", oldest.version)[0] == 0
    assert current(site.var).version == oldest.version
    assert contents(oldest) == before


def test_going_back_again_and_again_leads_to_the_first_release(site: SiteOverTime, tabunka: Command) -> None:
    oldest, middle, newest = (release.version for release in site.releases)
    code, out, err = tabunka("rollback")
    assert (code, err.splitlines()[-1]) == (0, f"release {middle} is current; it was {newest}")
    assert out.strip() == str(site.var / "releases" / middle)
    assert tabunka("rollback")[0] == 0
    assert site.version == oldest
    code, _, err = tabunka("rollback")
    assert code == 1
    assert f"there is no release before {oldest}" in err
    # What was gone back from is left where it is, and is no predecessor of what is built next.
    assert tabunka("rollback", newest)[0] == 0
    assert tabunka("rollback", middle)[0] == 0
    change(site.folder, (PLACES, "神戸市", "神戸"))
    built(site.folder, site.var)
    assert tabunka("rollback")[0] == 0
    assert site.version == middle


@pytest.mark.parametrize("file", ["dump/tiny.nq.gz", "dcat.ttl", "site.toml"])
@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"broken")], ids=["missing", "damaged"])
def test_a_release_that_is_not_whole_does_not_become_current(
    site: SiteOverTime, tabunka: Command, file: str, harm: Callable[[Path], None]
) -> None:
    harm(site.releases[1].path / file)
    code, _, err = tabunka("rollback")
    assert code == 1
    assert file in err.splitlines()[-1]
    assert site.version == site.releases[2].version


def test_a_store_that_lacks_statements_is_found(site: SiteOverTime, tabunka: Command) -> None:
    folder = site.releases[1].path / "store"
    store = Store(folder)
    store.remove(next(iter(store)))
    store.flush()
    del store
    code, _, err = tabunka("rollback")
    assert code == 1
    assert f"{folder}: it holds" in err
    assert site.version == site.releases[2].version


def test_pruning_keeps_what_describes_a_release(site: SiteOverTime, tabunka: Command) -> None:
    oldest, middle, newest = site.releases
    assert tabunka("prune", "--keep", "1", "--dry-run")[1].count("pruned") == 2
    assert [kept(release) for release in site.releases] == [Kept.WHOLE] * 3
    (oldest.path / "diff").mkdir()
    (oldest.path / "diff" / "summary.json").write_text("{}")
    sums = (oldest.path / "SHA256SUMS").read_text()
    code, out, _ = tabunka("prune", "--keep", "1")
    assert (code, out.count("pruned")) == (0, 2)
    assert [kept(release) for release in site.releases] == [Kept.PRUNED, Kept.PRUNED, Kept.WHOLE]
    names = {str(path.relative_to(oldest.path)) for path in oldest.path.rglob("*") if path.is_file()}
    assert {"manifest.json", "dcat.ttl", "void.ttl", "quality.nt", "things.txt", "diff/summary.json"} <= names
    assert {name for name in names if name.startswith("dump/")} == {"dump/SHA256SUMS"}
    assert (oldest.path / "SHA256SUMS").read_text() == sums
    code, _, err = tabunka("rollback")
    assert code == 1
    assert f"{middle.version} was pruned" in err
    assert site.version == newest.version


def test_the_current_release_is_never_pruned(site: SiteOverTime, tabunka: Command) -> None:
    oldest = site.releases[0]
    tabunka("rollback", oldest.version)
    tabunka("prune", "--keep", "1")
    assert [kept(release) for release in site.releases] == [Kept.WHOLE, Kept.PRUNED, Kept.PACKED]


def test_a_pruned_release_is_whole_again_once_it_is_built_again(site: SiteOverTime, tabunka: Command) -> None:
    middle = site.releases[1]
    before = contents(middle)
    tabunka("prune", "--keep", "1")
    counters = site.folder / "mappings/list/tables/counters.csv"
    counters.write_text(counters.read_text() + "b,28100,sunday,2020,4 5\n")
    release = built(site.folder, site.var).release
    assert release.version == middle.version
    assert kept(release) is Kept.WHOLE
    assert contents(release) | {"gone.json": b""} == before | {"gone.json": b""}


def test_what_a_process_serves_is_left_alone(site: SiteOverTime, tabunka: Command) -> None:
    oldest = site.releases[0]
    descriptor = hold(oldest)
    try:
        code, out, _ = tabunka("prune", "--keep", "1")
        assert code == 0
        assert f"{oldest.version}: is being served; left as it is" in out
        assert kept(oldest) is Kept.WHOLE
        listed = json.loads(tabunka("releases", "--format", "json")[1])
        assert [entry["served"] for entry in listed] == [False, False, True]
    finally:
        os.close(descriptor)
    assert tabunka("prune", "--keep", "1")[1].startswith(f"{oldest.version}: pruned")


def test_what_a_killed_packing_left_is_finished(site: SiteOverTime, tabunka: Command) -> None:
    oldest = site.releases[0]
    before = contents(oldest)
    # The store was renamed and half of it removed, and one of the plain dumps is gone.
    dropped = oldest.path / ".dropped-store"
    (oldest.path / "store").rename(dropped)
    next(dropped.glob("*.sst")).unlink()
    (oldest.dump_folder / "tiny.nt").unlink()
    assert kept(oldest) is Kept.PACKED
    tabunka("prune", "--keep", "3")
    assert not dropped.exists()
    assert not (oldest.dump_folder / "tiny.nq").exists()
    tabunka("rollback", oldest.version)
    assert contents(oldest) == before


def test_releases_are_listed_with_what_is_kept(site: SiteOverTime, tabunka: Command) -> None:
    tabunka("prune", "--keep", "2")
    code, out, _ = tabunka("releases")
    lines = out.splitlines()
    assert code == 0
    assert [line.split()[0] for line in lines[1:]] == [release.version for release in reversed(site.releases)]
    assert "whole, current" in lines[1]
    assert "2026-03-10 12:00" in lines[1]
    assert lines[3].split()[-1] == "pruned"
    changes = [entry["changes"] for entry in json.loads(tabunka("releases", "--format", "json")[1])]
    assert changes == [["1 counter gone"], ["1 counter: name changed", "1 place: name changed"], []]
    assert lines[1].rstrip().endswith("1 counter gone")


def test_a_draft_is_published_with_the_bytes_that_were_looked_at(site: SiteOverTime, tabunka: Command) -> None:
    change(site.folder, (PLACES, "神戸市", "神戸"))
    code, out, _ = tabunka("build", "--draft", "--no-cache")
    draft = Release.open(Path(out.strip()))
    assert (code, draft.is_draft) == (0, True)
    assert site.version == site.releases[2].version
    assert json.loads(tabunka("releases", "--format", "json")[1])[0]["kept"] == "draft"
    before = contents(draft)
    assert tabunka("publish", "1999-01-01-00000000")[0] == 1
    assert tabunka("publish", draft.version)[0] == 0
    assert site.version == draft.version
    assert contents(current(site.var)) == before
    assert not (site.var / "draft").exists()
    # A build without --draft makes the same.
    assert tabunka("build", "--no-cache")[1].strip() == str(site.var / "releases" / draft.version)
    assert contents(current(site.var)) == before


def test_a_draft_is_refused_once_another_release_is_current(site: SiteOverTime, tabunka: Command) -> None:
    change(site.folder, (PLACES, "神戸市", "神戸"))
    tabunka("build", "--draft", "--no-cache")
    tabunka("rollback")
    code, _, err = tabunka("publish")
    assert code == 1
    assert "run `tabunka build --draft` again" in err
    assert site.version == site.releases[1].version
    for text in ("{", "[]", "{}"):
        (site.var / "draft" / "before.json").write_text(text, encoding="utf-8")
        code, _, err = tabunka("publish")
        assert (code, err.count("\n"), "run `tabunka build --draft` again" in err) == (1, 1, True)
    assert "the draft: removed" in tabunka("prune", "--keep", "3")[1]
    assert "there is no draft" in tabunka("publish")[2]


JOURNAL_ACCIDENTS: dict[str, Callable[[list[str]], list[str]]] = {
    "it is gone": lambda lines: [],
    "a line is damaged": lambda lines: [lines[0], "{", *lines[2:]],
    "its last lines are damaged": lambda lines: [*lines[:4], "\x00", "5"],
    "its last lines are gone": lambda lines: lines[:3],
    "moments have no zone": lambda lines: [line.replace("+00:00", "") for line in lines],
    "the clock was set back": lambda lines: [*lines[:4], *(line.replace('"2026-03', '"2021-03') for line in lines[4:])],
}


@pytest.mark.parametrize("accident", JOURNAL_ACCIDENTS)
def test_no_accident_of_the_journal_costs_a_release(site: SiteOverTime, tabunka: Command, accident: str) -> None:
    journal = site.var / "journal.jsonl"
    lines = JOURNAL_ACCIDENTS[accident](journal.read_text(encoding="utf-8").splitlines())
    journal.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    code, out, _ = tabunka("releases", "--format", "json")
    newest_first = [release.version for release in reversed(site.releases)]
    assert (code, [entry["version"] for entry in json.loads(out)]) == (0, newest_first)
    assert tabunka("prune", "--keep", "3", "--dry-run")[0] == 0
    assert tabunka("rollback")[0] == 0
    assert site.version == site.releases[1].version
    assert all((release.path / "manifest.json").is_file() for release in site.releases)


@pytest.mark.parametrize("text", ["5", "[]", "{", '{"version": 1}', None])
@pytest.mark.parametrize("name", ["manifest.json", "diff/summary.json"])
def test_a_release_with_a_damaged_file_is_named_in_a_line(
    site: SiteOverTime, tabunka: Command, name: str, text: str | None
) -> None:
    path = site.releases[1].path / name
    other = site.releases[0].path / "manifest.json"
    path.write_text(other.read_text(encoding="utf-8") if text is None else text, encoding="utf-8")
    code, out, err = tabunka("releases", "--format", "json")
    listed = {entry["version"]: " ".join(entry["changes"]) for entry in json.loads(out)}
    assert code == 0
    assert site.releases[1].version in listed.get(site.releases[1].version, err) + err
    assert all(site.releases[number].version in listed for number in (0, 2))
    for arguments in (("rollback", site.releases[1].version), ("rollback", site.releases[0].version)):
        code, _, err = tabunka(*arguments)
        assert (code, "Traceback" in err) == (int(arguments[1] != site.releases[0].version), False)


def test_where_nothing_was_built_commands_make_nothing(tabunka: Command, tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    for arguments in (["releases"], ["rollback"], ["prune", "--keep", "1"], ["publish"], ["diff"]):
        code, _, err = tabunka(*arguments, "--out", str(folder))
        assert (code, err) == (1, f"tabunka: there is no release in {folder}; run `tabunka build`\n")
    assert not folder.exists()


def test_without_a_current_release_the_way_to_one_is_named(site: SiteOverTime, tabunka: Command) -> None:
    (site.var / "current").unlink()
    newest = site.releases[2].version
    code, _, err = tabunka("rollback")
    assert (code, f"`tabunka rollback {newest}`" in err) == (1, True)
    assert tabunka("rollback", newest)[0] == 0
    assert site.version == newest


@pytest.mark.parametrize("form", ["words", "json", "nquads", "patch", "redirects"])
def test_what_changed_since_a_pruned_release_is_told_as_before(site: SiteOverTime, tabunka: Command, form: str) -> None:
    oldest, middle, _ = site.releases
    arguments = ("diff", oldest.version, middle.version, "--format", form)
    before = tabunka(*arguments)
    assert before[0] == 0
    assert tabunka("prune", "--keep", "1")[0] == 0
    assert kept(oldest) is Kept.PRUNED
    assert tabunka(*arguments) == before
    assert "build it again from its tables" in tabunka(*arguments, "--all")[2]
