"""Write the answers and pictures of the first hour anew: `python -m tests.first_hour`."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from tests.first_hour.document import answered
from tests.first_hour.exports import HOME, written
from tests.first_hour.reader import DOCS, DOCUMENTS, Reader


def main() -> None:
    written(HOME)
    for lang, name in DOCUMENTS.items():
        with tempfile.TemporaryDirectory() as folder:
            reader = Reader(Path(folder).resolve(), lang)
            file = DOCS / name
            text = answered(file.read_text(encoding="utf-8"), reader.answer)
            sentence, drawn = reader.picture()
        picture = f"pictures/first-hour-{lang}.svg"
        (DOCS / picture).write_text(drawn, encoding="utf-8", newline="\n")
        pattern = rf"!\[[^\]]*\]\({re.escape(picture)}\)"
        text = re.sub(pattern, lambda _: f"![{sentence}]({picture})", text)  # noqa: B023
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
