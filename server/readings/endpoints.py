"""The routes of /api/readings with their descriptions."""

from __future__ import annotations

from server.openapi import Endpoint, Operation
from server.readings import routes
from server.readings.schemas import (
    Accepted,
    Detail,
    ExplanationBody,
    FormatQuery,
    Formats,
    GlyphQuery,
    Listing,
    ListQuery,
    Summary,
)

_UPLOAD = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {
                "files": {
                    "type": "array",
                    "items": {"type": "string", "format": "binary"},
                    "description": "JPEG, PNG, WebP, BMP, TIFF, HEIC or PDF",
                },
                "ink": {
                    "type": "object",
                    "description": "strokes of points [x, y], [x, y, t] or [x, y, t, pressure]",
                    "required": ["strokes"],
                    "properties": {
                        "strokes": {"type": "array"},
                        "width": {"type": "integer"},
                        "height": {"type": "integer"},
                        "pen_px": {"type": "number"},
                    },
                },
            },
        }
    }
}
_ONE = "/api/readings/{id}"
_PAGE = _ONE + "/pages/{n}"

ENDPOINTS = (
    Endpoint("POST", "/api/readings", routes.add_readings, Operation(
        "Upload pictures, documents or strokes to be read.",
        {202: Accepted, 413: Accepted, 422: Accepted}, (400, 415, 429, 503, 507), body=_UPLOAD)),
    Endpoint("GET", "/api/readings", routes.list_readings, Operation(
        "The readings, newest first.", {200: Listing}, (400,), query=ListQuery)),
    Endpoint("GET", "/api/readings.csv", routes.export_readings, Operation(
        "Everything that was read, a line of digits a row, and what a format prefers.", {200: "text/csv"}, (400,),
        query=FormatQuery)),
    Endpoint("GET", "/api/formats", routes.list_formats, Operation(
        "The formats that a reading can be asked for under.", {200: Formats})),
    Endpoint("GET", _ONE, routes.show_reading, Operation(
        "One reading with its pages, its lines judged under a format if you like.", {200: Detail}, (400, 404),
        query=FormatQuery)),
    Endpoint("DELETE", _ONE, routes.delete_reading, Operation(
        "Delete a reading and its picture.", {204: None}, (404,))),
    Endpoint("POST", _ONE + "/cancel", routes.cancel_reading, Operation(
        "Stop a reading that is not done.", {200: Summary}, (404,))),
    Endpoint("GET", _PAGE + "/image", routes.page_image, Operation("A page's picture.", {200: "image/*"}, (404, 503))),
    Endpoint("GET", _PAGE + "/thumbnail", routes.page_thumbnail, Operation(
        "A page's picture, at most 320 pixels wide and high.", {200: "image/*"}, (404, 503))),
    Endpoint("GET", _PAGE + "/explain", routes.explain_glyph, Operation(
        "Why a glyph was read as it was.", {200: ExplanationBody}, (400, 404), query=GlyphQuery)),
)  # fmt: skip
