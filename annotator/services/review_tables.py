"""A comparison of annotators as tables, for the terminal and for the page alike: counts first, coefficients after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import __version__
from annotator.formats.agreement_html import (
    AgreementPage,
    Bar,
    Bars,
    Cell,
    HeatMap,
    Section,
    check_replaceable,
    write_agreement_html,
)
from annotator.services.review import Review
from annotator.services.review_details import details
from annotator.services.review_words import ALL, ANY, DASH, Notes, number, pair_name, plural

if TYPE_CHECKING:
    from annotator.agreement.findings import MeanF1, PairAgreement, PairF1, Report
    from annotator.agreement.gamma_values import Gamma
    from annotator.agreement.values import Coefficient

Rows = tuple[tuple[str, ...], ...]


def review_page(review: Review) -> AgreementPage:
    """Return everything there is to read in a review."""
    found = review.report
    sections = chain(
        (_spans(found), _outcomes(found), _f1(found)),
        (_means(found),) if len(found.confusion) > 1 else (),
        (_alpha(found), _attributes(found), _unitizing(found)),
        () if found.gamma is None else (_gamma(found.gamma),),
        details(found),
    )
    return AgreementPage(review.title, __version__, tuple(_summary(review)), tuple(sections))


def check_page_target(target: Path) -> None:
    """Raise InputError if the page cannot go there because something else has that name."""
    check_replaceable(target)


def write_review_page(review: Review, target: Path) -> None:
    """Write the review as one HTML page. Raises what `write_agreement_html` raises."""
    write_agreement_html(review_page(review), target)


def _summary(review: Review) -> Iterator[str]:
    found, scope = review.report, review.scope
    if found.used:
        who = ", ".join(found.annotators)
        yield f"{plural(found.used, 'article')} finished by two or more annotators: {who}."
    else:
        yield "No article was finished by two or more annotators, so there is nothing to compare yet."
    if found.excluded:
        yield (
            f"{plural(found.excluded, 'article')} left out: {len(scope.one_finished):,} finished by one annotator "
            f"only, {len(scope.none_finished):,} by nobody."
        )
    edges = "without white space and closing punctuation at their edges" if found.settings.ignore_edges else "as marked"
    only = f" Only the label {review.options.label}." if review.options.label else ""
    yield f"Spans are compared {edges}; they overlap if they share {found.settings.iou:g} of their characters.{only}"
    if found.articles:
        yield "Counts are added up over articles before anything is computed; 95 % intervals by article in brackets."


def _spans(found: Report) -> Section:
    rows = [(label, *(f"{found.spans[name].get(label, 0):,}" for name in found.annotators)) for label in found.labels]
    rows.append((ALL, *(f"{sum(found.spans[name].values()):,}" for name in found.annotators)))
    notes = [f"{plural(found.split, 'span')} of several fragments."] if found.split else []
    return Section(
        "Spans",
        "How many spans each annotator marked in the articles compared. Equal numbers need not be the same spans, and "
        "annotators who finished other articles have other numbers.",
        ("label", *found.annotators),
        tuple(rows),
        frozenset(range(1, len(found.annotators) + 1)),
        tuple(notes),
    )


def _outcomes(found: Report) -> Section:
    rows = [
        (
            pair_name(pair.a, pair.b),
            *(f"{count:,}" for count in (pair.articles, pair.both_empty, *pair.outcomes.values())),
        )
        for pair in found.pairs
        if pair.label is None
    ]
    return Section(
        "What became of them",
        "Each two annotators' spans paired off by overlap: the same, with another boundary, with another label, or "
        "only one's (a, b: first and second of the pair). How far boundaries are apart does not show.",
        ("pair", "articles", "both empty", "matched", "boundary", "label", "only a", "only b"),
        tuple(rows),
        frozenset(range(1, 8)),
    )


def _f1(found: Report) -> Section:
    notes = Notes()
    labels = _shown(found)
    rows = chain.from_iterable(_f1_rows(found.pairs, label, notes) for label in labels)
    together = [pair for pair in found.pairs if pair.label == labels[0]]
    return Section(
        "The same spans? (F1)",
        "Twice the spans two annotators share over all that both marked: exact needs equal spans, overlap enough "
        "common characters. Exact below overlap is trouble with boundaries; all labels below labels ignored is trouble "
        "with labels. Hides what chance would give.",
        ("label", "pair", "spans", "exact", "overlap"),
        tuple(rows),
        frozenset({2}),
        notes.lines,
        bars=_bars(
            f"F1 by overlap, {labels[0] or ALL}", [(pair_name(pair.a, pair.b), pair.overlap.f1) for pair in together]
        ),
        heat_maps=tuple(_heat_map(found, label) for label in labels) if together else (),
    )


def _shown(found: Report) -> tuple[str | None, ...]:
    """Return all labels together (None) and each; one label alone is all there is to show."""
    return found.labels if len(found.labels) == 1 else (None, *found.labels)


def _f1_rows(pairs: Iterable[PairAgreement], label: str | None, notes: Notes) -> Iterator[tuple[str, ...]]:
    mine = [pair for pair in pairs if pair.label == label]
    for pair in mine:
        yield _f1_row(ALL if label is None else label, pair, pair.exact, pair.overlap, notes)
    for pair in mine:
        if pair.exact_unlabelled and pair.overlap_unlabelled:
            yield _f1_row(ANY, pair, pair.exact_unlabelled, pair.overlap_unlabelled, notes)


def _f1_row(label: str, pair: PairAgreement, exact: PairF1, overlap: PairF1, notes: Notes) -> tuple[str, ...]:
    spans = f"{exact.counts.n_a:,}/{exact.counts.n_b:,}"
    return label, pair_name(pair.a, pair.b), spans, notes.value(exact.f1), notes.value(overlap.f1)


def _means(found: Report) -> Section:
    notes = Notes()
    rows = []
    means = {mean.label: mean for mean in found.means}
    for mean in (means[label] for label in _shown(found)):
        name = ALL if mean.label is None else mean.label
        rows.append((name, f"{mean.exact.pairs}", _mean(mean.exact, notes), _mean(mean.overlap, notes)))
        if mean.exact_unlabelled and mean.overlap_unlabelled:
            ways = _mean(mean.exact_unlabelled, notes), _mean(mean.overlap_unlabelled, notes)
            rows.append((ANY, f"{mean.exact_unlabelled.pairs}", *ways))
    return Section(
        "F1 over pairs",
        "The mean over pairs of annotators, with the lowest and the highest pair. Hides how much each pair has done.",
        ("label", "pairs", "exact", "overlap"),
        tuple(rows),
        frozenset({1}),
        notes.lines,
    )


def _mean(found: MeanF1, notes: Notes) -> str:
    text = notes.value(found.mean)
    return text if found.mean.value is None else f"{text} ({number(found.low)} to {number(found.high)})"


def _alpha(found: Report) -> Section:
    notes = Notes()
    rows = tuple((label, notes.value(value)) for label, value in found.alpha.items())
    joined = (
        (f"{plural(found.joined, 'span')} overlapping another of the same label and annotator counted as one with it.",)
        if found.joined
        else ()
    )
    return Section(
        "The same characters? (alpha)",
        "Krippendorff's alpha: whether characters have the label or not, 1 for perfect agreement, 0 for what chance "
        "gives. Long spans weigh more than short ones, and it does not show whether spans were split or joined.",
        ("label", "alpha"),
        rows,
        notes=(*notes.lines, *joined),
        bars=_bars("Alpha per label", list(found.alpha.items())),
    )


def _attributes(found: Report) -> Section:
    notes = Notes()
    rows = tuple(
        (
            f"{one.label}.{one.name}",
            one.measure.replace("_", " "),
            f"{one.counts.compared:,} of {one.counts.matched:,}",
            notes.value(one.value),
            number(one.equal),
            "" if one.similarity is None else number(one.similarity),
        )
        for one in found.attributes
    )
    return Section(
        "The same attributes?",
        "Values on spans that overlap enough and have the same label, where both annotators gave one (n of N matched). "
        "Nominal, ordinal, interval: alpha; equality, similarity, reference: a share, not corrected for chance. Says "
        "nothing of spans that only one marked.",
        ("attribute", "measure", "n of N", "value", "equal", "similar"),
        rows,
        frozenset({4, 5}),
        notes.lines,
    )


def _unitizing(found: Report) -> Section:
    notes, family = Notes(), found.unitizing
    rows = [
        ("boundaries and labels (uα)", notes.value(family.u), ""),
        ("marked or not (|uα)", notes.value(family.binary), ""),
        ("labels where both marked (cuα)", notes.value(family.cu), ""),
    ]
    rows += [
        (
            f"{' + '.join(part.category.splitlines())}, where both marked ((k)uα)",
            notes.value(part.value),
            number(part.coverage),
        )
        for part in family.categories
    ]
    rows += [(f"{label} by itself (uα)", notes.value(value), "") for label, value in family.labels.items()]
    return Section(
        "Cutting the text into units (unitizing alpha)",
        "Alpha on stretches of text as units and gaps, by length. cuα and (k)uα hide all that only one annotator "
        "marked: the coverage says which share of the label is in what two marked.",
        ("measure", "value", "coverage"),
        tuple(rows),
        frozenset({2}),
        notes.lines,
    )


def _gamma(found: Gamma) -> Section:
    notes = Notes()
    settings = ", ".join(f"{name} {value}" for name, value in found.parameters.items())
    rows = [
        ("gamma", notes.value(found.value)),
        ("standard error from sampling", number(found.error)),
        ("disorder observed", number(found.observed)),
        ("disorder expected", number(found.expected)),
        ("its standard deviation between samples", number(found.sd)),
        ("random samples, seed", f"{found.samples}, {found.seed}"),
        ("spans in articles", f"{found.units:,} in {found.articles:,}"),
        ("settings", settings),
    ]
    if found.envelopes:
        rows.append(("spans of several fragments, taken from first to last", f"{found.envelopes:,}"))
    return Section(
        "With near misses forgiven gradually (gamma)",
        "How much better than random layers the annotators' spans can be aligned, by place and label. An estimate that "
        "depends on its settings; it does not tell whether place or label is the trouble.",
        ("", "value"),
        tuple(rows),
        notes=notes.lines,
    )


def _bars(title: str, values: Sequence[tuple[str, Coefficient]]) -> Bars | None:
    """Return values as bars; None if there are none."""
    return Bars(title, tuple(_bar(name, value) for name, value in values)) if values else None


def _bar(name: str, found: Coefficient) -> Bar:
    interval = found.interval
    if interval is None or interval.low is None or interval.high is None:
        return Bar(name, number(found.value), found.value)
    text = f"{number(found.value)} [{number(interval.low)}, {number(interval.high)}]"
    return Bar(name, text, found.value, interval.low, interval.high)


def _heat_map(found: Report, label: str | None) -> HeatMap:
    values = {frozenset((pair.a, pair.b)): pair.overlap.f1.value for pair in found.pairs if pair.label == label}

    def cell(one: str, other: str) -> Cell:
        value = values.get(frozenset((one, other)))
        return Cell("" if one == other else number(value) if value is not None else DASH, value)

    cells = tuple(tuple(cell(one, other) for other in found.annotators) for one in found.annotators)
    return HeatMap(f"F1 by overlap, {ALL if label is None else label}", found.annotators, cells)
