"""Published measures of satisfaction with their uncertainty: pure functions, no database."""
