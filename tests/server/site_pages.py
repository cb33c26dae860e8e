"""Pages of the site as their readers get them, and a strict reading of their HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from flask.testing import FlaskClient

from tests.server.strict_html import MarkupError, Tag, tags_of


class Checker:
    """Reads a page strictly: elements nest, ids are unique, nothing is inline, nothing comes from elsewhere."""

    def __init__(self, page: str) -> None:
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[str] = []
        self.headings: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.languages: set[str] = set()
        self.language = ""
        try:
            for tag, _ in tags_of(page):
                if tag.begins:
                    self._begin(tag)
                if tag.ends and (not self.open or self.open.pop() != tag.ends):
                    self.faults.append(f"</{tag.ends}> closes nothing within {self.open}")
        except MarkupError as error:
            self.faults.append(str(error))

    def _begin(self, begun: Tag) -> None:
        tag, attributes = begun.begins, begun.attributes
        if begun.opens:
            self.open.append(tag)
        if begun.ends and "svg" not in self.open:
            self.faults.append(f"a browser takes <{tag}/> for <{tag}>")
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if tag in ("input", "select"):
            self.fields.append({"tag": tag, **attributes})
        if tag in ("input", "textarea") and attributes.get("type") != "hidden":
            self.inputs.append(attributes.get("id", ""))
        if tag == "label":
            self.labelled.add(attributes.get("for", ""))
        if tag == "html":
            self.language = attributes.get("lang", "")
        self.faults += _faults_of(begun)
        if attributes.get("lang"):
            self.languages.add(attributes["lang"])
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if "href" in attributes:
            self.links.append(attributes["href"])


@lru_cache(maxsize=20_000)
def _faults_of(begun: Tag) -> tuple[str, ...]:
    """What is wrong with a tag alone."""
    tag, attributes = begun.begins, begun.attributes
    faults = []
    is_our_file = tag == "script" and attributes.get("src", "").startswith("/static/")
    is_data = tag == "script" and attributes == {"type": "application/ld+json"}
    is_active = tag in ("script", "style", "iframe", "object") and not (is_our_file or is_data)
    if is_active or "style" in attributes or any(name.startswith("on") for name in attributes):
        faults.append(f"inline or active: {tag} {attributes}")
    for name in ("src", "srcset", "action"):
        if attributes.get(name, "/").startswith(("http:", "https:", "//")):
            faults.append(f"from elsewhere: {tag} {attributes[name]}")
    if tag == "link" and attributes.get("rel") in ("stylesheet", "icon") and "://" in attributes["href"]:
        faults.append(f"from elsewhere: {attributes['href']}")
    if attributes.get("href", "").lower().startswith(("javascript:", "data:", "vbscript:")):
        faults.append(f"hostile link {attributes['href']}")
    return tuple(faults)


@dataclass(frozen=True)
class SitePage:
    """One page in one language."""

    url: str
    language: str
    status: int
    text: str

    @cached_property
    def checked(self) -> Checker:
        """Its strict reading."""
        return Checker(self.text)


@dataclass
class SitePages:
    """Fetches each page once for all tests of a process, since a release never changes.

    ``site_page(url, language)`` asks as a browser does whose reader has chosen *language*.
    """

    client: FlaskClient
    pages: dict[tuple[str, str], SitePage] = field(default_factory=dict)

    def __call__(self, url: str, language: str = "ja") -> SitePage:
        if (url, language) not in self.pages:
            with self.client.get(url, headers={"Accept": "text/html", "Cookie": f"lang={language}"}) as response:
                assert response.mimetype == "text/html", url
                self.pages[url, language] = SitePage(url, language, response.status_code, response.text)
        return self.pages[url, language]

    def status(self, url: str) -> int:
        """The status with which *url*, of a page or of a file, answers a browser in the end."""
        if (url, "ja") in self.pages:
            return self.pages[url, "ja"].status
        headers = {"Accept": "text/html, */*;q=0.5", "Cookie": "lang=ja"}
        with self.client.get(url, headers=headers, follow_redirects=True) as response:
            if response.mimetype == "text/html" and not response.history:
                self.pages[url, "ja"] = SitePage(url, "ja", response.status_code, response.text)
            return response.status_code

    def text(self, url: str, language: str = "ja") -> str:
        """The text of a page that is there."""
        page = self(url, language)
        assert page.status == 200, url
        return page.text
