"""The same settings on Spark give the same pairs. Skipped where there is no pyspark with a Java behind it."""

import shutil

import pytest

pytest.importorskip("pyspark")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("java") is None, reason="no Java here")]

LEAST = -6.0


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.jars", similarity_jar_location())
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.setCheckpointDir(str(tmp_path_factory.mktemp("checkpoints")))
    yield session
    session.stop()


def test_the_same_settings_on_spark_give_the_same_pairs(spark, tmp_path):
    from splink import Linker, SparkAPI

    from nitka.bench.contacts import contacts
    from nitka.bench.teach import rows
    from nitka.customers.matching import compare
    from nitka.customers.matching.model import house
    from nitka.customers.matching.settings import learnt

    levels = house().levels
    with compare.engine() as base:
        count = compare.load(base, rows(contacts(600)))
        compare.block(base)
        ours = {_key(pair): pair["match_weight"] for pair in compare.likely(base, levels, count, LEAST)}
        table = base.execute("select * from customers").to_arrow_table()
    import pyarrow.parquet

    pyarrow.parquet.write_table(table, tmp_path / "customers.parquet")
    frame = spark.read.parquet(str(tmp_path / "customers.parquet"))
    api = SparkAPI(spark_session=spark)
    shares = [f"tf_{name}" for name in compare.RARE]
    settings = learnt(levels, compare.prior(count), "spark")
    linker = Linker(api.register(frame.drop(*shares)), settings, log_level=None)
    for name in compare.RARE:  # how rare a value is, in tables beside: Spark takes no column of that name twice
        share = frame.select(name, f"tf_{name}").where(f"{name} is not null").distinct()
        linker.table_management.register_term_frequency_lookup(api.register(share), name)
    found = linker.inference.predict(threshold_match_weight=LEAST).as_record_list()
    theirs = {_key(pair): pair["match_weight"] for pair in found}
    assert len(ours) > 50
    assert theirs.keys() == ours.keys()
    assert all(weight == pytest.approx(ours[pair], abs=1e-6) for pair, weight in theirs.items())


def _key(pair) -> frozenset[str]:
    return frozenset((pair["unique_id_l"], pair["unique_id_r"]))
