"""The rights of a person: what they asked for, what was done, until when."""
