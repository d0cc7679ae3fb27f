"""The Spark twin: a local session, for what outgrows one engine and to show that another answers the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from quaestor.errors import BadQuery, StoreError

#: Settings under which Spark answers about a handful of rows in a tenth of the time: one part, moved nowhere.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.sql.autoBroadcastJoinThreshold": "-1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
#: Java that starts quickly and does not spend its time on making itself quicker; heard only where no session runs yet.
SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms1g -Xmn600m"


def session(
    threads: int = 2, memory: str = "2g", folder: Path | None = None, master: str | None = None, *, small: bool = False
) -> Any:
    """A Spark session in ANSI mode and UTC, on this machine or on the cluster whose address is `master`.

    small: for a handful of rows. Raises StoreError where pyspark or Java is missing, or the cluster does not answer."""
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
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": place,
        "spark.sql.warehouse.dir": f"{place}/warehouse",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    builder = SparkSession.builder.master(master or f"local[{threads}]").appName("quaestor")
    for name, value in (settings | ({"spark.driver.extraJavaOptions": SHORT} if small else {})).items():
        builder = builder.config(name, value)
    try:
        made = builder.getOrCreate()
    except Exception as error:  # Java's complaints come in many types
        raise StoreError(
            f"Spark does not start: {str(error).splitlines()[0]}", advice="Spark 4 needs Java 17 or later."
        ) from error
    made.sparkContext.setLogLevel("ERROR")
    for name, value in SMALL.items() if small else ():
        made.conf.set(name, value)
    return made


class Twin:
    """Tables of the model in a Spark session, asked in Spark's SQL."""

    def __init__(self, made: Any, *, small: bool = False) -> None:
        self.session, self.small = made, small
        # A moment is in UTC and knows no zone, as in the lake.
        made.conf.set("spark.sql.timestampType", "TIMESTAMP_NTZ")
        made.sql(
            "CREATE OR REPLACE TEMPORARY FUNCTION days_between(a DATE, b DATE) RETURNS BIGINT RETURN datediff(b, a)"
        )

    def read(self, name: str, place: str) -> None:
        """The table `name` is the Parquet at `place`: a file, a folder, or an address in object storage."""
        try:
            self._name(name, self.session.read.parquet(place))
        except Exception as error:  # Java's complaints come in many types
            raise StoreError(f"Spark cannot read {name}: {_first(error)}", where=place) from error

    def take(self, name: str, rows: Any) -> None:
        """The table `name` is these Arrow rows."""
        self._name(name, self.session.createDataFrame(rows))

    def _name(self, name: str, rows: Any) -> None:
        # Of what is in one part Spark knows that it need not be moved to be joined or grouped.
        (rows.coalesce(1) if self.small else rows).createOrReplaceTempView(name)

    def rows(self, text: str, params: Mapping[str, Any]) -> Any:
        """The rows of a SELECT as Arrow; parameters stand in it as `:name`."""
        return self.together([self.bound(text, params)])

    def bound(self, text: str, params: Mapping[str, Any]) -> Any:
        """A SELECT over the tables as they are now, to be run later, whatever they are then."""
        try:
            return self.session.sql(text, args=dict(params))
        except Exception as error:
            raise BadQuery(_first(error)) from error

    def together(self, asked: Sequence[Any]) -> Any:
        """The rows of SELECTs that were bound, all of the same columns, run in one go, as Arrow."""
        try:
            return reduce(lambda one, other: one.unionAll(other), asked).toArrow()
        except Exception as error:
            raise BadQuery(_first(error)) from error

    def write(self, text: str, params: Mapping[str, Any], place: str) -> None:
        """Puts the rows of a SELECT into Parquet files in the folder `place`."""
        try:
            self.session.sql(text, args=dict(params)).write.mode("overwrite").parquet(place)
        except Exception as error:
            raise BadQuery(_first(error)) from error

    def stop(self) -> None:
        """Ends the session."""
        self.session.stop()


def _first(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
