"""What the readings API says and takes, as pydantic models: handlers answer with them, OpenAPI describes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from vision import Verdict

Status = Literal["queued", "reading", "done", "failed", "cancelled"]
Kind = Literal["jpeg", "png", "webp", "bmp", "tiff", "heic", "pdf", "ink"]


class Model(BaseModel):
    """The base: nothing undeclared goes in or out."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Problem(Model):
    """Trouble with a stable code, a sentence, and what to do next."""

    code: str
    message: str
    hint: str


class ErrorBody(Model):
    """The one shape of errors."""

    error: Problem


class Summary(Model):
    """One upload and how far it has come."""

    id: str
    name: str
    """Of the file, as it was sent."""
    kind: Kind
    """Told by the content."""
    status: Status
    pages: int
    pages_done: int
    created: datetime
    text: str
    """The digits read so far, one line of text for each line that has some."""
    confidence: float | None
    """That the least sure number is right; null while none was read."""
    verdict: Verdict | None
    """accept: every number can be taken as it is; ask: one should be looked at; ignore: there are only marks that are
    perhaps no number. Null while nothing was read, and for what was read before this was kept."""
    numbers: int | None
    """How many were read so far, but for what is perhaps none; null for what was read before this was kept."""
    to_check: int | None
    """How many of them should be looked at; null likewise."""
    bytes: int
    has_image: bool
    error: Problem | None


def _page_reading(schema: dict[str, Any]) -> None:
    schema.clear()
    schema["$ref"] = "#/components/schemas/PageReading"


class Detail(Summary):
    """An upload with what was read on each page."""

    page_readings: list[Annotated[dict[str, Any], Field(json_schema_extra=_page_reading)] | None]
    """For each page a reading, an error, or null while it was not read."""


class Rejected(Model):
    """A file that was not taken."""

    name: str
    error: Problem


class Accepted(Model):
    """What became of the parts of an upload."""

    readings: list[Summary]
    rejected: list[Rejected]


class Listing(Model):
    """Some readings, the newest first; `next` goes into `before` for those after them."""

    readings: list[Summary]
    next: str | None


class ListQuery(Model):
    """Which readings are listed."""

    search: str = Field(default="", max_length=200)
    """Digits to find in what was read; with a letter in it, part of the name."""
    limit: int = Field(default=50, ge=1, le=200)
    before: str | None = Field(default=None, max_length=22)
    """Only what is older than the reading of this id."""


class FormatQuery(Model):
    """What the lines are judged under, beside what was seen."""

    format: str = Field(default="", max_length=200)
    """A name of /api/formats, `digits:8`, `digits:6-8` or `pattern:dddd-dd`; nothing: under no format."""


class FormatBody(Model):
    """A format that can be asked for."""

    name: str
    title: str
    example: str
    """A number of it as it is written."""
    group: str


class Formats(Model):
    """All that have a name, in the order in which to offer them."""

    formats: list[FormatBody]


class GlyphQuery(Model):
    """Which glyph is meant."""

    line: int = Field(ge=0, le=1_000_000)
    glyph: int = Field(ge=0, le=1_000_000)


class FeatureMap(Model):
    """What one filter of the network's first layer made of the crop, 0 to 255."""

    width: int
    height: int
    data: str
    """The bytes, row by row, in base64."""


class Alternative(Model):
    """Another digit that it may be."""

    digit: int = Field(ge=0, le=9)
    probability: float = Field(ge=0, le=1)


class Neighbour(Model):
    """One of the training digits that are nearest to it."""

    digit: int = Field(ge=0, le=9)
    crop: str
    similarity: float


class ExplanationBody(Model):
    """Why a glyph was read as it was."""

    crop: str
    """The 28 x 28 bytes that the network saw, 255 = ink, in base64."""
    maps: list[FeatureMap]
    probabilities: list[float] = Field(min_length=11, max_length=11)
    """The ten digits and “not a digit”."""
    alternatives: list[Alternative]
    occlusion: list[list[float]]
    """28 rows of 28: the probability that is lost when that place is covered."""
    nearest: list[Neighbour] = Field(default_factory=list)
