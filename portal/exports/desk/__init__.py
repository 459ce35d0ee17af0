"""Staff pages that hand out files: choose, look, take; large ones are made by a job and wait."""

from flask import Blueprint

bp = Blueprint("exports_desk", __name__, url_prefix="/desk")

from portal.exports import making  # noqa: E402, F401  # workers know how to make a file
from portal.exports.desk import papers, taking, waiting  # noqa: E402, F401  # their routes
from portal.exports.papers import all as all_papers  # noqa: E402, F401  # what can be made
