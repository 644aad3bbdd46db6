"""Pages from templates: escaping always on, and the values that every page needs filled in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from server import VERSION, WEB
from server.keys import SETTINGS, SIGNED_IN, STATIC, TEMPLATES
from server.settings import Settings
from server.static import StaticFiles

FOLDER = WEB / "pages"


class Templates:
    """The templates of `folder`, all compiled at start: a broken one stops the server, not a reader."""

    def __init__(self, settings: Settings, static: StaticFiles, folder: Path = FOLDER) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=settings.reload,
        )
        self._environment.globals.update(
            static=static.url,
            version=VERSION,
            settings_public={
                "max_upload_bytes": settings.max_upload_bytes,
                "max_files": settings.max_files,
                "keep_images": settings.keep_images,
                "retention_days": settings.retention_days,
                "registration": settings.registration,
            },
        )
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)

    def render(self, request: web.Request, name: str, context: Mapping[str, Any], status: int = 200) -> web.Response:
        """The page `name` (without .html) for who is known to be signed in; `context` wins over defaults."""
        signed_in = request.get(SIGNED_IN)
        user = None if signed_in is None else {"name": signed_in.name, "email": signed_in.email}
        defaults = {"user": user, "page": name, "form": {}, "errors": {}, "notice": ""}
        text = self._environment.get_template(f"{name}.html").render({**defaults, **context})
        return web.Response(text=text, content_type="text/html", status=status)


async def templates_ctx(app: web.Application) -> AsyncIterator[None]:
    """Compile the pages before the first request."""
    app[TEMPLATES] = Templates(app[SETTINGS], app[STATIC])
    yield
