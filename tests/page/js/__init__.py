"""Test what the script of the page computes, without a browser; scripts/page/check.py runs it."""
