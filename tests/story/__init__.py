"""The main job in a real browser, with real letters."""
