"""Refused values as one message: each with file, line and column, and what was probably meant."""

from typing import get_args

from pydantic import BaseModel, ValidationError

from sim.errors import InputError, nearest
from sim.scenario.items import Item, Place, Plain, failure
from sim.scenario.values import shown

MOST_FINDINGS = 10
_A_MAPPING = "a mapping: keys with values, one a line and indented"
_SHAPES = {"tuple_type": "a list", "model_type": _A_MAPPING, "model_attributes_type": _A_MAPPING}


def input_error(error: ValidationError, tree: Item, model: type[BaseModel]) -> InputError:
    """Return all that ``error`` says about ``tree`` as one InputError, in the order of the file.

    Of several findings, the first fills the error's attributes.
    """
    findings = [
        _finding(details, tree, model)
        for details in error.errors(include_url=False)
        if details["type"] != "too_short" or not details["input"]  # else its entries are refused
    ]
    findings.sort(key=lambda finding: (finding.line or 0, finding.column or 0))
    if len(findings) == 1:
        return findings[0]
    lines = [str(finding) for finding in findings[:MOST_FINDINGS]]
    if len(findings) > MOST_FINDINGS:
        lines.append(f"... and {len(findings) - MOST_FINDINGS} more")
    together, first = InputError("\n".join(lines)), findings[0]
    together.file, together.line, together.column = first.file, first.line, first.column
    together.nearest = first.nearest
    return together


def _finding(details: dict, tree: Item, model: type[BaseModel]) -> InputError:
    path, kind = details["loc"], details["type"]
    last = path[-1] if path else "scenario"
    label = f"{path[-2]}[{last}]" if isinstance(last, int) and len(path) > 1 else last
    if kind == "dvctt":
        return _refusal(path, details["ctx"], tree)
    if kind == "missing":
        return failure(f'no "{last}"', f'"{last}:" with its value', _walk(path, tree).place)
    if kind == "extra_forbidden":
        keys = _keys(path[:-1], model)
        found, near = f'unknown key "{shown(Plain(last))}"', nearest(str(last), keys)
        expected = "one of " + ", ".join(keys)
        if str(last).isdecimal():
            expected += "; a number is written without separators, as in 300000"
        return failure(found, expected, _key_place(path, tree), nearest=near)
    if kind == "too_short":
        return failure(f"{label}: an empty list", "at least one entry", _walk(path, tree).place)
    expected, value = _SHAPES.get(kind, "a valid value"), details["input"]
    if kind == "tuple_type" and isinstance(value, str) and value:
        expected += f"; did you mean [{shown(value)}]?"
    return failure(f"{label}: {shown(value)}", expected, _walk(path, tree).place)


def _refusal(path: tuple, context: dict, tree: Item) -> InputError:
    found, expected, about = context["found"], context["expected"], context["about"]
    if context["meant"]:
        expected += f"; did you mean {context['meant']}?"
    if about == "value":
        key = next((part for part in reversed(path) if isinstance(part, str)), "scenario")
        found = f"{key}: {found}"
    place = _key_place(path, tree) if about == "key" else _walk(path, tree).place
    return failure(found, expected, place, nearest=context["nearest"])


def _walk(path: tuple, tree: Item) -> Item:
    """Return the item at ``path``, or the last one on the way that exists.

    The models keep a lever's own keys under ``fields``; in a file they stand beside the others.
    """
    item = tree
    for part in path:
        in_list = isinstance(item.value, list) and isinstance(part, int)
        if in_list or (isinstance(item.value, dict) and part in item.value):
            item = item.value[part]
        elif part != "fields":
            break
    return item


def _key_place(path: tuple, tree: Item) -> Place:
    parent = _walk(path[:-1], tree)
    return parent.keys.get(path[-1], parent.place)


def _keys(path: tuple, model: type[BaseModel]) -> list[str]:
    """Return the keys of the mapping at ``path`` in ``model``."""
    for part in path:
        if isinstance(part, str):
            model = _model_in(model.model_fields[part].annotation)
    return list(model.model_fields)


def _model_in(annotation) -> type[BaseModel]:
    """Return the model in ``annotation``, which may be optional or a list of it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [_model_in(argument) for argument in get_args(annotation) if argument is not Ellipsis]
    return next((found for found in inner if found), None)
