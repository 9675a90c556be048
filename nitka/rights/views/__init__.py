"""HTTP of rights."""
