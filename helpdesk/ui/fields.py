"""How a form field becomes our markup: which class its control takes and what describes it."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms import widgets

LISTS = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


def kind(widget: widgets.Widget) -> str:
    """Name the shape in which the template draws a control."""
    if isinstance(widget, LISTS):
        return "list"
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, widgets.Select):
        return "select" if not widget.allow_multiple_selected else "input"
    if isinstance(widget, widgets.FileInput):
        return "file"
    return "textarea" if isinstance(widget, widgets.Textarea) else "input"


CLASSES = {"input": "input", "textarea": "textarea", "file": "chooser"}


def wire(bound: forms.BoundField, *, label: str, hint: str, css: str, icon: str) -> dict[str, Any]:
    """Return what `components/_field.html` draws. The hint and the errors describe the control."""
    shape = kind(bound.field.widget)
    help_text = hint or bound.help_text
    described = [f"{bound.auto_id}_hint"] if help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    own = bound.field.widget.attrs.get("class", "")
    classes = f"{CLASSES.get(shape, '')} {own}".strip()
    if classes and not bound.is_hidden:
        attributes["class"] = classes
    return {
        "field": bound,
        "shape": shape,
        "control": bound if shape == "list" else bound.as_widget(attrs=attributes),
        "label": label or bound.label,
        "hint": help_text,
        "hint_id": f"{bound.auto_id}_hint",
        "error_id": f"{bound.auto_id}_error",
        "described": " ".join(described),
        "css": css,
        "icon": icon,
        "max_upload_bytes": settings.MAX_UPLOAD_BYTES,
        "max_upload_files": settings.MAX_UPLOAD_FILES,
        "multiple": bool(getattr(bound.field.widget, "allow_multiple_selected", False)),
    }
