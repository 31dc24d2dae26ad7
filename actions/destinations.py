"""Where a message says that the student goes. Plain Python.

Two things are read: what the person does there (studies, works, goes abroad, nothing yet) and
where (this college, another one of the school, another school, an organisation). Each alone may be
enough; where they disagree or the place is open, nothing is decided and the bot asks.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.knowledge.routes import Routes
from bot.knowledge.text import fold

Destination = Literal[
    "company",
    "other_school",
    "same_college",
    "other_college",
    "state_sponsored",
    "other_abroad",
    "undecided",
    "unclear",
]
"""A route's id, or that a destination is spoken of which fits none for certain."""

_CLAUSE_ENDS = re.compile(
    r"[,。.;!?、:()]+|(?<![a-z])\s+|\s+(?![a-z])|(?=我(?:是?去|留|读|签))|(?=但)|(?<!是)(?=不是[^,。;!\s])"
)
_ARROW = re.compile(r".*(?:→|->|—>|=>)")
_DENIED = re.compile(
    r"^(?:[我那啊哦哎他她但]|其实|现在|不过)*(?:(?:并?不|非)(?!知道|懂|会|太|清楚|确定|用|晓得)|没去|没留|没出国|别按)|"
    r"不是$|(?:推|黄|拒|退|毁约|泡汤)了$|(?:不|没)(?:去|干|读|签|要|出)[^,]{0,4}了$"
)
_CHANGED = re.compile(
    r"(?:改|换|变更?)(?:[成为到去]|(?=[读念签出留]))|(?:转|调剂)(?:[到去入至]|(?=校))"
)
_PARTY_BODY = re.compile(
    r"(?<![没无])(?:抬头|台头|中共|支部(?!书记)|组织[部处]|党委|党组(?!织)|委员会)"
)
_OTHERS = re.compile(r"^(?:[他她]们?|(?:我的?)?(?:室友|同学|同门|对象|女朋友|男朋友))(?!和我)")
_MYSELF = re.compile(r"(?:^|[^和替给帮])我(?:是?去|留|读|签|自己|的)")
_ORIGIN = re.compile(
    r"(?:^|(?<=,))(?:我|本人|他|她|孩子)?(?:本科|硕士|现在|目前|原来)?(?:是|在)[^,]{0,8}(?:学院|院|系|哈工大)(?:的)?"
    r"(?:学生|[硕博]士生?|研究生|本科生|党员|应届生|毕业生)?(?=,|$)|"
    r"[^,]{0,14}(?:毕业(?!去向|生?党员)|[读念]完)(?:于|了|生|后|之后|[硕博]士|本科|研究生)*"
)
"""What was studied so far, or where."""
_BESIDE_THE_POINT = re.compile(
    r"工作(?:系统|日|委员会|部|处|启动)|(?:党委|学生|转接|党建|党务|组织)工作|上学期|(?<=[读看])书记|研究生(?:院|部|第|党?支部)|"
    r"(?:\d+级|届)?(?:硕士|博士|研究生|本科)(?:生)?(?=毕业|在读|学号|支部)|\d+级(?:硕士|博士|研究生)|"
    r"今年的?(?:硕士|博士|研究生)|从国外[^,]*回来?|[^,的]{2,6}(?:隔壁|以外|之外)的?|"
    r"(?:联系|问|找|催)[过好完了到]*(?:单位|公司|企业|接收方|人才中心)|"
    r"(?:单位|公司)(?:[^,]{0,3}(?:说|给|联系|收|盖|章|催)|(?:没有?|无)党)"
)
_FOREIGN_IN_CHINA = re.compile(r"(?:香港|澳门|港)[^,]{0,5},?(?:深圳|广州|东莞|珠海)")

