"""`nitka chaos`: the real system under seeded faults while customers write; all of it must be there afterwards."""
