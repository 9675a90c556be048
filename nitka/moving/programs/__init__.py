"""The programs that one can move in from: an island each."""

from nitka.moving.contract import Program
from nitka.moving.programs.amocrm import AmoCrm
from nitka.moving.programs.bitrix24 import Bitrix24
from nitka.moving.programs.chatwoot import Chatwoot
from nitka.moving.programs.intercom import Intercom
from nitka.moving.programs.zendesk import Zendesk

_ALL: tuple[Program, ...] = (Zendesk(), Intercom(), Chatwoot(), AmoCrm(), Bitrix24())
PROGRAMS: dict[str, Program] = {one.code: one for one in _ALL}
