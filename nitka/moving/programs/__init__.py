"""The programs that one can move in from: an island each."""

from nitka.moving.contract import Program
from nitka.moving.programs.chatwoot import Chatwoot

PROGRAMS: dict[str, Program] = {one.code: one for one in (Chatwoot(),)}
