"""Who may be one person: what is alike, how sure that is, and proposals of it. See README.md of customers."""
