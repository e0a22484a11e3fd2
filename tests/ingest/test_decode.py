import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.decode import decode, looks_like_utf16

SIMPLIFIED = (
    "本公司董事会欣然宣布截至二零二四年六月三十日止六个月之业绩。\n收入 571,704 人民币千元\n"
)
TRADITIONAL = (
    "本公司董事會欣然宣佈截至二零二四年六月三十日止六個月之業績。\n收入 571,704 人民幣千元\n"
)
ENGLISH = "Revenue “grew” – by 5%\nThe company’s plan\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (SIMPLIFIED * 5, "utf-16-le"),
        (SIMPLIFIED * 5, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (SIMPLIFIED * 5, "gb18030"),
        (TRADITIONAL * 5, "big5"),
        (ENGLISH, "cp1252"),
    ],
)
def test_encodings_are_told(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.notices == ()


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff"))
)
def test_utf8_comes_back_whole(text: str) -> None:
    assert decode(text.encode()).text == text


@given(st.binary(max_size=300))
def test_never_fails_and_leaves_no_zero(data: bytes) -> None:
    assert "\x00" not in decode(data).text


def test_newlines_are_made_one() -> None:
    assert decode(b"a\r\nb\rc\n").text == "a\nb\nc\n"


def test_lines_of_another_encoding() -> None:
    data = (SIMPLIFIED * 5).encode() + SIMPLIFIED.encode("gb18030") + (SIMPLIFIED * 3).encode()
    decoded = decode(data)
    assert decoded.text == SIMPLIFIED * 9
    (notice,) = decoded.notices
    assert notice.code == "repaired_encoding"
    assert "2 lines were read as gb18030" in notice.message


def test_stray_bytes_are_counted() -> None:
    decoded = decode("Café\n".encode() * 5 + b"the company\x92s \xff plan\n")
    assert decoded.text.endswith("the company’s \ufffd plan\n")
    assert "2 undecodable bytes" in decoded.notices[0].message


def test_zero_characters_are_counted() -> None:
    decoded = decode(b"Revenue \x00 5" + b" more words" * 30)
    assert "Revenue \ufffd 5" in decoded.text
    assert "1 zero characters" in decoded.notices[0].message


def test_html_says_its_encoding() -> None:
    page = '<html><head><meta charset="gb2312"></head><p>收入</p></html>'
    decoded = decode(page.encode("gb18030"), is_html=True)
    assert decoded.text == page
    assert decoded.encoding == "gb18030"


def test_html_may_say_it_wrongly() -> None:
    page = '<html><head><meta charset="big5"></head><p>Société – 收入</p></html>'
    assert decode(page.encode(), is_html=True).text == page


def test_utf16_is_not_seen_in_text_with_a_few_zeros() -> None:
    assert looks_like_utf16(b"Revenue\x00 5 and so on \x00" * 5) is None
