"""The blueprint of what everybody may read of a plan."""

from flask import Blueprint

bp = Blueprint("plans", __name__)
