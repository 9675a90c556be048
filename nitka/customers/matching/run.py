"""One round of one workspace, in a process that ends: read, compare, ask."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from nitka.customers.actions.alike import Alike, suggest
from nitka.customers.actions.lessons import learn_from_decisions
from nitka.customers.lessons import weights_in_force
from nitka.customers.matching import compare
from nitka.customers.matching.foretold import Weights, foretold
from nitka.customers.matching.model import ASKED, LEAST, house
from nitka.customers.matching.reading import rows
from nitka.customers.matching.reasons import reasons
from nitka.customers.queries import rules_in_force
from nitka.customers.rounds import Round
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

MOST = 2_000  # new questions of one round: the surest first, the next round asks on
BATCH = 200
MARGIN = timedelta(minutes=1)  # a transaction that began before the last round may have ended after it

log = structlog.get_logger(__name__)


def match(workspace_id: UUID, *, whole: bool) -> Round:
    """Look for who may be one person: of the whole base, or of those who are new or changed."""
    done = Round(whole=whole, at=clock.now(), workspace_id=workspace_id)
    if whole:
        with in_workspace(workspace_id):
            learn_from_decisions()
    found = _compare(done)
    taken: set[UUID] = set()
    for at in range(0, len(found), BATCH):
        if done.asked >= MOST:
            break
        with in_workspace(workspace_id):
            asked, merged = suggest(found[at : at + BATCH], taken)
            done.asked, done.merged = done.asked + asked, done.merged + merged
    with in_workspace(workspace_id):
        done.ended_at = clock.now()
        done.save()
    log.info("matching.round", workspace=str(workspace_id), whole=whole, read=done.read, compared=done.compared,
             asked=done.asked, merged=done.merged)  # fmt: skip
    return done


def _compare(done: Round) -> Sequence[Alike]:
    """The likely pairs, the surest first. Nothing of the database is held while they are looked for."""
    with compare.engine() as base:
        with in_workspace(done.workspace_id):
            done.read = compare.load(base, rows(rules_in_force(), None if done.whole else _since()))
        done.compared = compare.block(base)
        if not done.compared:
            return []
        with in_workspace(done.workspace_id):
            weights = weights_in_force()
        return sorted(_likely(base, done.read, weights), key=lambda alike: (-alike.probability, alike.one, alike.other))


def _since() -> datetime | None:
    """From where on a customer is new; None when there was no round yet."""
    last = Round.objects.order_by("-at").first()
    return last.at - MARGIN if last else None


def _likely(base: compare.Base, count: int, weights: Weights) -> Iterator[Alike]:
    """Decisions were made of pairs that the house held for likely: they say nothing of others."""
    model = house()
    for pair in compare.likely(base, model.levels, count, LEAST):
        said = model.probability(pair, count)
        if said < ASKED:
            continue
        why = reasons(pair)
        probability = foretold(weights, said, frozenset(code for code, _weight in why))
        if probability >= ASKED:
            yield Alike(UUID(pair["unique_id_l"]), UUID(pair["unique_id_r"]), probability, why, said)
