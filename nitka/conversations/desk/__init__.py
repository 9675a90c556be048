"""What the desk shows, read in a fixed number of statements however long the list and the thread are."""
