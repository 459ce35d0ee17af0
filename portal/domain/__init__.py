"""The law and the arithmetic of living together: standard library only, no clock, no database."""
