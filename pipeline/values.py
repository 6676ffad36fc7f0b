"""Values: dataclasses that never change, made by the ten thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as value
else:
    from dataclasses import dataclass

    def value(*, frozen: bool, slots: bool) -> Any:
        """A dataclass whose fields only the type checker keeps from being set.

        One that is frozen at run time too takes five times as long to make.
        """
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["value"]
