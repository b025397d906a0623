"""The clock: aware UTC, scaled only by the demo; sessions and the audit log use wall time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime


def wall_now() -> datetime:
    """Give the wall time as aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that runs with wall time, or from `start` at `speed` times wall time."""

    start: datetime | None = None
    speed: float = 1.0
    source: Callable[[], datetime] = wall_now
    anchor: datetime = field(init=False)
    """Wall time at which the clock was set to `start`."""

    def __post_init__(self) -> None:
        if self.speed <= 0:
            raise ValueError(f"The speed of a clock is {self.speed}. It must be more than 0.")
        if self.start is None and self.speed != 1.0:
            raise ValueError("A clock with another speed than 1 needs a start. Give one.")
        if self.start is not None and self.start.tzinfo is None:
            raise ValueError(f"The start {self.start.isoformat()} has no time zone. Add one.")
        object.__setattr__(self, "anchor", self.source())

    def now(self) -> datetime:
        """Give the time of the product as aware UTC: what is written in reports, levels and grants."""
        wall = self.source()
        if self.start is None:
            return wall
        return self.start.astimezone(UTC) + (wall - self.anchor) * self.speed

    def wall(self) -> datetime:
        """Give the wall time as aware UTC: what sessions and the audit log use."""
        return self.source()
