"""The steps of the market plan, with what proves them and how they are graded."""

from __future__ import annotations

import pandas as pd

from salesnb.demo.facts import market

ADDED = "kind measure target_value evidence rubric"
PROOF = {  # milestone -> the columns of ADDED
    "MS01": ("quantitative", "new_customers", 120.0,
             "Register with 131 entries 登记表131条",
             "0: none; 1: 30 users; 2: 60; 3: 120; 4: 150"
             " 0：无；1：30家；2：60家；3：120家；4：150家"),
    "MS02": ("quantitative", "visits", 2.0, "Guest list of the first seminar 首场研讨会签到表",
             "0: none; 2: one seminar; 3: two; 4: two with 40 guests each"
             " 0：未举办；2：一场；3：两场；4：两场且每场40人"),
    "MS03": ("qualitative", "sales", None, "Audit passed in July 七月通过审核",
             "0: no contact; 1: applied; 2: audited; 3: listed; 4: first order"
             " 0：未接触；1：已申请；2：已审核；3：已入围；4：首单"),
    "MS04": ("quantitative", "sales", 600000.0, "Order list of the launch 新品订单清单",
             "0: none; 1: 25%; 2: 60%; 3: 100%; 4: 120% of the target"
             " 0：无；1：目标的25%；2：60%；3：100%；4：120%"),
    "MS05": ("qualitative", "sales", None, "Signed framework contract 已签框架协议",
             "0: no talks; 1: talks; 2: draft; 3: signed; 4: signed for two years"
             " 0：未谈；1：洽谈；2：草案；3：签署；4：签署两年"),
    "MS06": ("qualitative", "collections", None, "Minutes of the monthly meetings 月度例会纪要",
             "0: none held; 1: some; 2: most; 3: all; 4: all, decisions carried out"
             " 0：未开；1：部分；2：多数；3：全部；4：全部且决议落实"),
    "MS07": ("qualitative", "new_customers", None, None,
             "0: none; 1: list; 2: five visited; 3: two on trial; 4: two with orders"
             " 0：无；1：名单；2：走访五家；3：两家试用；4：两家下单"),
    "MS08": ("quantitative", "margin", 0.26, None,
             "0: below 22%; 1: 22%; 2: 24%; 3: 26%; 4: 28%"
             " 0：低于22%；1：22%；2：24%；3：26%；4：28%"),
}  # fmt: skip
FURTHER = (  # steps beside those of `market.STEPS`, in the same columns
    ("MS05", "Framework contract with Ningbo Port", "与宁波港签订框架协议",
     "R-NB", "R04", "2026-02-01", "2026-10-31", "2026-10-22", 150000.0, 1.0, 3),
    ("MS06", "Monthly meeting on overdue accounts", "每月召开逾期账款例会",
     "R-GZ", "R08", "2026-01-01", "2026-12-31", None, 20000.0, 0.8, None),
    ("MS07", "First users in food processing", "开发首批食品加工用户",
     "R-QD", "R07", "2026-06-01", "2026-11-30", None, 50000.0, 0.4, None),
    ("MS08", "Margin of pumps back at 26 %", "水泵毛利率恢复到26%",
     "R-SZ", "R09", "2026-03-01", "2026-09-30", None, 80000.0, 0.7, 2),
)  # fmt: skip


def with_proof(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps and further ones, each with kind, linked measure, evidence and rubric."""
    more = pd.DataFrame(FURTHER, columns=market.PLAN.split())
    table = pd.concat([steps, more], ignore_index=True)
    proof = pd.DataFrame.from_dict(PROOF, orient="index", columns=ADDED.split())
    return table.merge(proof, left_on="milestone_id", right_index=True, how="left")
