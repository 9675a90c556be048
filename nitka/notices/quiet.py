"""Quiet hours: when a member wants neither letter nor push. Pure, by the house's calendar."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from nitka.kit.hours import Hours, opening
from nitka.notices.models import Quiet, Wishes

ALWAYS = timedelta(days=7)  # of who wants it quiet the whole week: looked at again after that


def quiet_until(wishes: Wishes, hours: Hours, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the quiet ends that `now` lies in; None when it is not quiet. Who has no working hours has no quiet ones."""
    if wishes.quiet == Quiet.WORK:
        work = opening([(hours, zone)], now)
        return None if work.open or work.opens is None else work.opens.astimezone(UTC)
    if wishes.quiet == Quiet.OWN and wishes.quiet_days:
        night = [f"{wishes.quiet_from:%H:%M}", f"{wishes.quiet_to:%H:%M}"]
        quiet = opening([({str(day): night for day in wishes.quiet_days}, zone)], now)
        return (quiet.until or now + ALWAYS).astimezone(UTC) if quiet.open else None
    return None
