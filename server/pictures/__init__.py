"""Pictures: functions from small values to SVG and HTML, the same for the same input, drawn at the server.

Each picture has a function that draws it and one that gives the same as a table, so that a page can show both:
:func:`tile_map` of prefectures, :func:`point_map` of municipalities, :func:`bar_chart`, :func:`week_strip`,
:func:`timeline` and :func:`box_diagram`. Their look is ``server/static/pictures.css``.
"""

from server.display.labels import Label
from server.pictures.bars import Bar, BarChart, bar_chart, bar_table
from server.pictures.box_diagram import Arrow, Box, BoxDiagram, box_diagram, box_diagram_table
from server.pictures.classes import Classing
from server.pictures.errors import PictureError
from server.pictures.point_map import Place, PointMap, point_map, point_map_table
from server.pictures.reader import Reader
from server.pictures.table import Cell, PictureTable, table_html
from server.pictures.tile_map import Category, Tile, TileMap, tile_map, tile_map_table
from server.pictures.timeline import Event, EventGroup, Timeline, timeline, timeline_table
from server.pictures.week import Day, Opening, Week, week_in_words, week_legend, week_notes, week_strip, week_table

__all__ = [
    "Arrow",
    "Bar",
    "BarChart",
    "Box",
    "BoxDiagram",
    "Category",
    "Cell",
    "Classing",
    "Day",
    "Event",
    "EventGroup",
    "Label",
    "Opening",
    "PictureError",
    "PictureTable",
    "Place",
    "PointMap",
    "Reader",
    "Tile",
    "TileMap",
    "Timeline",
    "Week",
    "bar_chart",
    "bar_table",
    "box_diagram",
    "box_diagram_table",
    "point_map",
    "point_map_table",
    "table_html",
    "tile_map",
    "tile_map_table",
    "timeline",
    "timeline_table",
    "week_in_words",
    "week_legend",
    "week_notes",
    "week_strip",
    "week_table",
]
