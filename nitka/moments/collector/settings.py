"""What clients ask for before they send anything: the settings of a source, as Segment and RudderStack answer."""

from typing import Any


def segment(key: str, site: str) -> dict[str, Any]:
    """For analytics.js. Without `Segment.io` among the integrations the browser ignores what its page was told."""
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": key,
                "apiHost": f"{site.partition('://')[2]}/v1",
                "protocol": site.partition("://")[0],
                "unbundledIntegrations": [],
                "addBundledMetadata": True,
                "maybeBundledConfigIds": {},
                "versionSettings": {"version": "4.4.7", "componentTypes": ["browser"]},
            }
        },
        "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }


def rudder(key: str, source_id: str, site: str) -> dict[str, Any]:
    """For the RudderStack browser client: nothing but the way to us."""
    return {
        "isHosted": True,
        "source": {
            "id": source_id,
            "name": "Nitka",
            "writeKey": key,
            "workspaceId": source_id,
            "enabled": True,
            "config": {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}},
            "connections": [],
            "destinations": [],
            "dataplanes": {"DEFAULT": [{"url": site, "default": True}]},
        },
        "consentManagementMetadata": {"providers": []},
        "updatedAt": "2026-01-01T00:00:00.000Z",
    }
