"""Signing in and what a person sees of the own account, one module for each way in."""

from portal.accounts.views import invitations, letters, me, owner, phone, staff, wechat
from portal.accounts.views.blueprint import bp

__all__ = ["bp", "invitations", "letters", "me", "owner", "phone", "staff", "wechat"]
