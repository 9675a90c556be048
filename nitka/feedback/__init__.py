"""Ratings: asking, answering, measuring them, and closing the loop with tasks."""
