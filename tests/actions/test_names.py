"""Names of every kind and student numbers of the school's shapes are read as typed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.names import amended_name, read_name, states_a_name
from actions.student_numbers import read_number
from tests.actions.conftest import BAD_INPUT


@pytest.mark.parametrize(
    "name",
    [
        "张三",
        "欧阳娜娜",
        "司马相如",
        "阿卜杜拉·买买提",
        "迪丽热巴·迪力木拉提",
        "爱新觉罗·毓朗",
        "Li Ming",
        "Abdulla Memet",
        "O'Brien",
        "田𠮷",
        "吴㼆",
        "王\U000313a0",
        "陳大文",
        "〇小明",
        "范晓萱",
        "田野",
        "䶮䶮",
        "龘龘",
        "䶮宇",
        "单于",
        "乌云其木格",
        "那日苏",
        "王李思涵",
        "阿不都热依木·阿布都克里木",
        "Ömer",
        "Nguyễn Văn An",
    ],
)
def test_a_name_alone_is_taken_as_typed(name: str) -> None:
    assert read_name(name, asked=True).value == name


@pytest.mark.parametrize("dot", "·•・‧∙⋅･")
def test_every_middle_dot_becomes_the_usual_one(dot: str) -> None:
    assert read_name(f"阿卜杜拉{dot}买买提", asked=True).value == "阿卜杜拉·买买提"
    assert read_name(f"阿卜杜拉 {dot} 买买提", asked=True).value == "阿卜杜拉·买买提"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("䶮䶮 1190200123", "䶮䶮"),
        ("1190200123,龘龘", "龘龘"),
        ("嬴政,1190200123", "嬴政"),
        ("巴特尔,1190200123,回执邮件", "巴特尔"),
        ("就是䶮宇", "䶮宇"),
        ("名字䶮䶮哦", "䶮䶮"),
        ("“䶮䶮”,谢谢", "䶮䶮"),
        ("叫䶮宇", "䶮宇"),
        ("改回黄冈", "黄冈"),
        ("my name is Li Ming", "Li Ming"),
        ("林 志 玲", "林志玲"),
        ("欧 阳 娜 娜", "欧阳娜娜"),
        ("陳 大 文 1190200123", "陳大文"),
        ("我叫林 志 玲", "林志玲"),
        ("姓名:林 志 玲 学号:1190200123", "林志玲"),
    ],
)
def test_an_answer_to_the_question_for_the_name_is_read(text: str, name: str) -> None:
    assert read_name(text, asked=True).value == name


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("张三 1190200123", "张三", "1190200123"),
        ("张三,1190200123", "张三", "1190200123"),
        ("张三/1190200123", "张三", "1190200123"),
        ("张三-1190200123", "张三", "1190200123"),
        ("1190200123张三", "张三", "1190200123"),
        ("姓名:张三;学号:1190200123", "张三", "1190200123"),
        ("我叫张三,学号是1190200123", "张三", "1190200123"),
        ("我是张三 学号1190200123", "张三", "1190200123"),
        ("学号：１１９０２００１２３，姓名：张三", "张三", "1190200123"),
        ("張三 學號1190200123", "張三", "1190200123"),
        ("Li Ming 21s025001", "Li Ming", "21S025001"),
        ("Ｌｉ Ｍｉｎｇ ２１Ｓ０２５００１", "Li Ming", "21S025001"),
        ("阿卜杜拉·买买提120L031215", "阿卜杜拉·买买提", "120L031215"),
        ("写回执邮件 张三 119 0200 123", "张三", "1190200123"),
        ("帮我写回执邮件,我叫田𠮷,学号1190200123", "田𠮷", "1190200123"),
        ("不对,我叫张姗", "张姗", None),
        ("名字打错了,是张姗", "张姗", None),
        ("不对,学号是1190200124", None, "1190200124"),
        ("不是1190200123,是1190200124", None, "1190200124"),
        ("我叫扎西顿珠,22S025061", "扎西顿珠", "22S025061"),
        ("回执邮件 宝音德力格尔 19S025122", "宝音德力格尔", "19S025122"),
        ("姓名吉克阿牛学号2021110893", "吉克阿牛", "2021110893"),
        ("我是哈丽旦·阿布来提,1191501033", "哈丽旦·阿布来提", "1191501033"),
        ("次仁卓玛 1190200123", "次仁卓玛", "1190200123"),
        ("朴善英,2022110145", "朴善英", "2022110145"),
        ("慕容雪这个名字,学号22s025107", "慕容雪", "22S025107"),
        ("姓名 沐阳,学号 1180320571", "沐阳", "1180320571"),
        ("Chen Yiming, student ID 2021110775", "Chen Yiming", "2021110775"),
        ("姓名 学号 都在这 1190200123", None, "1190200123"),
        ("帮我写回执邮件", None, None),
    ],
)
def test_both_are_found_in_one_message(text: str, name: str | None, number: str | None) -> None:
    assert read_name(text, asked=False).value == name
    assert read_number(text).value == number


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "missing"),
        ("忘了", "missing"),
        ("12345", "shape"),
        ("13800138000", "phone"),
        ("138 0013 8000", "phone"),
        ("110101199001011234", "identity_card"),
        ("11010119900101123x", "identity_card"),
        ("ABC", "missing"),
    ],
)
def test_what_is_no_student_number_is_named(text: str, trouble: str) -> None:
    assert read_number(text).trouble == trouble


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("", "missing"),
        ("忘了", "missing"),
        ("谢谢", "missing"),
        ("在哪打印", "missing"),
        ("李", "length"),
        ("A", "length"),
        ("古" * 16, "length"),
        ("😀😀", "characters"),
        ("张三@#", "characters"),
    ],
)
def test_what_is_no_name_is_named(text: str, trouble: str) -> None:
    assert read_name(text, asked=True).trouble == trouble


@pytest.mark.parametrize("text", ["我叫张三", "姓名:张三", "我是张三", "名字是张三"])
def test_a_stated_name_is_told_from_a_guess(text: str) -> None:
    assert states_a_name(text)
    assert not states_a_name(text.translate(dict.fromkeys(map(ord, "我叫姓名字是:"))))


@given(st.text(max_size=300))
def test_nothing_raises_and_what_is_taken_is_well_formed(text: str) -> None:
    name, number = read_name(text, asked=True), read_number(text)
    assert (name.value is None) != (name.trouble is None)
    assert (number.value is None) != (number.trouble is None)
    assert name.value is None or 2 <= len(name.value) <= 15
    assert number.value is None or (number.value.isascii() and number.value.isalnum())


@pytest.mark.parametrize("text", BAD_INPUT)
def test_bad_input_is_no_name(text: str) -> None:
    read_name(text, asked=False)
    read_number(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("帮我表弟宋明哲写交回执那封信", "宋明哲"),
        ("替我女朋友写一下,她叫孙小美学号1190201213", "孙小美"),
        ("新同事 高翔 的回执邮件", "高翔"),
        ("给学生高翔(学号:120L022233)写回执邮件", "高翔"),
        ("Name: 李沐阳; Student ID: 22S025099", "李沐阳"),
        ("student id 1190201212, name: Zhang Wei", "Zhang Wei"),
        ("我是林一诺(学号 1190201213)", "林一诺"),
        ("Zhu Yan 朱砚 21S025088", "朱砚"),
        ("小名毛豆,大名毛建新,1190201213", "毛建新"),
        ("古丽米拉 1190201213 写邮件", "古丽米拉"),
        ("我姓张,单名一个驰", "张驰"),
        ("我叫沈默", "沈默"),
        ("名字错了,应该是陈弛,弓字旁的弛", "陈弛"),
        ("不是张弛,是张驰,驰骋的驰", "张驰"),
        ("我叫陈一,耳东陈", "陈一"),
        ("把名字改成王珂,学号改成1190201213", "王珂"),
        ("学号不对,应该是1190201213,名字也错了,是王珂", "王珂"),
        ("王老师您好,我叫赵云,学号1190201213", "赵云"),
        ("孙立军同志 1190201213", "孙立军"),
    ],
)
def test_a_name_is_found_however_it_is_brought_in(text: str, name: str) -> None:
    assert read_name(text, asked=False).value == name


@pytest.mark.parametrize(
    "text",
    [
        "回执的subject line和正文给我,学号1190201212",
        "把交回执那封电邮写出来,1190201212",
        "章已经盖了 帮我写 单位催得急 1190201213",
        "方便的话帮我写一下 1190201213",
        "万分感谢 1190201213",
        "马上要交回执了,帮我写邮件",
        "我是应届毕业生,学号1190201213",
        "我人在武汉,1190201213",
        "石家庄 1190201213",
        "麻烦老师看看 1190201213 田老师",
        "文案给我来一份",
        "马字旁的驰",
        "弓长张",
        "名字等下说",
        "Best regards 1190201213",
        "两封:韩雪1200200701 韩冰1200200702",
    ],
)
def test_no_other_word_and_none_of_two_is_taken_for_a_name(text: str) -> None:
    assert read_name(text, asked=False).value is None


@pytest.mark.parametrize(
    "text",
    [
        "哦哦好的",
        "emmm",
        "等一下",
        "懂了懂了",
        "诸葛 亮",
        "林志 玲",
        "重新来",
        "好 的",
        "帮 我 写 下",
        "改回来",
        "改回执邮件",
        "那算了",
        "硕二",
        "没空,先撤",
        "已经打印了 下一个",
        "nvm 不用了",
        "邮件发了 1190200123",
    ],
)
def test_an_answer_beside_the_point_is_no_name(text: str) -> None:
    assert read_name(text, asked=True).value is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("是“晓”不是“小”", "张晓雨"),
        ("不是小,是晓", "张晓雨"),
        ("是晴不是情", None),
        ("是李昕不是李欣", None),
        ("改回张晓雨吧", "张晓雨"),
        ("名字改回黄冈,学号改回1190200123", "黄冈"),
        ("改回䶮䶮", "䶮䶮"),
        ("改回Li Ming", "Li Ming"),
        ("改回买买提明", "买买提明"),
        ("改回来", None),
        ("改回上一个", None),
        ("不改回李四", None),
        ("后面要加·吐尔逊吗", None),
        ("改回执邮件", None),
        ("后面加个学号", None),
    ],
)
def test_a_name_is_put_right(text: str, name: str | None) -> None:
    assert amended_name("张小雨", text) == name


@pytest.mark.parametrize(
    "text",
    [
        "名字后面加个·吐尔逊",
        "后面加上•吐尔逊,谢谢",
        "名字后面少了·吐尔逊",
        "漏了.吐尔逊",
        "最后还有个·吐尔逊",
    ],
)
def test_the_end_that_a_name_lacks_is_added_and_is_no_name(text: str) -> None:
    assert amended_name("买买提明", text) == "买买提明·吐尔逊"
    assert read_name(text, asked=False).value is None
    assert read_name(text, asked=True).value is None


@pytest.mark.parametrize("text", ["后面不用加·吐尔逊", "后面多了·吐尔逊", "把·去掉"])
@pytest.mark.parametrize("asked", [True, False])
def test_what_is_said_of_a_dot_is_no_name(text: str, asked: bool) -> None:
    assert read_name(text, asked=asked).value is None


def test_a_name_may_end_with_what_adds() -> None:
    assert read_name("阿加·吐尔逊", asked=True).value == "阿加·吐尔逊"


@pytest.mark.parametrize("piece", ["我叫", "帮我", "张三 ", "名字", "·"])
def test_a_long_text_takes_no_long_time(piece: str) -> None:
    begun = time.monotonic()
    read_name(piece * 2_000, asked=True)
    assert time.monotonic() - begun < 5
