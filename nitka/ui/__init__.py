"""How Nitka looks and speaks: styles, templates, template tags, scripts, errors and the security headers."""
