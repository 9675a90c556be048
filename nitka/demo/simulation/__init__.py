"""`nitka simulate`: customers and agents of the demo who use only the doors that everybody has."""
