"""A complaint from its receipt to the answer."""

from django.db import models


class ComplaintProcedure(models.Model):
    """``Complaint`` inherits it."""

    class Meta:
        abstract = True
