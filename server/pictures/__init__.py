"""Pictures: pure functions from small values to SVG and HTML, drawn at the server, the same for the same input.

Rooms that show pages import this one (``finder``, ``questions``, ``things``, ``catalogue``, ``sparql``). It imports
labels and translations of ``display``; only ``current.py`` knows of an application, whose atlas and readers it gives.

Each picture has a function that draws it and one that gives the same as a table, so that a page can show both:
:func:`tile_map` of regions, :func:`point_map` of places, :func:`bar_chart`, :func:`timeline` and :func:`box_diagram`.
The maps of a site are its :class:`Atlas`. The look of pictures is ``server/static/pictures.css``.
"""

from server.display.labels import Label
from server.pictures.atlas import Atlas, load_atlas
from server.pictures.bars import Bar, BarChart, bar_chart, bar_table
from server.pictures.box_diagram import Arrow, Box, BoxDiagram, box_diagram, box_diagram_table
from server.pictures.classes import Classing
from server.pictures.errors import PictureError
from server.pictures.point_map import MapPlace, PointMap, point_map, point_map_table
from server.pictures.reader import Reader, make_reader
from server.pictures.table import PictureTable, TableCell, table_html
from server.pictures.tile_map import Category, Tile, TileMap, tile_map, tile_map_table
from server.pictures.timeline import Event, EventGroup, Timeline, timeline, timeline_table

__all__ = [
    "Arrow",
    "Atlas",
    "Bar",
    "BarChart",
    "Box",
    "BoxDiagram",
    "Category",
    "Classing",
    "Event",
    "EventGroup",
    "Label",
    "MapPlace",
    "PictureError",
    "PictureTable",
    "PointMap",
    "Reader",
    "TableCell",
    "Tile",
    "TileMap",
    "Timeline",
    "bar_chart",
    "bar_table",
    "box_diagram",
    "box_diagram_table",
    "load_atlas",
    "make_reader",
    "point_map",
    "point_map_table",
    "table_html",
    "tile_map",
    "tile_map_table",
    "timeline",
    "timeline_table",
]
