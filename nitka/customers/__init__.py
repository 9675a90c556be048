"""Who: customers, the identities they are known by, and the journal of what ties the two."""
