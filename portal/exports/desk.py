"""Staff pages that hand out files."""

from flask import Blueprint

bp = Blueprint("exports_desk", __name__, url_prefix="/desk")
