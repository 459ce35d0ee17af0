"""Signing in and what a person sees of the own account."""

from flask import Blueprint

bp = Blueprint("accounts", __name__)
