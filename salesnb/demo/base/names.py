"""Names in both languages, and places: invented firms in real cities."""

from __future__ import annotations

REGIONS = (
    # id, name, name_zh, parent, level, latitude, longitude, potential index
    ("CN", "China", "中国", None, 0, 35.0, 105.0, 100.0),
    ("A-E", "East China", "华东", "CN", 1, 31.0, 120.0, 42.0),
    ("A-N", "North China", "华北", "CN", 1, 39.0, 117.0, 22.0),
    ("A-S", "South China", "华南", "CN", 1, 23.0, 113.5, 22.0),
    ("A-W", "West China", "西部", "CN", 1, 31.0, 105.0, 14.0),
    ("R-SH", "Shanghai", "上海", "A-E", 2, 31.23, 121.47, 14.0),
    ("R-SU", "Suzhou", "苏州", "A-E", 2, 31.30, 120.58, 12.0),
    ("R-HZ", "Hangzhou", "杭州", "A-E", 2, 30.27, 120.15, 9.0),
    ("R-NB", "Ningbo", "宁波", "A-E", 2, 29.87, 121.54, 7.0),
    ("R-BJ", "Beijing", "北京", "A-N", 2, 39.90, 116.41, 9.0),
    ("R-TJ", "Tianjin", "天津", "A-N", 2, 39.12, 117.20, 6.0),
    ("R-QD", "Qingdao", "青岛", "A-N", 2, 36.07, 120.38, 7.0),
    ("R-GZ", "Guangzhou", "广州", "A-S", 2, 23.13, 113.26, 10.0),
    ("R-SZ", "Shenzhen", "深圳", "A-S", 2, 22.54, 114.06, 12.0),
    ("R-WH", "Wuhan", "武汉", "A-W", 2, 30.59, 114.31, 5.0),
    ("R-CD", "Chengdu", "成都", "A-W", 2, 30.57, 104.07, 5.0),
    ("R-XA", "Xi'an", "西安", "A-W", 2, 34.34, 108.94, 4.0),
)
PRODUCT_GROUPS = (
    # group, Chinese, variety, first list price
    ("Ball valves", "球阀", "Valves", 260.0),
    ("Gate valves", "闸阀", "Valves", 310.0),
    ("Centrifugal pumps", "离心泵", "Pumps", 1450.0),
    ("Dosing pumps", "计量泵", "Pumps", 980.0),
    ("Seals", "密封件", "Parts", 42.0),
    ("Bearings", "轴承", "Parts", 75.0),
    ("Flow meters", "流量计", "Instruments", 1150.0),
    ("Pressure gauges", "压力表", "Instruments", 190.0),
)
LEAD_SOURCES = (
    ("L1", "Trade association", "行业协会", "association"),
    ("L2", "Directory", "黄页目录", "directory"),
    ("L3", "Exhibition", "展览会", "exhibition"),
    ("L4", "Online search", "在线搜索", "online"),
    ("L5", "Referral", "转介绍", "referral"),
    ("L6", "Authorities", "主管部门", "authority"),
)
COMPETITORS = (
    ("K1", "Zhongtai Fluid", "中泰流体", "East China"),
    ("K2", "Ruifeng Sealing", "瑞丰密封", "South China"),
    ("K3", "Norden Pumps", "诺登泵业", "Abroad"),
    ("K4", "Jinhe Instruments", "金河仪表", "North China"),
)
ORGANISATIONS = (
    # id, name, name_zh, kind, area, region
    ("OR01", "China Valve Association", "中国阀门行业协会", "association", "CN", "R-BJ"),
    ("OR02", "East China Pump Association", "华东泵业协会", "association", "A-E", "R-SH"),
    ("OR03", "South China Water Treatment Association", "华南水处理协会",
     "association", "A-S", "R-GZ"),
    ("OR04", "North China Instrument Association", "华北仪表协会", "association", "A-N", "R-TJ"),
    ("OR05", "Wuhan Water Authority", "武汉市水务局", "authority", "A-W", "R-WH"),
    ("OR06", "Chengdu Public Works", "成都市公共工程管理处", "authority", "A-W", "R-CD"),
    ("OR07", "Tianjin Water Authority", "天津市水务局", "authority", "A-N", "R-TJ"),
    ("OR08", "Shenzhen Environment Bureau", "深圳市环境保护局", "authority", "A-S", "R-SZ"),
    ("OR09", "Ningbo Port Authority", "宁波港务局", "authority", "A-E", "R-NB"),
    ("OR10", "Xi'an Heating Bureau", "西安市供热管理处", "authority", "A-W", "R-XA"),
)  # fmt: skip
NEEDS = {
    "tender": ("Tender for {group}.", "{group}招标。"),
    "authority": ("Replacement of {group} planned.", "计划更换{group}。"),
    "association": ("Members ask for training on {group}.", "会员单位希望获得{group}培训。"),
}
_BRANDS = (
    ("Huaxin", "华新"), ("Dongsheng", "东升"), ("Jinlong", "金龙"), ("Tianyuan", "天元"),
    ("Hongda", "宏达"), ("Xinghe", "星河"), ("Baoli", "宝利"), ("Yongchang", "永昌"),
    ("Ruian", "瑞安"), ("Guangming", "光明"), ("Hengtong", "恒通"), ("Lida", "力达"),
    ("Zhenhua", "振华"), ("Anping", "安平"), ("Mingzhu", "明珠"), ("Kaiyuan", "开元"),
    ("Fuhua", "富华"), ("Changjiang", "长江"), ("Taishan", "泰山"), ("Qihang", "启航"),
    ("Senyuan", "森源"), ("Haitian", "海天"), ("Xinyuan", "新源"), ("Jiahe", "嘉禾"),
    ("Boyang", "博洋"),
)  # fmt: skip
_TRADES = (
    ("Machinery", "机械"), ("Chemical", "化工"), ("Water", "水务"),
    ("Power Equipment", "电力设备"), ("Food Machinery", "食品机械"), ("Automation", "自动化"),
    ("Fluid Control", "流体控制"), ("Environmental", "环保"), ("Heavy Industry", "重工"),
    ("Trading", "贸易"),
)  # fmt: skip
_SYLLABLES = (
    ("Hua", "华"), ("Xin", "新"), ("Da", "达"), ("Tai", "泰"), ("Rui", "瑞"), ("Feng", "丰"),
    ("Long", "龙"), ("Sheng", "盛"), ("Heng", "恒"), ("Jin", "金"), ("Yuan", "源"),
    ("Hong", "宏"), ("De", "德"), ("Ming", "明"), ("An", "安"), ("Ke", "科"), ("Li", "利"),
    ("Guang", "光"), ("Kai", "凯"), ("Bo", "博"), ("Jia", "佳"), ("Tong", "通"), ("Fu", "富"),
    ("Cheng", "诚"), ("Yi", "益"), ("Wei", "威"),
)  # fmt: skip
_FAMILY = (
    ("Wang", "王"), ("Li", "李"), ("Zhang", "张"), ("Liu", "刘"), ("Chen", "陈"),
    ("Yang", "杨"), ("Zhao", "赵"), ("Huang", "黄"), ("Zhou", "周"), ("Wu", "吴"),
)  # fmt: skip
_GIVEN = (
    ("Wei", "伟"), ("Min", "敏"), ("Jing", "静"), ("Lei", "磊"),
    ("Yan", "燕"), ("Jun", "军"), ("Jie", "杰"), ("Ping", "平"),
)  # fmt: skip
N_PEOPLE = len(_FAMILY) * len(_GIVEN)  # with names that differ


