"""The design system as a Django app: tags, humane words, bundles of static files."""

from django.apps import AppConfig

from helpdesk.ui import wording

wording.install()  # before any module with models or forms is imported: a form takes its words when it is declared


class UIConfig(AppConfig):
    """Registers the app under the short label `ui`."""

    name = "helpdesk.ui"
    label = "ui"
