"""Name, logo and colour of the desk, as administrators fill them in."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import Desk, DeskLogo
from helpdesk.accounts.models.people import OUR_COLOUR
from helpdesk.lib.colour import HEX
from helpdesk.lib.pictures import Picture, picture_of
from helpdesk.ui.palette import DARK, LIGHT, NEEDED, Fault, fault_of, for_the_dark

LARGEST_BYTES = 256 * 1024
LARGEST_SIDE = 2000
SMALLEST_SIDE = 16


class ColourField(forms.CharField):
    """A colour as browsers send it, "#rrggbb"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"type": "color", "class": "swatch"}), max_length=7, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Take it in any case of letters."""
        colour = str(super().to_python(value) or "").lower()
        if colour and not HEX.fullmatch(colour):
            raise ValidationError(_("Write a colour as #rrggbb. Example: #045f76"))
        return colour


class BrandingForm(forms.ModelForm):  # type: ignore[type-arg]
    """What people recognise the company by."""

    colour = ColourField(label=gettext_lazy("Colour"), help_text=gettext_lazy("Of buttons, links and the mark."))
    has_own_dark = forms.BooleanField(label=gettext_lazy("Choose the colour of the dark theme myself"), required=False)
    dark_colour = ColourField(label=gettext_lazy("Colour in the dark theme"), required=False)
    logo = forms.FileField(
        label=gettext_lazy("Logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG, GIF or WebP, up to 256 KB. Best on a transparent ground, 80 pixels high."),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/gif,image/webp"}),
    )
    removes_logo = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)
    field_order = ("name", "footer", "colour", "has_own_dark", "dark_colour", "logo", "removes_logo")
    picture: Picture | None = None

    class Meta:
        model = Desk
        fields = ("name", "footer", "colour", "dark_colour")
        labels = {
            "name": gettext_lazy("Company"),
            "footer": gettext_lazy("Line at the foot of public pages and mails"),
        }

    def __init__(self, data: Mapping[str, Any] | None = None, files: Any = None, *, instance: Desk) -> None:
        colour = instance.colour or OUR_COLOUR
        initial = {
            "colour": colour,
            "has_own_dark": bool(instance.dark_colour),
            "dark_colour": instance.dark_colour or for_the_dark(colour),
        }
        super().__init__(_with_nearest(data), files, instance=instance, initial=initial)
        self.faults: dict[str, Fault] = {}

    def clean_colour(self) -> str:
        """Refuse what cannot be read on light grounds; our own colour is stored as none."""
        colour: str = self.cleaned_data["colour"]
        self._check("colour", colour, LIGHT)
        return "" if colour == OUR_COLOUR else colour

    def clean_dark_colour(self) -> str:
        """Refuse what cannot be read on dark grounds; without the tick it is made from the other one."""
        if not self.cleaned_data.get("has_own_dark"):
            return ""
        colour: str = self.cleaned_data["dark_colour"]
        self._check("dark_colour", colour, DARK)
        return colour

    def clean_logo(self) -> Any:
        """Believe the bytes, not the name: a small raster image, or nothing."""
        file = self.cleaned_data["logo"]
        if not file:
            return None
        if file.size > LARGEST_BYTES:
            raise ValidationError(_("This file is larger than 256 KB. Make the picture smaller and choose it again."))
        self.picture = picture_of(file.read())
        if self.picture is None:
            raise ValidationError(_("This is no picture that every browser shows. Choose a PNG, JPEG, GIF or WebP."))
        if not all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (self.picture.width, self.picture.height)):
            raise ValidationError(
                _("The picture is %(width)s × %(height)s pixels. Each side must have between 16 and 2000.")
                % {"width": self.picture.width, "height": self.picture.height}
            )
        return file

    def clean(self) -> dict[str, Any]:
        """A dark colour alone would stand beside our own light one."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("dark_colour") and values.get("colour") == "" and not self.errors:
            values["colour"] = OUR_COLOUR
        return values

    @transaction.atomic
    def keep(self) -> None:
        """Write it down, with the bytes of a new logo."""
        desk: Desk = self.instance
        file = self.cleaned_data["logo"]
        if file and self.picture:
            data = file.seek(0) or file.read()
            desk.logo_version = hashlib.sha256(data).hexdigest()[:12]
            logo = {"data": data, "content_type": self.picture.content_type}
            DeskLogo.objects.update_or_create(pk=1, defaults=logo)
        elif self.cleaned_data["removes_logo"]:
            desk.logo_version = ""
            DeskLogo.objects.all().delete()
        desk.save(update_fields=["name", "footer", "colour", "dark_colour", "logo_version"])

    @property
    def shown(self) -> dict[str, str]:
        """The colours for the preview: what was typed as far as it is a colour, readable or not."""
        colour = _colour(self["colour"].value(), OUR_COLOUR)
        own = self["dark_colour"].value() if self["has_own_dark"].value() else ""
        return {"colour": colour, "dark": _colour(own, "")}

    def _check(self, name: str, colour: str, theme: str) -> None:
        fault = fault_of(colour, theme)
        if fault is None:
            return
        self.faults[name] = fault
        facts = {"ratio": number_format(int(fault.ratio * 10) / 10, 1), "needed": number_format(NEEDED, 1)}
        texts = {
            LIGHT: _("Text in this colour, or white on it, has a contrast of %(ratio)s to 1; %(needed)s are needed."),
            DARK: _("Text in this colour on a dark ground has a contrast of %(ratio)s to 1; %(needed)s are needed."),
        }
        closest = _("The nearest colour that everybody can read is %(colour)s.") % {"colour": fault.nearest}
        raise ValidationError([texts[theme] % facts, closest])


def reset(desk: Desk) -> None:
    """Go back to our colour and no logo; the name stays."""
    DeskLogo.objects.all().delete()
    desk.colour = desk.dark_colour = desk.logo_version = ""
    desk.save(update_fields=["colour", "dark_colour", "logo_version"])


def _with_nearest(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Take a proposed colour when its button was pressed: "colour #123456"."""
    name, _blank, colour = str((data or {}).get("nearest", "")).partition(" ")
    if not data or name not in {"colour", "dark_colour"}:
        return data
    changed: Any = data.copy()  # type: ignore[attr-defined]
    changed[name] = colour
    return changed  # type: ignore[no-any-return]


def _colour(value: Any, otherwise: str) -> str:
    text = str(value or "").lower()
    return text if HEX.fullmatch(text) else otherwise
