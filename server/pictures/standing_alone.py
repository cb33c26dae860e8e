"""A drawing with its look written into it, for a file that is read where no style sheet is: an SVG, a PNG made of it.

On a page the look of pictures is ``server/static/pictures.css``. Here are the same rules in its light colours, for the
drawings of wide figures: what is drawn for narrow ones is left out, and so are links, which lead nowhere from a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from markupsafe import Markup

INK, QUIET, PAPER = "#22292b", "#5a6567", "#ffffff"
LEVELS = {1: "#dcecec", 2: "#aed5d5", 3: "#7bb9bb", 4: "#2c7880", 5: "#114c55"}
ON_LEVELS = {1: "#1d2b2d", 2: "#1d2b2d", 3: "#14211f", 4: "#ffffff", 5: "#ffffff"}
BAR, TRACK, HATCH, DOT, BACKDROP, INSET, EDGE = (
    "#2c7880", "#ece9df", "#8d9494", "#2c7880", "#d5d2c6", "#c9c5b8", "#9db4b4",
)  # fmt: skip
FONTS = "Noto Sans CJK JP, Noto Sans JP, Hiragino Sans, Yu Gothic, IPAexGothic, Noto Sans, DejaVu Sans, sans-serif"

_NARROW = {"picture-narrow", "point-narrow"}
_SVG = "http://www.w3.org/2000/svg"
_BACKGROUND = {"paint-order": "stroke", "stroke": PAPER, "stroke-linejoin": "round"}

_Rule = tuple[str, str, Mapping[str, str]]
"""A class around an element or its own (any where empty), the class of the element or its tag, what it gets."""
_RULES: tuple[_Rule, ...] = (
    ("", "text", {"fill": INK, "text-anchor": "middle", "font-family": FONTS}),
    ("", "picture-hatch", {"stroke": HATCH, "stroke-width": "1.2", "fill": "none"}),
    ("", "tile-ground", {"fill": "none"}),
    ("", "tile-square", {"stroke": EDGE, "stroke-width": "1"}),
    ("", "tile-sea", {"fill": "none", "stroke": INSET, "stroke-width": "1.5"}),
    ("", "tile-name", {"font-size": "18", "font-weight": "700"}),
    ("", "tile-long", {"font-size": "16"}),
    ("", "tile-name:en", {"font-size": "12"}),
    ("", "tile-long:en", {"font-size": "10.4", "font-weight": "600"}),
    ("", "tile-kana", {"font-size": "9.5"}),
    ("", "tile-value", {"font-size": "13"}),
    ("picture-unstated", "tile-ground", {"fill": PAPER}),
    ("picture-unstated", "tile-square", {"fill": "none", "stroke": HATCH, "stroke-dasharray": "4 3"}),
    ("picture-unstated", "text", {**_BACKGROUND, "stroke-width": "5"}),
    *(
        (f"picture-level-{level}", name, {"fill": colours[level]})
        for level in LEVELS
        for name, colours in (("tile-square", LEVELS), ("text", ON_LEVELS))
    ),
    ("", "point-backdrop", {"fill": "none", "stroke": BACKDROP, "stroke-width": "4.5", "stroke-linecap": "round"}),
    ("point-inset", "rect", {"fill": "none", "stroke": INSET, "stroke-width": "1.5"}),
    ("point-inset", "text", {"fill": QUIET, "font-size": "13", "text-anchor": "start"}),
    ("", "point-dot", {"fill": DOT, "fill-opacity": "0.88", "stroke": PAPER, "stroke-width": "1.5"}),
    ("", "point-ring", {"fill": "none", "stroke": DOT, "stroke-width": "1.5"}),
    ("", "point-number", {"fill": "#ffffff", "font-size": "13", "font-weight": "700", "dy": "0.35em"}),
    ("", "point-long", {"font-size": "11"}),
    ("", "point-beside", {**_BACKGROUND, "fill": INK, "font-size": "11", "stroke-width": "3"}),
    ("", "point-start", {"text-anchor": "start"}),
    ("", "point-end", {"text-anchor": "end"}),
    ("point-zero", "point-dot", {"fill": PAPER, "stroke": DOT, "stroke-width": "2.5"}),
    ("point-zero", "point-number", {"fill": INK}),
    ("picture-unstated", "point-dot", {"fill": PAPER, "stroke": HATCH, "stroke-dasharray": "4 3"}),
    ("point-sizes", "point-dot", {"fill": "none", "stroke": QUIET, "stroke-dasharray": "3 3"}),
    ("", "point-sizes-frame", {"fill": PAPER, "stroke": BACKDROP}),
    ("", "point-sizes-name", {"fill": QUIET, "font-size": "11", "text-anchor": "start", "dy": "0.35em"}),
    ("point-sizes", "point-number", {"fill": QUIET}),
)
_DRAWING = re.compile(r"<svg class=\"(?:tile|point)-map-drawing\".*?</svg>", re.DOTALL)


def standing_alone(figure: Markup, left: float, top: float, width: float) -> tuple[Markup, float]:
    """The map in *figure* with its look written into it, at (*left*, *top*), *width* wide; and how high it is.

    *figure* is what ``tile_map`` or ``point_map`` drew. Raises ValueError where there is no map in it.
    """
    drawing = _DRAWING.search(figure)
    if drawing is None:
        raise ValueError("there is no map in the figure")
    root = ElementTree.fromstring(drawing[0])
    x, y, view_width, view_height = map(float, root.attrib["viewBox"].split())
    height = width * view_height / view_width
    _styled(root, frozenset())
    inside = "".join(ElementTree.tostring(child, encoding="unicode") for child in root if child.tag != "desc")
    size = f'x="{left:g}" y="{top:g}" width="{width:g}" height="{height:.2f}"'
    view = f'viewBox="{x:g} {y:g} {view_width:g} {view_height:g}"'
    return Markup(f'<svg xmlns="{_SVG}" {size} {view}>{inside}</svg>'), height


def _styled(node: ElementTree.Element, around: frozenset[str]) -> None:
    """Write the look into *node* and what is in it; *around* are the classes of what it is in."""
    own = frozenset(node.attrib.pop("class", "").split())
    names = own | {node.tag} | {f"{name}:{node.get('lang')}" for name in own}
    for name in ("href", "aria-hidden", "aria-current", "role", "focusable"):
        node.attrib.pop(name, None)
    if node.tag == "a":
        node.tag = "g"
    for outside, name, attributes in _RULES:
        if name in names and (not outside or outside in around or outside in own):
            node.attrib.update(attributes)
    for child in list(node):
        if _NARROW & set(child.get("class", "").split()):
            node.remove(child)
        else:
            _styled(child, around | own)
