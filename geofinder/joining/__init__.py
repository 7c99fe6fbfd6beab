"""Measure what a school and an academy trust would be to one another."""
