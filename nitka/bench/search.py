"""`nitka bench search`: what a member waits for when they search 100,000 messages (`--full`: 1,000,000).

Ours is the whole search of a member: the meaning of the words, rights, conversations by their latest match, passages
with marks; as the app's role, over one connection. The rival is tantivy on the same texts in the same run: the same
lines (typos by its fuzzy query, parts of numbers by its regular expressions), the twenty latest with marked passages;
no rights, no conversations. `ratio` is its p95 over ours; `p95_ms` counts all kinds alike, each line asked once.
"""

import json
import statistics
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import psycopg

from nitka.bench.corpus import SEED, corpus
from nitka.bench.corpus import lines as lines_of
from nitka.bench.ground import Ground, ground
from nitka.bench.inbox import PREPARE

BATCH = 20_000
ASK = """
import django; django.setup()
import json, sys, time
from uuid import UUID
from nitka.accounts.models import Member
from nitka.conversations.desk.frame import frame
from nitka.conversations.search.conditions import Asker
from nitka.conversations.search.found import Question, search
from nitka.conversations.search.marks import passage
from nitka.kit.db.tenancy import in_workspace
lines = json.loads(open({lines!r}).read())
taken, found = [], []
with in_workspace(UUID({workspace!r})):
    member = Member.objects.first()
    asker = Asker(member.pk, frame(member))
for turn, line in enumerate([*lines[:20], *lines]):
    start = time.perf_counter()
    with in_workspace(UUID({workspace!r})):
        answer = search(member, Question(line), asker)
        for thread in answer.threads:
            for said in thread.said:
                passage(said.text, said.marked)
    if turn >= 20:
        taken.append(time.perf_counter() - start)
        found.append(len(answer.threads))
print(json.dumps([taken, found]))
"""


def run(full: bool) -> dict[str, Any]:
    """Measure and compare; see the module."""
    count = 1_000_000 if full else 100_000
    said = corpus(count)
    lines = lines_of(said)
    every = [line for asked in lines.values() for line in asked]
    Random(SEED).shuffle(every)  # noqa: S311
    with ground() as place:
        workspace, channels, *_ = json.loads(place.ask(PREPARE))
        with psycopg.connect(**place.installation.connection("owner"), autocommit=True) as database:
            _fill(database, said.texts, workspace, channels[0])
            per_s = _index(database, count)
            size = database.execute("select pg_total_relation_size('conversations_search')").fetchone()[0]  # type: ignore[index]
            words = database.execute("select pg_total_relation_size('conversations_word')").fetchone()[0]  # type: ignore[index]
        taken, found = _ask(place, workspace, every)
    ours = _by_kind(lines, every, taken)
    theirs = _tantivy(said.texts, lines)
    return _answer(count, ours, theirs, _by_kind(lines, every, found), per_s, (size + words) / 2**20)


