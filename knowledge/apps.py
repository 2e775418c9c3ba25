"""Application configuration."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Help centre."""

    name = "knowledge"
