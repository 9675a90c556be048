"""What streams hold of a person: the topics of their browsers, for as long as the log is kept."""

from nitka.kit.personal import Part, Person, change
from nitka.realtime.sequencer import KEEP
from nitka.realtime.topics import visitor


def _topics(person: Person) -> int:
    values = {"topics": [visitor(session) for session in person.sessions]}
    log = change("delete from realtime_eventlog where topic = any(%(topics)s)", values)
    return log + change("delete from realtime_eventoutbox where topic = any(%(topics)s)", values)


PART = Part(
    "realtime",
    held={"realtime_eventlog": "topic data", "realtime_eventoutbox": "topic data"},
    codes={"realtime_eventlog": "kind", "realtime_eventoutbox": "kind", "realtime_presence": "tab"},
    steps=(_topics,),
    keeps={"events": KEEP},
)
