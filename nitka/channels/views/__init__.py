"""HTTP of channels."""
