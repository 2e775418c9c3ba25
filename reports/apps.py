"""Application configuration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Figures for managers."""

    name = "reports"
