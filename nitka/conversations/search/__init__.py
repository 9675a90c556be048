"""Finding in the whole history: the line one types, the words behind it, what of it a member may see."""
