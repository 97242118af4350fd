"""The simulated company: a maker of industrial components in China, with its truth.

`write_company` writes its exports; `truth.Truth` holds every planted parameter; `draw` makes
other companies. One random stream per table. Where to look:

- the whole: `company`, `write`, `files`, `dirt`, `large`; drawn companies: `drawing`, `kinds`
- what is planted: `truth`, `background`, `customer_truth`, `deal_truth`, `field_truth`,
  `planning`, `stories`; what stories came to: `planted`, `planted_conduct`, `case_sizes`
- orders: `demand`, `orders`, `invoices`, `promotions`, `rep_conduct`, `story_demand`, `swings`,
  `response`, `marketing`, `campaigns`, `order_book`, `distributors`, `agreements`, `approvals`
- customers: `masters`, `traits`, `readings`, `customer_changes`, `customer_facts`, `credit`,
  `ownership`, `lives`, `beginnings`; their money: `cash`
- prospects and deals: `leads`, `firms`, `listings`, `ties`, `network`, `courses`, `deals`,
  `deal_histories`, `deal_tables`, `touches`, `tenders`
- the field: `visits`, `visit_days`, `visit_times`, `visit_conduct`, `aims`, `actions`, `expenses`,
  `field_facts`, `fieldwork`, `outlet_facts`, `roads`
- the plan: `targets`, `target_rule`, `forecasts`, `plan_files`, `judgements`, `steps`; `market`
"""

from __future__ import annotations

from salesnb.demo.company import generate
from salesnb.demo.drawing import Drawn, draw
from salesnb.demo.truth import Truth
from salesnb.demo.write import write_company

__all__ = ["Drawn", "Truth", "draw", "generate", "write_company"]
