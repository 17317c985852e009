"""A Parquet file as a frame, with guards against files that unpack without end."""

from __future__ import annotations

import io

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bongsu.sources.limits import Limits, check_cell_count, too_large
from bongsu.words import say
from bongsu.words.refusal import Refusal

_DAMAGE = (
    pa.ArrowException,
    OSError,
    ValueError,
    OverflowError,
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
)


def parquet_frame(payload: bytes, *, name: str, limits: Limits) -> pl.DataFrame:
    """The columns as text, "" where empty.

    Raises:
        Refusal: no whole Parquet file, larger than `limits` once unpacked, or columns of lists or bytes.
    """
    try:
        _check_metadata(payload, name=name, limits=limits)
        frame = pl.DataFrame(_table(payload, name=name, limits=limits))
        nested = [column for column, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
        if nested:
            raise Refusal(
                say("{file} column '{column}'", file=name, column=nested[0]),
                expected=say("text, numbers or dates"),
                found=str(frame.schema[nested[0]]),
            )
        return frame.select(pl.all().cast(pl.String).fill_null(""))
    except _DAMAGE as error:
        found = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Refusal(name, expected=say("a whole Parquet file"), found=found) from error


def _check_metadata(payload: bytes, *, name: str, limits: Limits) -> None:
    metadata = pq.read_metadata(io.BytesIO(payload))
    unpacked = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    if unpacked > limits.unpacked_bytes:
        raise too_large(name, unpacked=unpacked, limits=limits)
    check_cell_count(metadata.num_rows * metadata.num_columns, name=name, limits=limits)


def _table(payload: bytes, *, name: str, limits: Limits) -> pa.Table:
    """Read by Arrow, to which a damaged file is an error where Polars' reader panics.

    Text comes as places in a dictionary first: one long text in a million places is a small file.
    """
    file = pq.ParquetFile(io.BytesIO(payload))
    texts = [
        field.name
        for field in file.schema_arrow
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
    ]
    table = pq.read_table(io.BytesIO(payload), read_dictionary=texts)
    size = sum(
        pc.sum(pc.binary_length(chunk.dictionary).take(chunk.indices)).as_py() or 0
        for column in table.columns
        for chunk in column.chunks
        if pa.types.is_dictionary(column.type) and not pa.types.is_primitive(column.type.value_type)
    )
    if size > limits.unpacked_bytes:
        raise too_large(name, unpacked=size, limits=limits)
    columns = [
        column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    plain = pa.Table.from_arrays(columns, names=table.column_names)
    plain.validate(full=True)
    return plain
