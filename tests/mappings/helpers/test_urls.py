from __future__ import annotations

import pytest

from mappings.helpers.urls import find_emails, find_urls, is_web_address


@pytest.mark.parametrize(
    "url",
    [
        "http://www.city.fukuoka.lg.jp/charm/kankou-convention/index.html#08",
        "http://www.torisakuyu.or.jp/?id=79",
        "http://www.ed.kagawa-u.ac.jp/~nyamash/knet.group.html",
        "https://ja-jp.facebook.com/%E8%A5%BF%E6%98%8E%E7%9F%B3-273522423102129/",
    ],
)
def test_an_http_address_is_a_web_address(url: str) -> None:
    assert is_web_address(url)


@pytest.mark.parametrize(
    "text",
    [
        "htp://www.pref.aomori.lg.jp/",
        "www.pref.aomori.lg.jp",
        "http://www.pref.aomori.lg.jp/a b",
        "http://www.pref.aomori.lg.jp/国際",
        "mailto:info@spira.or.jp",
        "http://",
        "",
    ],
)
def test_any_other_text_is_no_web_address(text: str) -> None:
    assert not is_web_address(text)


def test_urls_in_a_sentence_end_where_it_closes() -> None:
    text = "（https://www.houterasu.or.jp/chihoujimusho/index.html）と(http://www.kitakyushu.jp/)。"
    assert [address.value for address in find_urls(text)] == [
        "https://www.houterasu.or.jp/chihoujimusho/index.html",
        "http://www.kitakyushu.jp/",
    ]
    assert all(text[address.start : address.end] == address.value for address in find_urls(text))


def test_an_address_without_scheme_is_found_once() -> None:
    text = "www.city.shimonoseki.lg.jp http://www.gic.or.jp/"
    assert [address.value for address in find_urls(text)] == ["www.city.shimonoseki.lg.jp", "http://www.gic.or.jp/"]


def test_mail_addresses_are_found_among_words() -> None:
    text = "[1]kyodosuishin@city.kashiwa.chiba.jp (1) ga0005@city.osaka.lg.jp (2) ua0012@city.osaka.lg.jp"
    assert [address.value for address in find_emails(text)][1:] == [
        "ga0005@city.osaka.lg.jp",
        "ua0012@city.osaka.lg.jp",
    ]
    assert find_emails(text)[0].value == "kyodosuishin@city.kashiwa.chiba.jp"
