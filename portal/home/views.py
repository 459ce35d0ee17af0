"""Resident pages that join features: start page, my home."""

from flask import Blueprint

bp = Blueprint("home", __name__)
