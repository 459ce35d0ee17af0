"""A finished file as an answer."""

from typing import IO
from urllib.parse import quote

from flask import send_file
from werkzeug.wrappers import Response

from portal.exports.files import ARCHIVE_KIND, Made
from portal.web.sheets import FileKind


def attached(target: IO[bytes], made: Made) -> Response:
    """With its Chinese name as RFC 5987 has it; nobody on the way keeps a copy."""
    kind = str(made.kind)
    mimetype = "application/zip" if kind == ARCHIVE_KIND else FileKind(kind).mimetype
    response = send_file(target, mimetype=mimetype)
    name = quote(made.name, safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"export.{kind}\"; filename*=UTF-8''{name}"
    )
    response.headers["Cache-Control"] = "no-store"
    response.content_length = made.written.size
    return response
