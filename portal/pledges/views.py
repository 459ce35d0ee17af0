"""Resident pages on a lift: what my home would pay, and what we say to it."""

from flask import Blueprint

bp = Blueprint("pledges", __name__)
