"""Webhooks of other programs: kept as they come, checked, mapped to the collector's events. See README.md."""
