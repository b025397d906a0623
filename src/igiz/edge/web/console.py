"""The built console: its files, and its page for every address that is the console's own."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from igiz.core.errors import NotFound

FOLDER = Path(__file__).parent / "static" / "console"
PAGES = ("", "picture", "reports", "admin", "help", "sign-in", "invitation")
NEVER_CHANGES = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Files whose name changes with their content."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """Send a file that browsers may keep for ever."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # passed on as it came
        response.headers["Cache-Control"] = NEVER_CHANGES
        return response


def mount(app: FastAPI) -> None:
    """Serve the console where it was built; without it every page says what to do."""
    if (FOLDER / "assets").is_dir():
        app.mount("/assets", Assets(directory=FOLDER / "assets"), name="assets")
    app.add_api_route("/{page:path}", _page, methods=["GET"], include_in_schema=False)


def _page(request: Request, page: str) -> Response:
    file = FOLDER / page
    if page and "/" not in page and file.is_file() and file.parent == FOLDER:
        return FileResponse(file)
    if page.split("/", 1)[0] not in PAGES:
        raise NotFound()
    if not (FOLDER / "index.html").is_file():
        return Response("The console is not built. Run `make setup`.", 503, media_type="text/plain")
    return FileResponse(FOLDER / "index.html", headers={"Cache-Control": "no-cache"})
