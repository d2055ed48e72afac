"""What a cell means: numbers, dates, shares and texts as registers write them (file traps of domain.md E3).

Each reader takes the text of a cell and gives the value, or raises `BadCell` with a sentence.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal

from engine.errors import Sentence, say

CENT = Decimal("0.01")
_NOISE = Decimal("0.000001")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)  # 1927 to 2119
_SCIENTIFIC = re.compile(r"[-+]?\d+(\.\d+)?E[+-]?\d+", re.IGNORECASE)
_SIGNS_OF_MONEY = re.compile(r"(CNY|RMB|HK\$|USD|EUR|GBP|[¥$€£元圆])", re.IGNORECASE)
_ENGLISH = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?")
_GERMAN = re.compile(r"\d{1,3}(\.\d{3})+,\d+")
_PLAIN = re.compile(r"\d+(\.\d*)?|\.\d+")
_MINUS = str.maketrans("−–—", "---")
_DATES = (
    re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?([ T].*)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})月?"),
    re.compile(r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})"),
)
_EITHER_WAY = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_LARGEST = Decimal(10) ** 14


class BadCell(Exception):
    """A cell that does not mean what its column says."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def plain(text: str) -> str:
    """The text with ordinary digits, letters and spaces: full-width ones are what Chinese keyboards write."""
    if text.isascii():
        return text.strip()
    return " ".join(unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\ufeff", "").split())


def read_code(text: str) -> str:
    """A number that names something. Refused: one that a spreadsheet has written as 6.90123E+12: its end is lost."""
    code = plain(text).lstrip("'")
    if _SCIENTIFIC.fullmatch(code):
        raise BadCell(
            say("“%(text)s” has lost digits in a spreadsheet: write the column as text and export it again.", text=code)
        )
    return code


def read_number(text: str) -> Decimal:
    """An exact number, with or without thousands separators; `(5)` and `5-` are negative."""
    digits = _SIGNS_OF_MONEY.sub("", plain(text).translate(_MINUS)).replace(" ", "").lstrip("'")
    is_negative = False
    if digits.startswith("(") and digits.endswith(")"):
        digits, is_negative = digits[1:-1], True
    if digits.endswith("-") or digits.startswith("-"):
        digits, is_negative = digits.strip("-"), not is_negative
    number = _unsigned(digits.lstrip("+"), text)
    return -number if is_negative else number


def _unsigned(digits: str, text: str) -> Decimal:
    if _SCIENTIFIC.fullmatch(digits):
        raise BadCell(
            say("“%(text)s” has lost digits in a spreadsheet: write the column as text and export it again.", text=text)
        )
    if _GERMAN.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(digits):
        digits = digits.replace(",", "")
    if not digits.isascii() or not _PLAIN.fullmatch(digits):
        raise BadCell(say("“%(text)s” is no number.", text=text[:40]))
    number = Decimal(digits)
    if number >= _LARGEST:
        raise BadCell(say("“%(text)s” is too large.", text=text[:40]))
    return number


def read_money(text: str, factor: Decimal = Decimal(1)) -> Decimal:
    """An amount to the cent; `factor` is 10,000 where the column counts in 万元. What Excel's binary numbers add beyond
    the sixth place is dropped; any other part of a cent is refused."""
    number = plain(text)
    if number.endswith(("万元", "万")):
        number, factor = number.removesuffix("元").removesuffix("万"), Decimal(10_000)
    amount = read_number(number) * factor
    cents = amount.quantize(CENT)
    if abs(amount - cents) > _NOISE * factor:
        raise BadCell(say("“%(text)s” has parts of a cent.", text=text[:40]))
    return cents


def read_share(text: str, *, is_percent: bool) -> Decimal:
    """A share such as a residual rate, as a fraction of four places: `5%`, `5` and `0.05` are all 5 %."""
    digits = plain(text)
    number = read_number(digits.rstrip("%"))
    share = number / 100 if is_percent or digits.endswith("%") or number >= 1 else number
    if not 0 <= share <= 1:
        raise BadCell(say("“%(text)s” is no share between 0 and 100 %%.", text=text[:40]))
    if share != round(share, 4):
        raise BadCell(say("“%(text)s” has more places than 0.01 %%.", text=text[:40]))
    return round(share, 4)


def read_whole(text: str) -> int:
    """A whole number that is not negative; `60月` and `60.00` are 60."""
    number = read_number(plain(text).rstrip("个月年").strip())
    if number < 0 or number != int(number):
        raise BadCell(say("“%(text)s” is no whole number.", text=text[:40]))
    return int(number)


def read_day(text: str) -> date:
    """A calendar day: ISO, 2020/5/15, 2020年5月15日, 20200515, 15.05.2020, a month alone (its first day), or the serial
    number of a day in Excel. Refused: 05/06/2020, which may be either."""
    shown = plain(text)
    for pattern in _DATES:
        if found := pattern.fullmatch(shown.replace(" ", "") if "年" in shown else shown):
            parts = found.groupdict()
            return _day(int(parts["y"]), int(parts["m"]), int(parts.get("d") or 1), text)
    if found := _EITHER_WAY.fullmatch(shown):
        first, second, year = (int(part) for part in found.groups())
        if first <= 12 and second <= 12 and first != second:
            raise BadCell(say("“%(text)s” may be two different days: write it as 2020-05-31.", text=text[:40]))
        return _day(year, min(first, second), max(first, second), text)
    serial = shown.partition(".")[0]
    if serial.isascii() and serial.isdecimal() and len(serial) == 5 and int(serial) in _SERIALS:
        return _EXCEL_EPOCH + timedelta(days=int(serial))
    raise BadCell(say("“%(text)s” is no date: write it as 2020-05-31.", text=text[:40]))


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise BadCell(say("“%(text)s” is no date: write it as 2020-05-31.", text=text[:40])) from error
    if not 1900 <= year <= 2200:
        raise BadCell(say("“%(text)s” is no date: write it as 2020-05-31.", text=text[:40]))
    return found
