"""Units of measure, time and money: how they are written, and the one symbol they are stored under.

Measures are stored as SI (or customary) symbols, money as ISO 4217 codes, time as English singulars ("week"),
percentages as "%", "pp" (points) or "bp" (basis points). A bare "dollar", "pound", "rupee" or "peso" is taken as the
one most news means: USD, GBP, INR, MXN.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import regex

UnitKind = Literal["measure", "percent", "money", "duration", "count", "ratio"]


class Unit(NamedTuple):
    """A unit as stored: its symbol and what kind of quantity it makes."""

    symbol: str
    kind: UnitKind


_PREFIX_NAMES = {
    "exa": "E", "peta": "P", "tera": "T", "giga": "G", "mega": "M", "kilo": "k", "hecto": "h", "deci": "d",
    "centi": "c", "milli": "m", "micro": "µ", "nano": "n", "pico": "p", "femto": "f", "kibi": "Ki", "mebi": "Mi",
}  # fmt: skip
_PREFIXED = {
    "m": "metre metres meter meters", "g": "gram grams gramme grammes", "l": "litre litres liter liters",
    "W": "watt watts", "Wh": "watt-hour watt-hours watthour watthours", "J": "joule joules", "B": "byte bytes",
    "bit": "bit bits", "Hz": "hertz", "V": "volt volts", "A": "ampere amperes amp amps", "Pa": "pascal pascals",
    "N": "newton newtons", "t": "ton tons tonne tonnes", "Bq": "becquerel becquerels", "Sv": "sievert sieverts",
    "eV": "electronvolt electronvolts", "cal": "calorie calories",
}  # fmt: skip
_MEASURES = {
    "t": "metric_ton metric_tons metric_tonne metric_tonnes", "mi": "mile miles", "nmi": "nautical_mile nautical_miles",
    "ft": "foot feet", "in": "inch inches", "yd": "yard yards", "lb": "lb lbs", "oz": "ounce ounces oz",
    "acre": "acre acres ac", "ha": "hectare hectares", "gal": "gallon gallons gal", "pt": "pint pints",
    "cup": "cup cups", "tbsp": "tbsp tablespoon tablespoons", "tsp": "tsp teaspoon teaspoons",
    "bbl": "barrel barrels bbl", "kn": "knot knots", "mi/h": "mph", "km/h": "kph kmh", "kg": "kilo kilos",
    "°C": "degrees_celsius degree_celsius degrees_centigrade celsius °C deg_C",
    "°F": "degrees_fahrenheit degree_fahrenheit fahrenheit °F deg_F", "°": "degree degrees °", "K": "kelvin kelvins",
    "magnitude": "magnitude", "sigma": "sigma", "dB": "decibel decibels", "ly": "light-year light-years light_years",
    "psi": "psi", "hp": "horsepower", "ct": "carat carats",
}  # fmt: skip
_SYMBOL_PREFIXES = {
    "m": "kcmµunp", "g": "kmµun", "l": "mcdh", "L": "mcd", "W": "kMGTm", "Wh": "kMGT", "J": "kMGm", "B": "kKMGTPE",
    "bit": "kMG", "Hz": "kMGT", "V": "kmM", "A": "mk", "Pa": "khMG", "N": "k", "t": "kM", "Bq": "kMGTP", "Sv": "mµu",
    "Gy": "m", "eV": "kMGT", "cal": "k",
}  # fmt: skip
"""Base symbol -> the prefixes it is met with. All combinations would make "TV" and "EV" units."""
_MORE_SYMBOLS = {
    "ha": "ha", "km/h": "km/h", "mi": "mi", "ft": "ft", "yd": "yd", "dB": "dB", "K": "K", "b/d": "bbl/day", "Ma": "Ma",
    "Ga": "Ga", "kn": "kn", "rpm": "rpm", "ppm": "ppm", "Mt": "Mt", "kt": "kt", "mcg": "µg", "fb-1": "fb⁻¹",
    "cc": "cm³", "hPa": "hPa", "tpd": "t/day", "bpd": "bbl/day", "Js": "Js", "cds": "cds", "s-1": "s⁻¹", "lb": "lb",
}  # fmt: skip
_DURATIONS = {
    "second": "second seconds secs", "minute": "minute minutes mins", "hour": "hour hours hr hrs",
    "day": "day days", "week": "week weeks wk wks", "month": "month months", "year": "year years yr yrs",
    "decade": "decade decades", "century": "century centuries", "millennium": "millennium millennia",
    "night": "night nights", "fortnight": "fortnight fortnights", "generation": "generation generations",
    "quarter": "quarters_in_a_row", "ms": "millisecond milliseconds", "µs": "microsecond microseconds",
    "ns": "nanosecond nanoseconds",
}  # fmt: skip
_PERCENT = {
    "%": "% percent per_cent pct per_centum بالمئة بالمائة प्रतिशत",
    "pp": "percentage_point percentage_points %_points %_point percent_points pp ppt",
    "bp": "basis_point basis_points bps bp",
}
_MONEY = {
    "USD": "dollar dollars us_dollar us_dollars u.s._dollar u.s._dollars american_dollars usd buck bucks greenback",
    "AUD": "australian_dollar australian_dollars aud", "CAD": "canadian_dollar canadian_dollars cad",
    "NZD": "new_zealand_dollars nzd", "HKD": "hong_kong_dollar hong_kong_dollars hkd", "SGD": "singapore_dollars sgd",
    "TWD": "taiwan_dollars new_taiwan_dollars twd", "EUR": "euro euros eur", "JPY": "yen japanese_yen jpy",
    "GBP": "pound_sterling pounds_sterling british_pounds sterling gbp pound pounds quid",
    "EGP": "egyptian_pounds egp", "CHF": "swiss_franc swiss_francs franc francs chf",
    "CNY": "yuan renminbi rmb cny", "KRW": "won south_korean_won krw",
    "RUB": "ruble rubles rouble roubles rub", "UAH": "hryvnia hryvnias hryvnya uah", "INR": "rupee rupees inr",
    "PKR": "pakistani_rupees pkr", "TRY": "lira turkish_lira", "PLN": "zloty zlotys zlotych pln",
    "SEK": "krona kronor swedish_kronor sek", "NOK": "norwegian_kroner nok", "DKK": "danish_kroner dkk",
    "BRL": "reais brl", "MXN": "peso pesos mexican_pesos mxn", "ARS": "argentine_pesos ars",
    "ZAR": "rand zar", "ILS": "shekel shekels ils", "AED": "dirham dirhams aed", "SAR": "riyal riyals sar",
    "CZK": "koruna crowns czk", "HUF": "forint forints huf", "NGN": "naira ngn", "KES": "kenyan_shillings kes",
    "THB": "baht thb", "IDR": "rupiah idr", "VND": "dong vnd", "PHP": "philippine_pesos", "IRR": "rial rials irr",
    "BTC": "bitcoin bitcoins btc", "cent": "cent cents", "dime": "dime dimes",
}  # fmt: skip
CURRENCY_SIGNS: Final[dict[str, str]] = {
    "US$": "USD", "U.S.$": "USD", "$US": "USD", "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "NT$": "TWD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW",
    "₽": "RUB", "₴": "UAH", "₹": "INR", "₺": "TRY", "₪": "ILS", "₦": "NGN", "₫": "VND", "₱": "PHP", "฿": "THB",
    "₿": "BTC", "₸": "KZT", "zł": "PLN", "Rs.": "INR", "Rs": "INR",
    **{code: code for code in (
        "USD EUR GBP JPY CHF CNY RMB AUD CAD NZD SEK NOK DKK PLN RUB UAH INR KRW TRY BRL ZAR HKD SGD MXN AED SAR"
    ).split()},
}  # fmt: skip
CURRENCY_SIGNS["RMB"] = "CNY"

PER_TIME: Final = r"second|minute|hour|day|night|week|month|year|annum"
COMPOUNDS: Final[dict[tuple[str, str], int]] = {
    ("year", "month"): 12,
    ("month", "day"): 30,
    ("week", "day"): 7,
    ("day", "hour"): 24,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("ft", "in"): 12,
    ("lb", "oz"): 16,
}
"""(unit, smaller unit) -> how many; "two hours and 30 minutes" is one figure."""


def _words(table: dict[str, str], kind: UnitKind) -> dict[str, Unit]:
    return {
        form.replace("_", " ").lower(): Unit(symbol, kind) for symbol, forms in table.items() for form in forms.split()
    }


def _all_words() -> dict[str, Unit]:
    words = {"p.c.": Unit("%", "percent")}
    for symbol, forms in _PREFIXED.items():
        for form in forms.split():
            words[form] = Unit(symbol, "measure")
            words |= {name + form: Unit(sign + symbol, "measure") for name, sign in _PREFIX_NAMES.items()}
    words |= _words(_MEASURES, "measure") | _words(_DURATIONS, "duration")
    return words | _words(_PERCENT, "percent") | _words(_MONEY, "money")


def _all_symbols() -> dict[str, Unit]:
    symbols = {
        prefix + base: Unit(prefix.replace("u", "µ") + base.replace("L", "l"), "measure")
        for base, prefixes in _SYMBOL_PREFIXES.items()
        for prefix in ("", *prefixes)
    }
    symbols |= {written: Unit(symbol, "measure") for written, symbol in _MORE_SYMBOLS.items()}
    symbols |= {sign: Unit(code, "money") for sign, code in CURRENCY_SIGNS.items()}
    times = {
        "s": "second",
        "sec": "second",
        "min": "minute",
        "h": "hour",
        "ms": "ms",
        "µs": "µs",
        "us": "µs",
        "ns": "ns",
    }
    return symbols | {written: Unit(symbol, "duration") for written, symbol in times.items()}


WORDS: Final = {name.replace("-", " "): unit for name, unit in _all_words().items()}
SYMBOLS: Final = _all_symbols()


_EDGE = r"(?![\p{L}\p{N}])"
_POWER: Final = regex.compile(r"[ -]?(square|sq\.?|cubic|cu\.?)[ -]", regex.I)
_SIGN: Final = regex.compile(r" ?(?:%(?! ?points?)|[$€£¥₩₽₴₹₺₪])")
_SYMBOL: Final = regex.compile(rf"[ -]?([\p{{L}}°]+(?:/[\p{{L}}]+|-1)?)(?P<raised>\^?[23]|²|³)?{_EDGE}")
_PLAIN_SYMBOL: Final = regex.compile(rf"[ -]?([\p{{L}}°]+\$?)(?P<raised>\^?[23]|²|³)?{_EDGE}")
_RAISED: Final = regex.compile(r" (squared|cubed)(?!\p{L})")
_NAME = r"(?:[\p{L}\p{M}°%]|\.(?=\p{L}))+"
_NAMES: Final = tuple(
    regex.compile(rf"[ -]?({_NAME}(?:[ -]{_NAME}){{{more}}}){_EDGE}") for more in (2, 1, 0)
)  # a table of words is looked up: one expression of all unit names would take 50 ms to compile
_DEGREES: Final = regex.compile(r"(?<=\d)[CF](?![\p{L}\p{N}-])")
_PENCE: Final = regex.compile(r"p(?![\p{L}\p{N}])| pence(?!\p{L})")
_INCHES: Final = regex.compile(r"(?<=\d)in(?!\p{L})| in(?=[.,;)]?$| (?:long|wide|tall|thick|deep|high|across)\b)")
_WEIGHED: Final = regex.compile(r" of (?!\p{L}+ money)|(?<=-pound) \p{Ll}")
_PER: Final = regex.compile(
    rf"(?: per |/| (?:an?|each|every) (?=(?:{PER_TIME})\b))(?P<noun>[\p{{L}}][\p{{L}}-]*)"
    r"(?P<raised>\^?[23]|²|³)?(?!\p{N})"
)
_POWERS: Final = {
    "square": "²", "sq": "²", "cubic": "³", "cu": "³", "squared": "²", "cubed": "³", "2": "²", "3": "³",
    "²": "²", "³": "³",
}  # fmt: skip


def read_unit(text: str, position: int) -> tuple[Unit, int] | None:
    """The unit written at `position` of a plain text and where it ends, or None."""
    if pence := _PENCE.match(text, position):
        return Unit("GBP pence", "money"), pence.end()
    if inches := _INCHES.match(text, position):
        return Unit("in", "measure"), inches.end()
    if degrees := _DEGREES.match(text, position):
        return Unit(f"°{degrees[0]}", "measure"), degrees.end()
    power = _POWER.match(text, position)
    found = _named_or_symbol(text, power.end() if power else position)
    if found is None:
        return None
    unit, end, raised = found
    if after := _RAISED.match(text, end):
        end, raised = after.end(), after[1]
    raised = power[1].lower() if power else raised
    if raised:
        unit = Unit(unit.symbol + _POWERS[raised.strip(".^")], unit.kind)
    return _with_per(text, unit, end)


def _named_or_symbol(text: str, position: int) -> tuple[Unit, int, str | None] | None:
    """The unit at `position`, where it ends, and the exponent written behind it."""
    if sign := _SIGN.match(text, position):
        return SYMBOLS.get(sign[0].strip()) or Unit("%", "percent"), sign.end(), None
    for pattern in _NAMES:
        match = pattern.match(text, position)
        name = match[1].lower().replace("-", " ") if match else ""
        if match and name in WORDS:
            weighed = name in {"pound", "pounds"} and _WEIGHED.match(text, match.end())
            return Unit("lb", "measure") if weighed else WORDS[name], match.end(), None
    for pattern in (_SYMBOL, _PLAIN_SYMBOL):
        match = pattern.match(text, position)
        if match and match[1] in SYMBOLS:
            return SYMBOLS[match[1]], match.end(), match["raised"]
    return None


def read_per(text: str, position: int) -> tuple[str, int] | None:
    """What follows "per", "/" or "a" at `position` ("a week" -> "week") and where it ends, or None."""
    match = _PER.match(text, position)
    if match is None:
        return None
    noun = match["noun"]
    known = SYMBOLS.get(noun) or WORDS.get(noun.lower())
    raised = match["raised"]
    return (known.symbol if known else noun) + (_POWERS[raised.strip("^")] if raised else ""), match.end()


def _with_per(text: str, unit: Unit, end: int) -> tuple[Unit, int]:
    while per := read_per(text, end):
        kind: UnitKind = "measure" if unit.kind == "duration" else unit.kind
        unit, end = Unit(f"{unit.symbol}/{per[0]}", kind), per[1]
    return unit, end