_PREPARES = r"(?:打算|准备|等着?|在家|回家|老家|县里|边|继续|再)[^,]{0,4}"
_UNDECIDED = re.compile(
    r"(?:工作|去向|单位|去哪|去处|offer|下家|就业|接收)[^,]{0,4}[没未空无](?:有|定|落实|着落|着|签|确|想|找|下文|下来|(?=,|$))|"
    r"(?:没有?|[未无])(?:找[着到]?|能?落实|着落|考上|上岸|就业|offer|去处|去向|下家|想好|签|(?=工作(?!经)|单位(?!党|的党)))"
    r"(?:工作|单位|活儿?|下家|三方)?|"
    r"找不[到着]工作|待业|失业|gap|[二三]战|二考|再[考战](?:一年)?|备考|延毕|延期(?=毕业|到|,|$)|不知道(?:要)?去哪|待定|"
    rf"(?:还|正)?在找工作|{_PREPARES}考(?:公务员|公|编|研|事业编)"
)
_FAILED = re.compile(r"(?:考研|考公|考试)?(?:没考?[上过](?!岸)|失利|失败|落榜)")
_UNDECIDED_CLAUSE = re.compile(
    r"(?:我|我这|我属于|这边)?(?:还|都|暂时|目前|现在|仍|属于|选)*(?:没|未)(?:定|落实|确定|着落|找到?着?|想好?)"
    r"(?:下来|单位|工作|去处|的|那个?|呢|呀|啊|哦|呜+|了)*"
)
_SPONSORED = re.compile(r"公派|csc|留学?基金?委|联培|联合培养|国家资助")
_COUNTRIES = (
    "英国|美国|德国|法国|日本|韩国|加拿大|澳大利亚|澳洲|新西兰|新加坡|马来西亚|泰国|俄罗斯|意大利|西班牙|葡萄牙|"
    "荷兰|瑞典|瑞士|挪威|丹麦|芬兰|比利时|奥地利|爱尔兰|波兰|以色列|香港|澳门|台湾|欧洲|北美|墨尔本|悉尼|港大|港中文|港科|港理工|港城|新国立|南洋理工|帝国理工|麻省理工|斯坦福|哈佛|germany|伦敦|"
    "曼彻斯特|爱丁堡|剑桥|牛津|东京|京都|大阪|首尔|慕尼黑|柏林|巴黎|多伦多|纽约|波士顿|苏黎世|洛桑|鲁汶"
)
_ABROAD = re.compile(
    rf"出国|出境|留学|国外|海外|境外|自费|博后出国|港澳|赴[英法德日美韩澳加]|{_COUNTRIES}|abroad|overseas"
)
_STUDIES = re.compile(
    r"[读念攻上](?:个|完|取|的)?(?:研(?!究[所院])|硕|博|书|学位)|念研|攻读|深造|升学|保研|推免|[保推](?:上|到|去|了|进)|考研|考(?:上(?!岸)|到|去|进)(?![^,]{0,6}(?:公务员|选调|事业|编|国企|银行|局|法院|检察|公安|机关|电网|烟草|部委|海关))|"
    r"直博|连读|转博|继续[读念]|求学|上学|硕(?!士)|博(?!士)|\b(?:study|phd|master)"
)
_STUDENT_NOUN = re.compile(r"硕士|博士|研究生")
_WORKS = re.compile(
    r"企业|就业|上班|入职|[国央私民外车药房]企|公司|集团|三方|签约|(?<!回执)(?<!单位)(?<![人已字也上])签[了的到在下进](?!字|章|名|个字)|offer|录用|应聘|聘用|"
    r"考公|公务员|选调|事业[单编]|考编|任教|当[^,]{0,4}(?:老师|辅导员)|做老师|文职|[进去药化的钢电]厂|电网|银行|工作|"
    r"(?:去|进|到|回|国有|用人|原|新)(?:的是|了)?(?:个)?单位|分[到配]|税务|公安|法院|检察院|海关|(?:去|进|到|考[上进到])[^,]{1,6}局(?!面)|"
    r"\b(?:company|joining|job)\b"
)
_POSTDOC = re.compile(
    r"博士后|博后|进站|留校(?!内|外)|当兵|入伍|参军|创业|自己开公司|西部计划|志愿者|支教|三支一扶"
)
_CAMPUS = re.compile(r"(?:深圳|威海)(?:校区|分校)|(?:哈工大|工业大学|本校)[^,]{0,2}(?:深圳|威海)")
_OWN_SCHOOL = re.compile(
    r"哈工大|哈尔滨工业大学|本校|校内|咱们?学?校|我们学?校|学校(?:里|内)?(?=别|其)|本部"
)
_SAME = re.compile(
    r"(?:本|自己|原来?的?|我们|咱们?|俺们?)(?:的)?(?:学院|院(?!系))|留院|[留还就]在(?:学院|院里)|[留在]你们(?:学院|院)|原来?的?(?:导师|课题组)|本院系"
)
_WITHIN_THE_SCHOOL = re.compile(
    r"(?:其[他它]|别的?|另一?个?|另外的?|隔壁)(?:的)?(?:院系|学院|系|院(?!校))|[换转跨](?:个|了)?(?:学?院|院?系)|校内|外院|"
    r"学校(?:的)?(?:别|其他)"
)
_COLLEGE = re.compile(
    r"(?:材料|环境|航天|能源|计算机?|电气|机电|机械|土木|建筑|交通|物理|数学|生命|生科|经管|管理|经济|人文|社科|"
    r"外国语|外语|马克思主义|马|法|医|仪器|电信|电子|信息|网安|人工智能|未来技术|集成电路|光电|控制|化学)"
    r"[^,大]{0,8}?(?:学院|学部|系|(?<![研究一二三四五六七八九十\d])院(?!士|校))"
)
_OWN_PLACE = (
    "校内|本院|本校|学院|其他|其它|别的|隔壁|深圳|威海|哈尔滨|国外|外地|我们|咱们?|这|那|学校|院里|原|哪|一起|"
    "继续|材料|环境|航天|能源|计算机|电气|机电|机械|土木|建筑|交通|物理|数学|生命|经管|管理|化工|化学"
)
_SCHOOL = re.compile(
    r"大学(?!生)|外校|(?:其[他它]|别的|外地|外省)(?:学校|大学|高校|院校)|(?:校外|外地|外省)(?:去)?[读念上]|"
    r"科学院|[中社农国]科[院大]|科院|[化物]所|有机所|"
    r"清华|北大|复旦|上交|浙大|南大|武大|天大|厦大|吉大|南开|同济|北航|北理工?|北化|北师|华理|华科|哈工程|哈医大|哈理工|"
    r"大连理工|大工|华东理工|华南理工|[东西]?北林业|交大|中大|西湖|[科理工农林医师][^,]{0,1}大(?=读|念|上|研|硕|博|$|,|了)|"
    r"\b(?:another university|other university)"
)
_SHORT_SCHOOL = re.compile(
    r"(?:考上|考到|考去|保到|保研到|保研去|考研到|去|到|在|上)了?[\u4e00-\u9fff]{1,2}大(?![学家厂型城小概会连庆同理])|"
    rf"(?:去|到|在|考上|考到|保研?到)了?(?!{_OWN_PLACE})[\u4e00-\u9fff]{{2,6}}?(?<![院系部司位])(?:去|的)?[读念攻]"
    r"(?:研|硕|博|书|个|取|完)"
)
_INSTITUTE = re.compile(r"研究[所院]|设计院|[一二三四五六七八九十\d]所")
_PLACES = re.compile(
    r"(?:中国)?(?:北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|"
    r"贵州|云南|陕西|甘肃|青海|内蒙古?|广西|西藏|宁夏|新疆|深圳|广州|珠海|佛山|东莞|惠州|杭州|宁波|温州|嘉兴|绍兴|苏州|南京|"
    r"无锡|常州|南通|徐州|扬州|合肥|芜湖|福州|厦门|泉州|南昌|济南|青岛|烟台|威海|潍坊|淄博|郑州|洛阳|武汉|宜昌|长沙|株洲|"
    r"成都|绵阳|贵阳|昆明|西安|兰州|银川|乌鲁木齐|石家庄|唐山|保定|太原|大同|沈阳|大连|鞍山|营口|盘锦|长春|哈尔滨|大庆|"
    r"齐齐哈尔|佳木斯|牡丹江|绥化|鸡西|鹤岗|海口|三亚|南宁|桂林|呼和浩特|包头|老家|家乡|外地|县里|乡镇|村里|街道|社区|部队|"
    r"人才(?:中心|市场))(?:市|省|那边|这边|街道|社区)*"
)
_STUDY_CITY = re.compile(
    rf"(?!哈尔滨|深圳|威海|老家|家乡|外地|县里|乡镇|村里|街道|社区|部队|人才){_PLACES.pattern}(?:去|的)?[读念](?:研|硕|博)"
)
_ORGANISATION_END = re.compile(
    r"(?:^|,|[去到进在签了是])[\u4e00-\u9fff]{2,10}(?:集团|股份|科技|化学|化工|石化|石油|海油|中油|能源|油田|重工|汽车|电力|药业|医药|制药|钢铁|航空|电子|半导体|微电|"
    r"新材|生物|时代|商飞)(?:的|了|那边)*(?=,|$)"
)
_KNOWN_EMPLOYERS = re.compile(
    r"华为|腾讯|字节|阿里|百度|京东|美团|小米|大疆|蔚来|比亚迪|隆基|格力|美的|宝[武钢]|万华|恒力|荣盛|药明|吉利|三一|海康|海尔|京东方|"
    r"潍柴|中石[油化]|中海油|中[车核]|巴斯夫|\bbyd\b"
)
_NAMED = re.compile(
    r"(?:毕业后?|要|将|是|马上|确定|我|俺|娃|子|女|弟|妹|友|他|她|^|,|改)(?:去向[是为]?|去|到|进|赴|加入|下家是?)(?:了|的是)?"
    r"(?P<name>[\u4e00-\u9fff·a-z][\u4e00-\u9fff·a-z\d]{1,11}?)(?:了|的|啦|吧|那边|呗)*(?=,|$)"
)
_NOT_A_NAME = re.compile(
    r"[打印交办问填登找看拿取送领读念学做弄转换哪怎什谁这那里年来回不没过了的我你他向才走她们吗呢呀说给盖跑系党支信表章步第站几]|"
    r"工作|学校|导员|老师|一下|一趟|[今明后]天|前|后"
)


