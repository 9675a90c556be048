"""Who works here: users, workspaces, members, their rights and tokens."""
