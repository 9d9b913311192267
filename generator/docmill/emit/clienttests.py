"""The client's tests."""

from docmill.api import Api
from docmill.emit.plan import Plan
from docmill.emit.templates import Templates


def files_of(api: Api, plan: Plan, templates: Templates) -> dict[str, str]:
    return {}