def _fill(database: "psycopg.Connection[Any]", texts: list[str], workspace: str, channel: str) -> None:
    """Ten messages a conversation over three years, a customer for each ten conversations."""
    database.execute("create temporary table said (n int primary key, text text)")
    with database.cursor() as cursor, cursor.copy("copy said from stdin") as copy:
        for n, text in enumerate(texts):
            copy.write_row((n, text))
    values = {"workspace": workspace, "channel": channel, "threads": len(texts) // 10}
    with psycopg.ClientCursor(database) as cursor:
        cursor.execute(Path(__file__).with_name("said.sql").read_text(), values)


def _index(database: "psycopg.Connection[Any]", count: int) -> float:
    """The indexer's own work, batch by batch; only the trees are made at the end, as when a backup is restored."""
    (tree,) = database.execute(
        "select indexdef from pg_indexes where indexname = 'conversations_search_words'"
    ).fetchone()  # type: ignore[misc]
    database.execute("drop index conversations_search_words")
    start = time.perf_counter()
    while database.execute("select nitka_search_index(%s)", [BATCH]).fetchone()[0]:  # type: ignore[index]
        pass
    database.execute(tree)
    taken = time.perf_counter() - start
    database.execute("vacuum analyze")
    return count / taken


def _ask(place: Ground, workspace: str, lines: list[str]) -> tuple[list[float], list[float]]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(lines, file)
        file.flush()
        taken, found = json.loads(place.ask(ASK.format(lines=file.name, workspace=workspace)))
    return taken, found


def _tantivy(texts: list[str], lines: dict[str, list[str]]) -> dict[str, list[float]]:
    """The same lines asked of tantivy; nothing where it is not installed."""
    try:
        import tantivy
    except ModuleNotFoundError:
        return {}
    with tempfile.TemporaryDirectory(prefix="nitka-bench-") as directory:
        schema = (
            tantivy.SchemaBuilder()
            .add_text_field("text", stored=True, tokenizer_name="ru")
            .add_integer_field("n", fast=True)
            .build()
        )
        index = tantivy.Index(schema, path=directory)
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        index.register_tokenizer(
            "ru", analyzer.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("russian")).build()
        )
        writer = index.writer(heap_size=128 * 2**20, num_threads=2)
        for n, text in enumerate(texts):
            writer.add_document(tantivy.Document(text=text, n=n))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        searcher = index.searcher()
        for line in lines["rare"][:20]:
            _rival(tantivy, index, schema, searcher, "rare", line)
        return {
            kind: [_rival(tantivy, index, schema, searcher, kind, line) for line in asked]
            for kind, asked in lines.items()
        }


def _rival(tantivy: Any, index: Any, schema: Any, searcher: Any, kind: str, line: str) -> float:
    """Seconds for the twenty latest and their marked passages."""
    start = time.perf_counter()
    if kind == "part_of_number":
        query = tantivy.Query.regex_query(schema, "text", f".*{line}.*")
    elif kind == "typo":
        query = index.parse_query(line, ["text"], fuzzy_fields={"text": (False, 1, True)})
    else:
        query = index.parse_query(" ".join(f"+{word}" for word in line.split()), ["text"])
    hits = searcher.search(query, 20, order_by_field="n").hits
    passages = tantivy.SnippetGenerator.create(searcher, query, schema, "text")
    for _, address in hits:
        passages.snippet_from_doc(searcher.doc(address)).to_html()
    return time.perf_counter() - start


def _by_kind(lines: dict[str, list[str]], every: list[str], values: list[float]) -> dict[str, list[float]]:
    of = dict(zip(every, values, strict=True))
    return {kind: [of[line] for line in asked] for kind, asked in lines.items()}


def _answer(
    count: int,
    ours: dict[str, list[float]],
    theirs: dict[str, list[float]],
    found: dict[str, list[float]],
    per_s: float,
    megabytes: float,
) -> dict[str, Any]:
    figures: dict[str, Any] = {"messages": count}
    limit: dict[str, Any] = {}
    for kind, taken in ours.items():
        figures |= {f"{kind}_p50_ms": _ms(statistics.median(taken)), f"{kind}_p95_ms": _ms(_p95(taken))}
        figures[f"{kind}_found"] = round(sum(1 for n in found[kind] if n) / len(found[kind]), 2)
    every = [seconds for taken in ours.values() for seconds in taken]
    figures |= {"p50_ms": _ms(statistics.median(every)), "p95_ms": _ms(_p95(every))}
    figures |= {"indexed_per_s": round(per_s), "index_mb": round(megabytes)}
    for kind, taken in theirs.items():
        limit |= {f"tantivy_{kind}_p95_ms": _ms(_p95(taken))}
    rival = [seconds for taken in theirs.values() for seconds in taken]
    if rival:
        limit |= {"tantivy_p50_ms": _ms(statistics.median(rival)), "tantivy_p95_ms": _ms(_p95(rival))}
    ratio = round(_p95(rival) / _p95(every), 3) if rival else None
    return {"bench": "search", "figures": figures, "limit": limit, "ratio": ratio}


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
