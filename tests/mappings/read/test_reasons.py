"""The reason why a line gives no fact is given in Japanese too."""

from __future__ import annotations

from mappings.map.sources import sources
from mappings.read.ledger import load_ledger
from mappings.read.reasons import in_japanese, japanese_reasons


def stated_reasons() -> set[str]:
    entries = [entry for source in sources() if source.is_document for entry in load_ledger(source)]
    return {reason for entry in entries for reason in (entry.reason, entry.excluded_because)} - {""}


def test_every_reason_of_the_ledger_has_its_japanese() -> None:
    reasons = stated_reasons()
    assert len(reasons) > 40
    assert not sorted(reason for reason in reasons if in_japanese(reason) is None)


def test_no_translation_is_left_over() -> None:
    stated = "\n".join(stated_reasons())
    assert japanese_reasons()
    assert not sorted(reason for reason in japanese_reasons() if reason not in stated)


def test_counts_and_several_reasons_are_kept() -> None:
    assert in_japanese("page number (3)") == "ページ番号（3）"
    assert in_japanese("page number; number of a heading (2)") == "ページ番号；見出しの番号（2）"
    withheld = "a person's name is withheld; the organisation and post are facts"
    assert in_japanese(f"{withheld}; page number") == f"{in_japanese(withheld)}；ページ番号"
    assert in_japanese("something nobody has said yet") is None
