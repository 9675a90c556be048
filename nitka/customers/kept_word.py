"""Whether probabilities keep their word here: of the pairs that people decided, how many were one person, by band."""

from collections.abc import Sequence
from dataclasses import dataclass

from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.bulk import array
from nitka.kit.shares import Share, wilson

EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
LEAST = 5  # pairs of a band; with fewer it is not drawn
LATEST = 20_000
WIDTH, HEIGHT = 460, 260  # of the drawing, from 50 to 100 and from 0 to 100

# From the lower left: what was said and what came true, of a hundred, and where they stand
AXIS = [(50 + 10 * n, WIDTH * n // 5, 20 * n, HEIGHT - HEIGHT * n // 5) for n in range(6)]

# One by one: of a handful nobody looked at each
_DECIDED = """select width_bucket(p.probability, %(edges)s::float8[]), avg(p.probability), count(*),
  count(*) filter (where p.decision = 'accepted')
from (select probability, decision from customers_proposal where workspace_id = %(workspace)s and decision <> ''
  and decided_by_id is not null and handful_id is null and probability >= %(least)s
  order by decided_at desc limit %(latest)s) p group by 1 order by 1"""


@dataclass(frozen=True, slots=True)
class Band:
    """Pairs of about one probability: what was said of them on average, and how many were one person."""

    said: float
    share: Share

    @property
    def x(self) -> float:
        """Where it stands in the drawing."""
        return _across(self.said)

    @property
    def y(self) -> float:
        """As high as it came true."""
        return _height(self.share.value or 0.0)

    @property
    def top(self) -> float:
        """The upper end of the interval."""
        return _height(self.share.high)

    @property
    def bottom(self) -> float:
        """The lower end."""
        return _height(self.share.low)


def kept_word() -> tuple[list[Band], int]:
    """The bands with pairs enough, from the least sure on, and how many decided pairs there are. One statement."""
    values = {"workspace": require_workspace(), "edges": array(EDGES), "least": EDGES[0], "latest": LATEST}
    rows: Sequence[tuple[int, float, int, int]] = reading.rows(_DECIDED, values)
    bands = [Band(said, wilson(accepted, n)) for _band, said, n, accepted in rows if n >= LEAST]
    return bands, sum(n for _band, _said, n, _accepted in rows)


def shaded(automatic: int | None) -> tuple[float, float] | None:
    """Where the drawing is shaded, as those become one by themselves: from where on, and how wide."""
    if automatic is None:
        return None
    left = _across(automatic / 100)
    return left, round(WIDTH - left, 1)


def _across(said: float) -> float:
    return round((said - EDGES[0]) / (1 - EDGES[0]) * WIDTH, 1)


def _height(share: float) -> float:
    return round((1 - share) * HEIGHT, 1)