def is_unwritten(text: str) -> bool:
    """Tell whether a destination is named that the notice leaves out (博士后, 当兵, 深圳校区)."""
    told = fold(text)
    return bool(_POSTDOC.search(told) or _CAMPUS.search(told))


def destinations(routes: Routes, text: str) -> frozenset[Destination]:
    """Return the destinations that a message names: one, if it is clear; none, if it names none.

    :param routes: its words for the student's own college and for other schools are known names
    """
    clauses = [c for c in _CLAUSE_ENDS.split(_ARROW.sub("", fold(text))) if c]
    if any(_MYSELF.search(c) for c in clauses):
        clauses = [c for c in clauses if not _OTHERS.search(c)]
    told = ",".join(c for c in clauses if not _DENIED.search(c) and not _PARTY_BODY.search(c))
    within = any(_DENIED.search(c) and _names(routes, "same_college", c) for c in clauses)
    for changed in reversed(list(_CHANGED.finditer(told))):
        after = _read(routes, told[changed.end() :])
        if after - {"unclear"}:
            return after
    since = _read(routes, _ORIGIN.sub("", told))
    if since - {"unclear"}:
        return since
    found = _read(routes, told)
    if found == {"unclear"} and within and _OWN_SCHOOL.search(told):
        return frozenset(("other_college",))
    return found


