"""The last number given out in each series of numbers, so that none is given twice or left out."""

from django.db import models


class Numbering(models.Model):
    """One series, e.g. "assessment" or "warning 2005"."""

    series = models.CharField(max_length=64, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)
