"""The Spark twin: a local session, for what outgrows one engine and to show that another answers the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quaestor.errors import StoreError


def session(threads: int = 2, memory: str = "2g", folder: Path | None = None) -> Any:
    """A Spark session on this machine, in ANSI mode and UTC; raises StoreError where pyspark or Java is missing."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise StoreError("pyspark is not installed", advice="Install quaestor[spark].") from error
    place = str(folder or Path("/tmp"))
    settings = {
        "spark.driver.memory": memory,
        "spark.sql.shuffle.partitions": str(threads * 2),
        "spark.default.parallelism": str(threads * 2),
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.local.dir": place,
        "spark.sql.warehouse.dir": f"{place}/warehouse",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder = SparkSession.builder.master(f"local[{threads}]").appName("quaestor")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        made = builder.getOrCreate()
    except Exception as error:  # Java's complaints come in many types
        raise StoreError(
            f"Spark does not start: {str(error).splitlines()[0]}", advice="Spark 4 needs Java 17 or later."
        ) from error
    made.sparkContext.setLogLevel("ERROR")
    return made
