"""Money, days and numbers as prose prints them, each with its place in the text.

    money("more than $139 million")      -> [Amount(10, 22, 139000000, "USD", step=1000000, bound="over")]
    periods("since September 2022")      -> [Period(0, 20, first=2022-09-01, last=None, word="since")]
    numbers("order 70CTD022FR0000170")   -> [Number(6, 23, kind="piid", value="70CTD022FR0000170")]

Nothing here knows of records: what a figure means is for the rooms above to say. Each pass over a text is one walk with
bounded look to the left and right, so its time grows with the length of the text and with nothing else.
"""

from quaestor.reading.days import periods
from quaestor.reading.money import Amount, money
from quaestor.reading.numbers import Number, numbers
from quaestor.reading.printed import COUNT, Period

__all__ = ["COUNT", "Amount", "Number", "Period", "money", "numbers", "periods"]
