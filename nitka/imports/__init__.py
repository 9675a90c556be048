"""Files of customers taken in: read, mapped, tried, loaded, taken back."""
