"""HTTP of moments."""
