"""Moving in from another program: its customers, companies, conversations and deals."""