def company(index: int, place: tuple) -> tuple[str, str]:
    """Return a firm's name in English and Chinese, different for each index."""
    brand, brand_zh = _BRANDS[index % len(_BRANDS)]
    trade, trade_zh = _TRADES[(index // len(_BRANDS)) % len(_TRADES)]
    more = index // (len(_BRANDS) * len(_TRADES))
    number, number_zh = ("", "") if not more else (f" No. {more + 1}", f"第{more + 1}分")
    return (
        f"{place[1]} {brand} {trade}{number} Co.",
        f"{place[2]}{brand_zh}{trade_zh}{number_zh}公司",
    )


def firm(index: int, place: tuple) -> tuple[str, str]:
    """Return the name of a firm that is no customer, different for each index below 6,000."""
    brand, brand_zh = _COMPOSED[index % len(_COMPOSED)]
    trade, trade_zh = _TRADES[(index + index // len(_COMPOSED)) % len(_TRADES)]
    return f"{place[1]} {brand} {trade} Co.", f"{place[2]}{brand_zh}{trade_zh}公司"


def _composed() -> list[tuple[str, str]]:
    """Return brands of two different syllables that no customer has, the next ones unlike."""
    n, found = len(_SYLLABLES), []
    for i in range(n * (n - 1)):
        one, other = i % n, (i + 1 + i // n) % n
        (first, first_zh), (second, second_zh) = _SYLLABLES[one], _SYLLABLES[other]
        found.append((first + second.lower(), first_zh + second_zh))
    taken = {english for english, _ in _BRANDS}
    return [pair for pair in found if pair[0] not in taken]


_COMPOSED = _composed()


def person(index: int) -> tuple[str, str]:
    """Return a person's name in English and Chinese, different for each index below 80."""
    family, family_zh = _FAMILY[index % len(_FAMILY)]
    given, given_zh = _GIVEN[(index // len(_FAMILY) + index) % len(_GIVEN)]
    return f"{given} {family}", f"{family_zh}{given_zh}"
