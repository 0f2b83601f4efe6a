"""The vocabulary of English quantities: number words, scales, fractions and modifiers."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

Comparator = Literal["=", "~", "<", "<=", ">", ">=", "range"]

UNITS_AND_TEENS: Final[dict[str, int]] = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS: Final[dict[str, int]] = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
SCALES: Final[dict[str, Decimal]] = {
    "dozen": Decimal(12),
    "thousand": Decimal(10) ** 3,
    "lakh": Decimal(10) ** 5,
    "lac": Decimal(10) ** 5,
    "million": Decimal(10) ** 6,
    "crore": Decimal(10) ** 7,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "quadrillion": Decimal(10) ** 15,
    **dict.fromkeys(("ألف", "آلاف", "हज़ार", "हजार"), Decimal(10) ** 3),
    **dict.fromkeys(("مليون", "ملايين", "मिलियन"), Decimal(10) ** 6),
    **dict.fromkeys(("مليار", "مليارات", "अरब"), Decimal(10) ** 9),
    "लाख": Decimal(10) ** 5,
    "करोड़": Decimal(10) ** 7,
}
SHORT_SCALES: Final[dict[str, Decimal]] = {
    "k": Decimal(10) ** 3,
    "K": Decimal(10) ** 3,
    "m": Decimal(10) ** 6,
    "M": Decimal(10) ** 6,
    "mn": Decimal(10) ** 6,
    "mln": Decimal(10) ** 6,
    "mio": Decimal(10) ** 6,
    "Mio": Decimal(10) ** 6,
    "b": Decimal(10) ** 9,
    "B": Decimal(10) ** 9,
    "bn": Decimal(10) ** 9,
    "Bn": Decimal(10) ** 9,
    "bln": Decimal(10) ** 9,
    "mrd": Decimal(10) ** 9,
    "Mrd": Decimal(10) ** 9,
    "t": Decimal(10) ** 12,
    "T": Decimal(10) ** 12,
    "tn": Decimal(10) ** 12,
    "trn": Decimal(10) ** 12,
    "cr": Decimal(10) ** 7,
}
ONLY_WITH_MONEY: Final = frozenset({"b", "t", "T", "cr"})
"""Abbreviations that mean a scale only beside a currency: 5t is five tonnes, $5t is five trillion dollars."""

ORDINALS: Final[dict[str, int]] = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
}
FRACTIONS: Final[dict[str, int]] = {
    "half": 2,
    "halves": 2,
    "quarter": 4,
    "quarters": 4,
    **{word: value for word, value in ORDINALS.items() if value > 2},
    **{word + "s": value for word, value in ORDINALS.items() if value > 2},
    "hundredth": 100,
    "hundredths": 100,
    "thousandth": 1000,
    "thousandths": 1000,
}
MULTIPLES: Final[dict[str, Decimal]] = {
    "twice": Decimal(2),
    "thrice": Decimal(3),
    **dict.fromkeys(("double", "doubled", "doubling", "doubles", "twofold"), Decimal(2)),
    **dict.fromkeys(("triple", "tripled", "tripling", "triples", "trebled", "treble", "threefold"), Decimal(3)),
    **dict.fromkeys(("quadruple", "quadrupled", "fourfold"), Decimal(4)),
    **dict.fromkeys(("halved", "halving"), Decimal("0.5")),
    "fivefold": Decimal(5),
    "sixfold": Decimal(6),
    "tenfold": Decimal(10),
    "hundredfold": Decimal(100),
}

BEFORE: Final[dict[str, Comparator]] = {
    # "nearly" and "almost" say that the number is a rounded one, not that a limit holds: approximate.
    **dict.fromkeys(
        "about around some roughly approximately approx approx. circa c. ca ca. nearly almost close_to near nearing "
        "an_estimated estimated on_the_order_of in_the_region_of somewhere_around give_or_take ~ ≈ ± "
        "something_like virtually practically".split(),
        "~",
    ),
    **dict.fromkeys("less_than fewer_than under below short_of shy_of lower_than smaller_than <".split(), "<"),
    **dict.fromkeys(
        "up_to at_most at_the_most no_more_than not_more_than as_many_as as_much_as as_high_as a_maximum_of maximum_of "
        "max max. capped_at no_greater_than not_exceeding within ≤ <= upto".split(),
        "<=",
    ),
    **dict.fromkeys(
        "more_than over above exceeding in_excess_of upwards_of upward_of north_of greater_than higher_than "
        "larger_than bigger_than beyond exceeded exceeds topping topped past >".split(),
        ">",
    ),
    **dict.fromkeys(
        "at_least at_the_least at_the_very_least no_fewer_than no_less_than not_less_than not_fewer_than a_minimum_of "
        "minimum_of min min. as_few_as as_little_as ≥ >=".split(),
        ">=",
    ),
}
"""Modifier before the number (underscore: a space) -> comparator."""

AFTER: Final[dict[str, Comparator]] = {
    **dict.fromkeys("or_more or_above or_over or_higher or_longer or_greater or_older +".split(), ">="),
    **dict.fromkeys("plus at_least at_the_least if_not_more and_counting and_above and_over".split(), ">="),
    **dict.fromkeys("or_less or_fewer or_under or_below or_lower at_most at_the_most maximum max".split(), "<="),
    **dict.fromkeys("or_so odd ish give_or_take or_thereabouts".split(), "~"),
}
"""Modifier after the number, its unit or its noun -> comparator."""

VAGUE_COUNTS: Final = (
    r"(?:only\s+)?a\s+few|few|several|a\s+handful\s+of|a\s+(?:large|small|growing|great)?\s*number\s+of"
    r"|(?:large|huge|small|growing|unknown|record)\s+numbers\s+of|an?\s+(?:unknown|undisclosed|unspecified)\s+number\s+of"
    r"|many(?!\s+as\b)|numerous|countless|multiple|untold"
)
PLURAL_SCALES: Final = r"tens|dozens|scores|hundreds|thousands|lakhs|millions|crores|billions|trillions"
FIRST_WORDS: Final = frozenset(
    "a an half few several large huge small growing record many numerous countless multiple untold only couple pair "
    "minus negative plus hundred".split()
).union(PLURAL_SCALES.split("|"), UNITS_AND_TEENS, TENS, SCALES, ORDINALS, FRACTIONS, MULTIPLES)
"""The words a figure can begin with, modifiers aside."""
