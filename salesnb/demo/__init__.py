"""The simulated company: a maker of industrial components in China, with its truth.

`write_company` writes its exports; `truth.Truth` holds every planted parameter. One module per
group of tables, one random stream per table.
"""

from __future__ import annotations

from salesnb.demo.company import generate
from salesnb.demo.truth import Truth
from salesnb.demo.write import write_company

__all__ = ["Truth", "generate", "write_company"]
