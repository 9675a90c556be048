"""What imports show on the pages of lower floors; `nitka/wiring.py` says where."""

from collections import defaultdict
from datetime import timedelta

from nitka.customers.using import User
from nitka.imports.models import Import
from nitka.imports.targets import own
from nitka.kit import clock

DAYS = 90


def users_of_attributes() -> dict[str, list[User]]:
    """Attribute → the files of the last days that brought it, the latest first."""
    found: dict[str, list[User]] = defaultdict(list)
    for one in Import.objects.filter(ran_at__gt=clock.now() - timedelta(days=DAYS)).order_by("-ran_at"):
        user = User("import", one.name, f"customers/imports/{one.pk}/", one.ran_at.date() if one.ran_at else None)
        for key in sorted({named[0] for target in one.mapping if (named := own(target))}):
            found[key].append(user)
    return dict(found)
