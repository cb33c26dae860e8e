from __future__ import annotations

import pytest

from mappings.helpers.urls import (
    UrlProblem,
    absolute,
    check_email,
    check_url,
    find_anchors,
    find_emails,
    find_urls,
    join_url,
)


def test_a_url_broken_over_lines_is_joined_without_spaces() -> None:
    parts = ["http://www.pref.nagano.lg.jp/kokusai/sangyo/kokusai/tabunka/t ", "abunka/index.html"]
    assert join_url(parts) == "http://www.pref.nagano.lg.jp/kokusai/sangyo/kokusai/tabunka/tabunka/index.html"


def test_html_in_an_address_is_unescaped() -> None:
    joined = join_url(["http://www.pref.kumamoto.jp/hpkiji/pub/List.aspx?c_id=3&amp;class_set_id=2"])
    assert joined == "http://www.pref.kumamoto.jp/hpkiji/pub/List.aspx?c_id=3&class_set_id=2"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("htp://www.pref.aomori.lg.jp/", "scheme is htp"),
        ("www.pref.aomori.lg.jp", "scheme is missing"),
        ("http://pref/", "not a host name"),
        ("http://www.pref.aomori.lg.jp/a b", "holds ' '"),
        ("http://www.pref.aomori.lg.jp/国際", "holds '国'"),
        ("http://www.pref.aomori.lg.jp/%ZZ", "begins no escape"),
        ("http://www.pref.aomori.lg.jp:99999/", "not an http"),
        ("mailto:info@spira.or.jp", "scheme is mailto"),
        ("", "not an http"),
    ],
)
def test_what_is_no_url_is_refused_with_the_reason(url: str, why: str) -> None:
    with pytest.raises(UrlProblem, match=why):
        check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.city.fukuoka.lg.jp/charm/kankou-convention/index.html#08",
        "http://www.torisakuyu.or.jp/?id=79",
        "http://www.ed.kagawa-u.ac.jp/~nyamash/knet.group.html",
        "https://ja-jp.facebook.com/%E8%A5%BF%E6%98%8E%E7%9F%B3-273522423102129/",
    ],
)
def test_a_url_stays_as_it_is(url: str) -> None:
    assert check_url(url) == url
    assert absolute(url) == url


def test_urls_in_a_sentence_end_where_it_closes() -> None:
    text = "（https://www.houterasu.or.jp/chihoujimusho/index.html）と(http://www.kitakyushu.jp/)。"
    assert [found.value for found in find_urls(text)] == [
        "https://www.houterasu.or.jp/chihoujimusho/index.html",
        "http://www.kitakyushu.jp/",
    ]
    assert all(text[found.start : found.end] == found.value for found in find_urls(text))


def test_an_address_without_scheme_is_found_once() -> None:
    text = "www.city.shimonoseki.lg.jp http://www.gic.or.jp/"
    assert [found.value for found in find_urls(text)] == ["www.city.shimonoseki.lg.jp", "http://www.gic.or.jp/"]


def test_links_of_html_give_address_and_label() -> None:
    text = '(1) <a href="http://www.city.shimonoseki.lg.jp">www.city.shimonoseki.lg.jp</a> x'
    (anchor,) = find_anchors(text)
    assert (anchor.href, anchor.label) == ("http://www.city.shimonoseki.lg.jp", "www.city.shimonoseki.lg.jp")
    assert text[anchor.start : anchor.end].startswith("<a ")
    assert text[anchor.start : anchor.end].endswith("</a>")


def test_mail_addresses_are_found_among_words() -> None:
    text = "[1]kyodosuishin@city.kashiwa.chiba.jp (1) ga0005@city.osaka.lg.jp (2) ua0012@city.osaka.lg.jp"
    assert [found.value for found in find_emails(text)][1:] == ["ga0005@city.osaka.lg.jp", "ua0012@city.osaka.lg.jp"]
    assert find_emails(text)[0].value == "kyodosuishin@city.kashiwa.chiba.jp"


def test_a_mail_address_broken_by_a_space_is_mended() -> None:
    assert check_email("jinken- machi@city.soja.okayama.jp") == "jinken-machi@city.soja.okayama.jp"
    with pytest.raises(UrlProblem, match="not an e-mail"):
        check_email("https://www.kiaweb.or.jp")
