"""The command line: `tickmark`. Light to import, so that `--help` is instant."""

from service.cli.app import app, main

__all__ = ["app", "main"]
