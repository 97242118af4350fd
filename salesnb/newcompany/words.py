"""How column headers of exports are worded: English, Chinese, German, and field names of ERPs.

Spellings are written as `plain` writes a header: without case, blanks and signs, with `id` for
every word for a number or code (`Kunden-Nr.` is `kundenid`, 客户编码 is `客户id`). Of several
columns with one meaning, the one that stands first in the list is taken.
"""

from __future__ import annotations

import re
import unicodedata

_MEANINGS = {  # meaning of a column -> its spellings, the clearest first
    "order": "orderid salesorderid salesorder soid order orderlineorderid 订单id 销售订单id"
    " 订货单id 订单 auftragsid auftrag bestellid bestellung csoid",
    "invoice": "invoiceid invoice billingdocument billingdocumentid billid salesinvoiceid"
    " 发票id 销售发票id 开票id 发票 rechnungsid rechnung fakturaid faktura csbvid",
    "document": "documentid docid salesdocument salesdocumentid vouchid voucherid 单据id 单id"
    " 销售单id 出库单id belegid beleg verkaufsbeleg vbeln fbillid transactionid",
    "opportunity": "opportunityid dealid opportunity 商机id 商机 机会id verkaufschanceid chanceid",
    "lead": "leadid inquiryid enquiryid 线索id 咨询id anfrageid interessentid",
    "lead_source_id": "leadsourceid 线索来源id 来源id quelleid",
    "lead_source_name": "leadsource leadsourcename source 线索来源 来源 quelle anfragequelle"
    " herkunft",
    "lead_status": "leadstatus 线索状态 anfragestatus",
    "line": "lineid line orderlineid orderline positionid position pos posid rowid"
    " itemposition sequenceid seq 行id 行 序id 项次 行项目 行项目id 分录id 分录 明细行id"
    " positionsid posten posnr irowid fentryid fseq",
    "order_on": "orderdate salesorderdate dateordered ordered orderedon 订单日期 下单日期"
    " 订货日期 销售日期 auftragsdatum bestelldatum belegdatum documentdate docdate 单据日期"
    " 业务日期 audat date datum 日期 ddate fdate transactiondate saledate postingdate"
    " buchungsdatum erfassungsdatum 制单日期 erdat",
    "invoice_on": "invoicedate billingdate dateinvoiced 开票日期 发票日期 rechnungsdatum"
    " fakturadatum fkdat",
    "created_on": "createdate createddate createdon creationdate engagedate 创建日期 erstelltam"
    " anlagedatum leaddate inquirydate enquirydate 线索日期 咨询日期 登记日期 anfragedatum"
    " anfragevom",
    "closed_on": "closedate closeddate closingdate closedon dateclosed 关闭日期 成交日期 结单日期"
    " abschlussdatum",
    "stage": "stage dealstage salesstage opportunitystage 阶段 销售阶段 商机阶段 verkaufsphase",
    "deal_amount": "closevalue dealvalue dealamount expectedrevenue 商机金额 预计金额 预计销售金额",
    "promised_on": "promiseddate requireddate requesteddeliverydate deliverydate"
    " duedeliverydate 承诺交期 承诺交货日期 要求交货日期 交货日期 交期 预计发货日期"
    " liefertermin wunschliefertermin lieferdatum edatu vdatu dpredate",
    "due_on": "duedate dueon 到期日 到期日期 应收日期 faelligkeitsdatum faelligkeit faelligam",
    "received_on": "paymentdate receiptdate datereceived paidon receivedon 收款日期 到账日期"
    " 回款日期 zahlungsdatum zahlungseingang zahldatum",
    "receipt": "receiptid paymentid 收款单id 收款id 回款单id 回款id zahlungsid",
    "received_amount": "amountreceived receivedamount amountpaid paidamount paymentamount"
    " receiptamount 收款金额 回款金额 到账金额 实收金额 zahlbetrag zahlungsbetrag",
    "customer_id": "customerid custid clientid accountid soldtoparty soldto soldtoid buyerid"
    " debtorid 客户id 客商id 购货单位id 往来单位id kundenid kundeid kdid debitorenid"
    " debitorid debitor auftraggeberid auftraggeber kunnr kunag ccusid fcustid fcustomerid",
    "customer_name": "customername clientname accountname soldtoname companyname customer"
    " client account buyer company 客户名称 客户全称 客户简称 客户 购货单位 购货单位名称"
    " 购买单位 往来单位 客商名称 kundenname kunde firma firmenname kundenbezeichnung"
    " debitorenname ccusname ccusabbname name1",
    "product_id": "productid prodid itemid skuid sku stockid articleid partid materialid"
    " material 产品id 物料id 存货id 商品id 货品id 货id 料id 品id 货物id artikelid artid"
    " materialnummer matid matnr cinvid fmaterialid fitemid",
    "product_name": "productname itemname articlename materialname materialdescription"
    " productdescription itemdescription description product item article 产品名称 物料名称"
    " 存货名称 商品名称 货品名称 货物名称 品名 产品 商品 artikelbezeichnung artikelname"
    " artikeltext artikel materialkurztext materialbezeichnung produkt produktname"
    " bezeichnung warenbezeichnung arktx maktx cinvname",
    "product_group": "productgroup productcategory itemcategory itemgroup materialgroup"
    " category productline series 产品组 产品类别 产品分类 产品大类 物料组 存货分类 商品分类"
    " 商品类别 品类 产品线 warengruppe artikelgruppe produktgruppe materialgruppe matkl",
    "variety": "specification model 规格型号 规格 型号 cinvstd",
    "unit": "unit uom unitofmeasure salesunit 单位 计量单位 销售单位 einheit mengeneinheit me"
    " vrkme",
    "quantity": "quantity qty orderqty orderquantity orderedquantity orderedqty"
    " quantityordered salesquantity invoicedquantity billedquantity unitssold units pieces"
    " 数量 销售数量 订单数量 订货数量 开票数量 实发数量 销量 menge anzahl stueck stueckzahl"
    " auftragsmenge bestellmenge rechnungsmenge kwmeng fkimg iquantity fqty fbaseunitqty",
    "net_amount": "netamount netvalue netsales netlineamount amountexcludingtax amountexcltax"
    " amountnet netprice total netrevenue 不含税金额 无税金额 未税金额 净额 净金额 净销售额"
    " 不含税销售额 nettobetrag nettowert netto nettoumsatz nettosumme netwr inatmoney imoney"
    " amount lineamount linetotal salesamount orderamount invoiceamount extendedamount"
    " extendedprice revenue sales turnover value subtotal 金额 销售金额 销售额 订单金额"
    " 开票金额 发票金额 营业收入 betrag umsatz positionswert gesamtpreis zeilenbetrag famount",
    "gross_amount": "grossamount grossvalue amountincludingtax amountincltax totalincludingtax"
    " grosstotal 价税合计 含税金额 含税总额 含税销售额 bruttobetrag bruttowert brutto"
    " bruttosumme inatsum isum fallamount",
    "tax_amount": "taxamount tax vat vatamount salestax 税额 税金 mwst mwstbetrag ust"
    " ustbetrag steuerbetrag umsatzsteuer mehrwertsteuer mwsbp inattax itax ftaxamount",
    "unit_price": "unitprice netunitprice price salesprice sellingprice 不含税单价 无税单价"
    " 单价 售价 销售单价 nettopreis einzelpreis stueckpreis verkaufspreis vkpreis preis netpr"
    " iunitprice fprice",
    "discount": "discount discountrate rabatt rabattsatz",
    "cost_amount": "costamount costofsales cogs totalcost linecost cost 成本金额 销售成本 成本"
    " kosten wareneinsatz einstandswert wavwr",
    "list_price": "listprice catalogprice retailprice msrp 标准价 标准售价 目录价 牌价 指导价"
    " listenpreis katalogpreis",
    "standard_cost": "standardcost unitcost 标准成本 单位成本 成本价 standardkosten"
    " einstandspreis ekpreis",
    "rep_id": "repid salesrepid salespersonid salesmanid employeeid sellerid agentid 业务员id"
    " 销售员id 销售人员id 职员id 员工id 人员id 工id verkaeuferid vertreterid mitarbeiterid"
    " personalid vertriebsmitarbeiterid pernr cpersonid fsalerid fsalesmanid fempid",
    "rep_name": "repname salesrepname salespersonname employeename salesrep salesperson"
    " salesman salesagent rep accountmanager seller employee accountowner owner 业务员"
    " 业务员姓名 销售员 销售员姓名 销售人员 业务人员 销售代表 客户经理 负责人 姓名 员工姓名"
    " verkaeufer verkaeufername vertreter vertretername aussendienst aussendienstmitarbeiter"
    " vertriebsmitarbeiter mitarbeiter mitarbeitername betreuer kundenbetreuer cpersonname",
    "region_id": "regionid territoryid areaid districtid salesdistrictid 地区id 区域id 大区id"
    " gebietsid verkaufsgebietid vertriebsgebietid regionsid bezirksid bzirk cdcid",
    "region_name": "region regionname salesregion territory salesterritory territoryname area"
    " salesarea district salesdistrict regionaloffice 地区 地区名称 区域 区域名称 大区"
    " 销售区域 销售大区 销售地区 片区 所属区域 所属地区 gebiet gebietsname verkaufsgebiet"
    " vertriebsgebiet bezirk absatzgebiet bztxt cdcname province state 省份 省 bundesland"
    " country 国家 land",
    "settlement_id": "paymenttermsid paymenttermid termsid settlementid 结算方式id 付款条件id"
    " 收款条件id zahlungsbedingungsid zterm",
    "settlement_name": "paymentterms paymentterm termsofpayment settlement settlementmethod"
    " settlementterms terms paymentmethod 结算方式 结算方式名称 结算条件 付款方式 付款条件"
    " 收款条件 收款方式 账期 zahlungsbedingung zahlungsbedingungen zahlungsziel zahlungsart"
    " zahlungsweise",
    "sales_method_id": "saleschannelid salesmethodid distributionchannelid 销售渠道id"
    " vertriebswegid vtweg",
    "sales_method_name": "salesmethod saleschannel distributionchannel channel 销售方式"
    " 销售渠道 渠道 vertriebsweg vertriebskanal absatzweg",
    "segment": "segment industry sector marketsegment branch customersegment 行业 所属行业"
    " 客户行业 客户分类 客户类别 客户类型 branche kundengruppe kundensegment",
    "city": "city town 城市 所在城市 ort stadt wohnort ort01",
    "credit_limit": "creditlimit 信用额度 授信额度 信用限额 kreditlimit kreditlinie klimk",
    "contact_name": "contact contactname contactperson 联系人 ansprechpartner kontaktperson",
    "phone": "phone telephone phoneid telephoneid 电话 联系电话 手机 电话id 手机id telefon"
    " telefonid telf1",
    "onboarded_on": "customersince 建档日期 开户日期 合作日期 kundeseit",
    "n_employees": "employees numberofemployees 员工人数 mitarbeiterzahl",
    "hired_on": "hiredate hiredon dateofhire 入职日期 eintrittsdatum einstellungsdatum",
    "left_on": "leavedate terminationdate 离职日期 austrittsdatum",
    "nominal_days": "days netdays dueindays creditdays 天数 账期天数 信用天数 zahlungszieltage"
    " zielintagen",
    "target_value": "target targetvalue targetamount salestarget targetsales quota salesquota"
    " quotaamount budget budgetamount salesbudget plan plansales plannedsales salesplan 目标 目标额"
    " 目标金额 销售目标 目标销售额 计划 计划额 计划金额 销售计划 计划销售额 预算 预算额 任务 任务额"
    " 销售任务 指标 销售指标 ziel zielwert zielumsatz umsatzziel soll sollwert sollumsatz"
    " planumsatz umsatzplan planwert",
    "target_month": "month yearmonth period salesmonth targetmonth 月份 年月 月 期间 monat periode"
    " jahrmonat",
    "target_year": "year targetyear fiscalyear 年份 年度 年 jahr geschaeftsjahr",
    "first_name": "firstname givenname vorname",
    "last_name": "lastname surname familyname nachname",
    "bare_id": "id 代id 编id",
    "bare_name": "name 名称 全称 benennung",
}
STAGES = {  # stage of a deal -> its spellings
    "prospecting": "prospecting prospect new lead 线索 初步接触 新建 neu interessent",
    "qualified": "qualified qualification 需求确认 已确认 qualifiziert qualifizierung",
    "proposal": "proposal quote quotation 报价 方案 方案报价 angebot",
    "negotiation": "negotiation negotiating 谈判 商务谈判 verhandlung",
    "won": "won closedwon 赢单 成交 已成交 gewonnen",
    "lost": "lost closedlost 输单 丢单 已丢单 verloren",
}
SPELLINGS = {
    spelling: (meaning, place)
    for meaning, spellings in _MEANINGS.items()
    for place, spelling in enumerate(spellings.split())
}
KINDS = {  # what the name of a file or sheet says that its rows are
    "customers": "customer client account kunde debitor 客户 客商 往来单位",
    "products": "product item article artikel material sku produkt 产品 物料 存货 商品 货品",
    "reps": "salesrep salesperson employee verkaeufer vertreter mitarbeiter salesteam reps"
    " 业务员 销售员 职员 员工 人员",
    "regions": "region territor gebiet 地区 区域 大区",
    "settlement_terms": "terms settlement zahlungsbed 结算 付款条件",
    "invoices": "invoice billing rechnung faktura 发票 开票",
}
TARGETS = [
    "target",
    "quota",
    "budget",
    "plan",
    "ziel",
    "soll",
    "目标",
    "计划",
    "预算",
    "任务",
    "指标",
]  # in a file's name
DAYS = (
    *("order_on", "invoice_on", "promised_on", "due_on", "received_on"),
    *("created_on", "closed_on"),
    *("onboarded_on", "hired_on", "left_on"),
)
NUMBERS = (
    *("quantity", "net_amount", "gross_amount", "tax_amount", "unit_price", "discount"),
    *("cost_amount", "list_price", "standard_cost", "credit_limit"),
    *("deal_amount", "received_amount", "nominal_days", "n_employees", "target_value"),
)
SCALES = {"万元": "10000", "千元": "1000", "teur": "1000", "tsdeur": "1000", "亿元": "100000000"}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_BRACKETS = re.compile(r"[(\[（【].*?[)\]）】]")
_LATIN_ID = re.compile(r"(?<=\w)(?:numbers?|nummer|num|code|key|no|nr)$")
_HAN_ID = re.compile(r"(?<=[\u4e00-\u9fff])(?:编号|编码|代码|号码|号|码)$")


