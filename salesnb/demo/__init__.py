"""The simulated company: a maker of industrial components in China, with its truth.

`write_company` writes its exports; `truth.Truth` holds every planted parameter; `draw` makes
other companies. One random stream per table. A package imports only those named before it:

- `base`: `names`, `streams`, `month_days`, `workdays`
- `truths`, what is planted: `truth`, `background`, `customer_truth`, `deal_truth`, `field_truth`,
  `planning`, `stories`; `memory` of tables
- `customers`: `masters`, `traits`, `readings`, `customer_changes`, `credit`, `ownership`,
  `story_demand`
- `prospects`: `marketing`, `campaigns`, `leads`, `firms`, `ties`
- `deals`: `courses`, `deals`, `deal_histories`, `deal_tables`, `touches`, `tenders`, `lives`,
  `beginnings` (leads become customers), `listings`
- `field`: `visits`, `visit_days`, `visit_times`, `visit_conduct`, `aims`, `actions`, `expenses`,
  `field_facts`, `reporting`, `roads`
- `sales`: `demand`, `response`, `swings`, `orders`, `promotions`, `rep_conduct`, `invoices`,
  `cash`, `lateness`, `order_book`, `distributors`, `agreements`, `approvals`, `returns`
- `facts`: `market`, `steps`, `network`, `customer_facts`, `fieldwork`, `outlet_facts`
- `plan`: `targets`, `target_rule`, `forecasts`, `plan_files`, `lift_tests`, `judgements`
- `company`: all tables of a company
- `cases`: `kinds`; what they came to: `planted`, `planted_conduct`,
  `planted_response`, `case_sizes`
- `exports`: `write`, `files`, `dirt`, `large`
- `drawing`: companies drawn for tests
"""

from __future__ import annotations

from salesnb.demo.company import generate
from salesnb.demo.drawing import Drawn, draw
from salesnb.demo.exports.write import write_company
from salesnb.demo.truths.truth import Truth

__all__ = ["Drawn", "Truth", "draw", "generate", "write_company"]
