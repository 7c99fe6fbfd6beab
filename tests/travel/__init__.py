"""Tests of travel: by road in the process, by a server, by estimate."""
