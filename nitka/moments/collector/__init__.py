"""The collector: what sites, apps and servers tell by the Segment HTTP protocol. See README.md."""
