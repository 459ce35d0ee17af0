"""Resident pages of a vote: compare, choose, check, receipt, result."""

from flask import Blueprint

bp = Blueprint("voting", __name__)
