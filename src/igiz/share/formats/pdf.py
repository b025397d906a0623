"""Read the words of a PDF. Whoever made it chose how long that takes: `main` is for a process that may be ended."""

import io
import resource
import sys
from collections.abc import Iterator

MOST_LETTERS = 8 * 1024 * 1024
MOST_MEMORY = 512 * 1024 * 1024
LOCKED, DAMAGED, TOO_LONG = 3, 4, 5
"""How the process ends where it cannot tell the words."""


def words(data: bytes) -> Iterator[str]:
    """Return the title and the like, then the text of each page."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise PermissionError
    yield " ".join(str(value) for value in (reader.metadata or {}).values())
    for page in reader.pages:
        yield page.extract_text()


def main() -> int:
    """Read a PDF from standard input and write its words to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    left = MOST_LETTERS
    try:
        for text in words(sys.stdin.buffer.read()):
            left -= len(text)
            if left < 0:
                return TOO_LONG
            sys.stdout.buffer.write(text.encode("utf-8", "ignore") + b"\n")
    except PermissionError:
        return LOCKED
    except Exception:  # whatever a damaged file makes the library raise: there is no list of it
        return DAMAGED
    return 0


if __name__ == "__main__":
    sys.exit(main())
