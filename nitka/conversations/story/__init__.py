"""A customer's story: moments in episodes, each with a sentence made from facts, read page by page."""
