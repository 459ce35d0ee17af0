"""A kept picture as an answer to a browser."""

from flask import Response

from portal.web.guard import not_here
from portal.web.uploads import picture_path


def picture(key: str, *, small: bool) -> Response:
    try:
        content = picture_path(key, small=small).read_bytes()
    except FileNotFoundError:  # a database that came back without its pictures
        not_here()
    return Response(content, mimetype="image/jpeg")
