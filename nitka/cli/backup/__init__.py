"""`nitka backup` and `nitka restore`: one sealed file with the database, the blobs and the keys of an installation."""
