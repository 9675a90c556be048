"""Files that are being loaded."""

from django.utils.translation import gettext_lazy as _

from nitka.imports.models import WORKING
from nitka.kit.health import Queue

_STATES = ", ".join(f"'{state.value}'" for state in WORKING)
QUEUES = (Queue("imports", _("files being loaded"), "imports", "imports_import", "next_at",
          f"state in ({_STATES})", 600),)  # fmt: skip