def plain(header: str) -> str:
    """Return a header as the lists of this module write it."""
    text = _folded(_BRACKETS.sub("", unicodedata.normalize("NFKC", header)))
    return text if text in SPELLINGS else _HAN_ID.sub("id", _LATIN_ID.sub("id", text))


def scale_of(header: str) -> str:
    """Return by how much numbers under a header are to be multiplied (万元: 10000), else ''."""
    text = _folded(unicodedata.normalize("NFKC", header))
    return next((factor for word, factor in SCALES.items() if text.endswith(word)), "")


def stage_of(value: str) -> str:
    """Return the stage of a deal that a value of an export stands for, '' where it tells none."""
    return next((name for name, words in STAGES.items() if _folded(value) in words.split()), "")


def kind_of(name: str) -> str:
    """Return what the name of a file or sheet says that its rows are, '' for none of `KINDS`."""
    text = _folded(name)
    said = [
        (text.find(word), kind)
        for kind, words in KINDS.items()
        for word in words.split()
        if word in text
    ]
    return min(said, default=(0, ""))[1]


def names_targets(name: str) -> bool:
    """Return whether the name of a file or sheet says that it holds targets."""
    return any(word in _folded(name) for word in TARGETS)


def _folded(text: str) -> str:
    low = text.casefold().translate(_UMLAUTS)
    return "".join(letter for letter in low if letter.isalnum())
