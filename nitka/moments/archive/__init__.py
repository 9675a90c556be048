"""Old moments in Parquet files: what goes there, how it comes back (docs/decisions/old-moments.md)."""
