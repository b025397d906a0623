"""Text of the product's own data, in Dutch and in English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in both languages of the product."""

    nl: str
    en: str
