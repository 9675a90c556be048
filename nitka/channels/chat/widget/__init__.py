"""The chat widget: its source and its tests; `build.mjs` makes what pages load."""
