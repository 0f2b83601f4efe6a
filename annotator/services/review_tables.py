"""A comparison of annotators as tables, for the terminal, the page and the window alike: counts first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from annotator import __version__
from annotator.agreement.kinds import Kind, Pairing, Verdict
from annotator.formats.agreement_html import AgreementPage, check_replaceable, write_agreement_html
from annotator.services.review import Review
from annotator.services.review_details import details
from annotator.services.review_linking import Linked, Pictures, ReviewTable, Row, table
from annotator.services.review_lists import Behind
from annotator.services.review_pictures import bars_of, heat_map_of, progress_table
from annotator.services.review_words import ALL, ANY, KINDS, Notes, number, pair_name, plural

if TYPE_CHECKING:
    from annotator.agreement.findings import ArticleAgreement, AttributeAgreement, MeanF1, PairAgreement, PairF1, Report
    from annotator.agreement.gamma_values import Gamma

_USABLE = frozenset({Verdict.EQUAL, Verdict.DIFFERENT})


def review_tables(review: Review) -> Iterator[ReviewTable]:
    """Yield everything there is to read in a review, in the order in which it is to be read."""
    found = review.report
    yield _spans(found)
    yield _outcomes(found)
    yield _f1(found)
    if len(found.confusion) > 1:
        yield _means(found)
    yield _alpha(found)
    yield _attributes(found)
    yield _unitizing(found)
    if found.gamma is not None:
        yield gamma_table(found.gamma)
    if review.scope.finished:
        yield progress_table(review.scope)
    yield from details(found)


def review_page(review: Review) -> AgreementPage:
    """Return everything there is to read in a review."""
    sections = tuple(one.section for one in review_tables(review))
    return AgreementPage(review.title, __version__, tuple(summary(review)), sections)


def check_page_target(target: Path) -> None:
    """Raise InputError if the page cannot go there because something else has that name."""
    check_replaceable(target)


def write_review_page(review: Review, target: Path) -> None:
    """Write the review as one HTML page. Raises what `write_agreement_html` raises."""
    write_agreement_html(review_page(review), target)


def summary(review: Review) -> Iterator[str]:
    """Yield sentences on what was compared, what was left out and why."""
    found, scope = review.report, review.scope
    if found.used:
        who = ", ".join(found.annotators)
        yield f"{plural(found.used, 'article')} finished by two or more annotators: {who}."
    else:
        yield "No article was finished by two or more annotators, so there is nothing to compare yet."
    left_out = len(scope.one_finished) + len(scope.none_finished)
    if left_out:
        yield (
            f"{plural(left_out, 'article')} left out: {len(scope.one_finished):,} finished by one annotator only, "
            f"{len(scope.none_finished):,} by nobody."
        )
    edges = "without white space and closing punctuation at their edges" if found.settings.ignore_edges else "as marked"
    label = review.options.label
    only = f" Only the label {label}." if label else ""
    yield f"Spans are compared {edges}; they overlap if they share {found.settings.iou:g} of their characters.{only}"
    if found.articles:
        yield "Counts are added up over articles before anything is computed; 95 % intervals by article in brackets."


def _spans(found: Report) -> ReviewTable:
    def row(name: str, label: str | None) -> Row:
        cells = (
            (annotator, sum(spans.values()) if label is None else spans.get(label, 0))
            for annotator, spans in found.spans.items()
        )
        return [name, *(Linked(f"{count:,}", _spans_of(who, label)) for who, count in cells)]

    return table(
        "Spans",
        "How many spans each annotator marked in the articles compared. Equal numbers need not be the same spans, and "
        "annotators who finished other articles have other numbers.",
        ("label", *found.annotators),
        [*(row(label, label) for label in found.labels), row(ALL, None)],
        numbers=range(1, len(found.annotators) + 1),
        notes=[f"{plural(found.split, 'span')} of several fragments."] if found.split else [],
    )


def _spans_of(annotator: str, label: str | None) -> Behind:
    return Behind(f"{label or 'Spans'} by {annotator}", annotator=annotator, label=label)


def _outcomes(found: Report) -> ReviewTable:
    rows = (_outcome_row(pair, found.articles) for pair in found.pairs if pair.label is None)
    return table(
        "What became of them",
        "Each two annotators' spans paired off by overlap: the same, with another boundary, with another label, or "
        "only one's (a, b: first and second of the pair). How far boundaries are apart does not show.",
        ("pair", "articles", "both empty", "matched", "boundary", "label", "only a", "only b"),
        rows,
        numbers=range(1, 8),
    )


def _outcome_row(pair: PairAgreement, articles: Sequence[ArticleAgreement]) -> Row:
    name, both = pair_name(pair.a, pair.b), (pair.a, pair.b)
    kinds = (
        Linked(f"{count:,}", Behind(f"{name}: {KINDS[kind]}", pairs=(both,), kinds=frozenset({kind})))
        for kind, count in pair.outcomes.items()
    )
    empty = Linked(f"{pair.both_empty:,}", Behind(f"{name}: both empty", pairs=(both,), both_empty=True))
    shared = tuple(one.article_id for one in articles if set(both) <= set(one.annotators))
    return name, Linked(f"{pair.articles:,}", Behind(f"{name}: articles", articles=shared)), empty, *kinds


def _f1(found: Report) -> ReviewTable:
    notes = Notes()
    labels = _shown(found)
    rows = list(chain.from_iterable(_f1_rows(found.pairs, label, notes) for label in labels))
    together = [pair for pair in found.pairs if pair.label == labels[0]]
    values = [(pair_name(pair.a, pair.b), pair.overlap.f1) for pair in together]
    behind = [_paired(pair, labels[0], Pairing.SAME_LABEL) for pair in together]
    maps = [heat_map_of(found, label, _paired) for label in labels] if together else []
    return table(
        "The same spans? (F1)",
        "Twice the spans two annotators share over all that both marked: exact needs equal spans, overlap enough "
        "common characters. Exact below overlap is trouble with boundaries; all labels below labels ignored is trouble "
        "with labels. Hides what chance would give.",
        ("label", "pair", "spans", "exact", "overlap"),
        rows,
        numbers=[2],
        notes=notes.lines,
        pictures=Pictures(
            bars_of(f"F1 by overlap, {labels[0] or ALL}", values),
            tuple(behind),
            tuple(one for one, _ in maps),
            tuple(grid for _, grid in maps),
        ),
    )


def _shown(found: Report) -> tuple[str | None, ...]:
    """Return all labels together (None) and each; one label alone is all there is to show."""
    return found.labels if len(found.labels) == 1 else (None, *found.labels)


def _f1_rows(pairs: Iterable[PairAgreement], label: str | None, notes: Notes) -> Iterator[Row]:
    mine = [pair for pair in pairs if pair.label == label]
    ways = Pairing.EXACT, Pairing.SAME_LABEL
    for pair in mine:
        yield _f1_row(ALL if label is None else label, pair, (pair.exact, pair.overlap), ways, notes)
    ways = Pairing.EXACT_ANY_LABEL, Pairing.OVERLAP
    for pair in mine:
        if pair.exact_unlabelled and pair.overlap_unlabelled:
            yield _f1_row(ANY, pair, (pair.exact_unlabelled, pair.overlap_unlabelled), ways, notes)


def _f1_row(
    label: str, pair: PairAgreement, found: tuple[PairF1, PairF1], ways: tuple[Pairing, Pairing], notes: Notes
) -> Row:
    counts = found[0].counts
    values = (Linked(notes.value(one.f1), _paired(pair, pair.label, way)) for one, way in zip(found, ways, strict=True))
    spans = Linked(f"{counts.n_a:,}/{counts.n_b:,}", _paired(pair, pair.label, ways[1]))
    return label, pair_name(pair.a, pair.b), spans, *values


def _paired(pair: PairAgreement, label: str | None, way: Pairing) -> Behind:
    title = f"{pair_name(pair.a, pair.b)}: {label or ALL}"
    return Behind(title, pairs=((pair.a, pair.b),), pairing=way, label=label)


def _means(found: Report) -> ReviewTable:
    notes = Notes()
    rows: list[Row] = []
    means = {mean.label: mean for mean in found.means}
    for mean in (means[label] for label in _shown(found)):
        name = ALL if mean.label is None else mean.label
        ways = (mean.exact, Pairing.EXACT), (mean.overlap, Pairing.SAME_LABEL)
        rows.append((name, f"{mean.exact.pairs}", *(_mean(way, pairing, mean.label, notes) for way, pairing in ways)))
        if mean.exact_unlabelled and mean.overlap_unlabelled:
            ways = (mean.exact_unlabelled, Pairing.EXACT_ANY_LABEL), (mean.overlap_unlabelled, Pairing.OVERLAP)
            cells = (_mean(way, pairing, None, notes) for way, pairing in ways)
            rows.append((ANY, f"{mean.exact_unlabelled.pairs}", *cells))
    return table(
        "F1 over pairs",
        "The mean over pairs of annotators, with the lowest and the highest pair. Hides how much each pair has done.",
        ("label", "pairs", "exact", "overlap"),
        rows,
        numbers=[1],
        notes=notes.lines,
    )


def _mean(found: MeanF1, pairing: Pairing, label: str | None, notes: Notes) -> Linked:
    text = notes.value(found.mean)
    if found.mean.value is not None:
        text = f"{text} ({number(found.low)} to {number(found.high)})"
    return Linked(text, Behind(f"All pairs: {label or ALL}", pairing=pairing, label=label))


def _alpha(found: Report) -> ReviewTable:
    notes = Notes()
    behind = {label: Behind(f"All pairs: {label}", label=label) for label in found.alpha}
    rows = [(label, Linked(notes.value(value), behind[label])) for label, value in found.alpha.items()]
    joined = (
        (f"{plural(found.joined, 'span')} overlapping another of the same label and annotator counted as one with it.",)
        if found.joined
        else ()
    )
    return table(
        "The same characters? (alpha)",
        "Krippendorff's alpha: whether characters have the label or not, 1 for perfect agreement, 0 for what chance "
        "gives. Long spans weigh more than short ones, and it does not show whether spans were split or joined.",
        ("label", "alpha"),
        rows,
        notes=(*notes.lines, *joined),
        pictures=Pictures(bars_of("Alpha per label", list(found.alpha.items())), tuple(behind.values())),
    )


def _attributes(found: Report) -> ReviewTable:
    notes = Notes()
    return table(
        "The same attributes?",
        "Values on spans that overlap enough and have the same label, where both annotators gave one (n of N matched). "
        "Nominal, ordinal, interval: alpha; equality, similarity, reference: a share, not corrected for chance. Says "
        "nothing of spans that only one marked.",
        ("attribute", "measure", "n of N", "value", "equal", "similar"),
        [_attribute_row(one, notes) for one in found.attributes],
        numbers=[4, 5],
        notes=notes.lines,
    )


def _attribute_row(one: AttributeAgreement, notes: Notes) -> Row:
    name = f"{one.label}.{one.name}"

    def behind(what: str, *verdicts: Verdict) -> Behind:
        way = Pairing.SAME_LABEL
        title = f"{name}: {what}"
        return Behind(title, pairing=way, label=one.label, attribute=one.name, verdicts=frozenset(verdicts))

    return (
        name,
        one.measure.replace("_", " "),
        Linked(f"{one.counts.compared:,} of {one.counts.matched:,}", behind("matched spans")),
        Linked(notes.value(one.value), behind("compared", *_USABLE)),
        Linked(number(one.equal), behind("different", Verdict.DIFFERENT)),
        "" if one.similarity is None else number(one.similarity),
    )


def _unitizing(found: Report) -> ReviewTable:
    notes, family = Notes(), found.unitizing
    marked = frozenset({Kind.MATCHED, Kind.BOUNDARY, Kind.LABEL})
    every, common = Behind("All pairs: all spans"), Behind("All pairs: what both marked", kinds=marked)
    rows: list[Row] = [
        ("boundaries and labels (uα)", Linked(notes.value(family.u), every), ""),
        ("marked or not (|uα)", Linked(notes.value(family.binary), every), ""),
        ("labels where both marked (cuα)", Linked(notes.value(family.cu), common), ""),
    ]
    for part in family.categories:
        name = f"{' + '.join(part.category.splitlines())}, where both marked ((k)uα)"
        labels = part.category.splitlines()
        behind = Behind(f"All pairs: {labels[0]}", label=labels[0], kinds=marked)
        text = notes.value(part.value)
        rows.append((name, Linked(text, behind) if len(labels) == 1 else text, number(part.coverage)))
    for label, value in family.labels.items():
        behind = Behind(f"All pairs: {label}", label=label)
        rows.append((f"{label} by itself (uα)", Linked(notes.value(value), behind), ""))
    return table(
        "Cutting the text into units (unitizing alpha)",
        "Alpha on stretches of text as units and gaps, by length. cuα and (k)uα hide all that only one annotator "
        "marked: the coverage says which share of the label is in what two marked.",
        ("measure", "value", "coverage"),
        rows,
        numbers=[2],
        notes=notes.lines,
    )


GAMMA_TITLE = "With near misses forgiven gradually (gamma)"
GAMMA_SAYS = (
    "How much better than random layers the annotators' spans can be aligned, by place and label. An estimate that "
    "depends on its settings; it does not tell whether place or label is the trouble."
)


def gamma_table(found: Gamma) -> ReviewTable:
    """Return gamma with all it depends on."""
    notes = Notes()
    settings = ", ".join(f"{name} {value}" for name, value in found.parameters.items())
    rows: list[Row] = [
        ("gamma", Linked(notes.value(found.value), Behind("All pairs: all spans"))),
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
    return table(GAMMA_TITLE, GAMMA_SAYS, ("", "value"), rows, notes=notes.lines)
