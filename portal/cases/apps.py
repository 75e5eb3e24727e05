from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "portal.cases"
    verbose_name = "事项"
