"""Tables of text (CSV) whose every fault is named by file, line and column."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from igiz.zone.model.geography import BadInput, LonLat


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table by its column names."""

    file: str
    line: int
    values: dict[str, str]

    def bad(self, column: str, what: str) -> BadInput:
        """The refusal of one value."""
        return BadInput(f"{self.file}, line {self.line}, column {column}", what)

    def text(self, column: str) -> str:
        """The value as it stands, which may not be empty."""
        value = self.values[column].strip()
        if not value:
            raise self.bad(column, "is empty; fill it in")
        return value

    def number(self, column: str, low: float, high: float) -> float:
        """The value as a number between `low` and `high`."""
        text = self.values[column]
        try:
            value = float(text)
        except ValueError:
            raise self.bad(column, f"{text!r} is not a number; write it with a decimal point") from None
        if not low <= value <= high:
            raise self.bad(column, f"{text} lies outside {low:g} to {high:g}")
        return value

    def flag(self, column: str) -> bool:
        """The value as True or False."""
        word = self.values[column].strip().lower()
        if word not in ("true", "false", "1", "0", "yes", "no"):
            raise self.bad(column, f"{word!r} is neither True nor False")
        return word in ("true", "1", "yes")

    def position(self, lon: str, lat: str) -> LonLat:
        """Longitude and latitude in degrees from two columns."""
        return self.number(lon, -180, 180), self.number(lat, -90, 90)


def decode(data: bytes, file: str) -> str:
    """Text of a file in UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BadInput(f"{file}, line {line}", "is not UTF-8 text; save the file as UTF-8") from None


def rows(data: bytes, file: str, columns: Sequence[str]) -> Iterator[Row]:
    """The lines of a CSV file that has at least `columns` in its first line."""
    reader = csv.reader(io.StringIO(decode(data, file), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        for column in columns:
            if column not in header:
                raise BadInput(f"{file}, line 1", f"has no column {column}; it needs {', '.join(columns)}")
        for values in reader:
            if not values:
                continue
            if len(values) != len(header):
                what = (
                    f"holds {len(values)} values for {len(header)} columns; is the file cut off, or a comma not quoted?"
                )
                raise BadInput(f"{file}, line {reader.line_num}", what)
            yield Row(file, reader.line_num, dict(zip(header, values, strict=True)))
    except csv.Error as error:
        raise BadInput(f"{file}, line {reader.line_num}", f"is no CSV ({error}); is a quote not closed?") from None
