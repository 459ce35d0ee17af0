"""What the desk writes of its own: meetings and their tasks."""

from portal.desk.services.meetings import decide, hold, settle

__all__ = ["decide", "hold", "settle"]