def _read(routes: Routes, told: str) -> frozenset[Destination]:
    told = _FOREIGN_IN_CHINA.sub("某大学", _BESIDE_THE_POINT.sub("", told))
    found: set[Destination] = set()
    failed = _FAILED.search(told) is not None
    told = _FAILED.sub("", told)
    if _UNDECIDED.search(told) or any(map(_UNDECIDED_CLAUSE.fullmatch, told.split(","))):
        found.add("undecided")
        told = _UNDECIDED.sub("", told)
    place = _place(routes, told)
    if place is None and failed:
        found.add("undecided")
    if place is not None and not (found and place == "unclear"):
        found.add(place)
    return frozenset(found)


def _place(routes: Routes, told: str) -> Destination | None:
    works = _WORKS.search(told) is not None
    if _CAMPUS.search(told):
        return "unclear"
    if _SPONSORED.search(told):
        return "unclear" if works or "自费" in told else "state_sponsored"
    if _ABROAD.search(told) and "国内" not in told:
        return "unclear" if works and "先" in told else "other_abroad"
    if _POSTDOC.search(told):
        return "unclear"
    studies = _STUDIES.search(told) is not None
    where = _study_places(routes, told)
    if works:
        return "unclear" if studies or where & {"same_college", "other_college"} else "company"
    if len(where) == 1:
        return next(iter(where))
    if where or studies or _STUDENT_NOUN.search(told):
        return "unclear"
    return "company" if names_an_employer(told) or _goes_to_a_name(told) else None


def _study_places(routes: Routes, told: str) -> set[Destination]:
    """Return where the told place to study lies; a named school's colleges are its own."""
    where: set[Destination] = set()
    elsewhere = re.sub("哈尔滨工业大学|哈工大", "", told)
    if (
        _SCHOOL.search(elsewhere)
        or (not _OWN_SCHOOL.search(told) and _SHORT_SCHOOL.search(elsewhere))
        or _STUDY_CITY.search(elsewhere)
        or _names(routes, "other_school", elsewhere)
    ):
        where.add("other_school")
    college = _COLLEGE.search(_without(routes, "same_college", told)) is not None
    if _WITHIN_THE_SCHOOL.search(told) or (college and not where):
        where.add("other_college")
    if _SAME.search(told) or (_names(routes, "same_college", told) and not where):
        where.add("same_college")
    return where


def names_an_employer(text: str) -> bool:
    """Tell whether an organisation that employs people is named, as 宁德时代 is, in folded text."""
    return bool(_KNOWN_EMPLOYERS.search(text) or _ORGANISATION_END.search(text))


def _goes_to_a_name(told: str) -> bool:
    names = [match.group("name") for match in _NAMED.finditer(told)]
    return any(not _NOT_A_NAME.search(n) and not _PLACES.fullmatch(n) for n in names)


def _names(routes: Routes, route_id: str, text: str) -> bool:
    return any(word in text for word in routes.route(route_id).words)


def _without(routes: Routes, route_id: str, text: str) -> str:
    for word in sorted(routes.route(route_id).words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
