"""Lists sent as files to stores of the company's own, at their hour."""
