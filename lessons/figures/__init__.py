"""Figures that the site draws from its data: pure code, without Django, models or requests."""
