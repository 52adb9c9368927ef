"""One kind of page, with one text besides its title."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class TextPage(Page):
    text = models.TextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("text")]
    template = "text.html"
