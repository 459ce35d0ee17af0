"""What is planned, for everybody to read."""

from flask import Blueprint

bp = Blueprint("plans", __name__)
