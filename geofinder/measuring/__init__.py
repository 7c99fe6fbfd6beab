"""Measure candidate groups: minutes and hub, criteria, and the reasons in words."""
