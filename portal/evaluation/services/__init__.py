"""Asking residents, taking their answers, putting right, and who manages afterwards."""
