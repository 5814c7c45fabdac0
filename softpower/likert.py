"""`softpower.survey.frames` under its short name, as notebooks use it: ``from softpower import likert``."""

from softpower.survey.frames import *  # noqa: F403
from softpower.survey.frames import __all__ as __all__
