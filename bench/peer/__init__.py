"""A small Wagtail site, set up as its documents say, that edits are measured beside."""
