"""The shapes of answers, for residents and for the desk."""
