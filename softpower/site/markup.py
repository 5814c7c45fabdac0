"""HTML of pages from the templates beside this module: values are escaped, what is markup already says so."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

FOLDER = Path(__file__).parent / "templates"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values) -> Markup:
    """The template ``<template>.html`` with its values. Raises jinja2's UndefinedError for one that is missing."""
    return Markup(_templates().get_template(f"{template}.html").render(**values))


def link(address: str, text: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, text)
