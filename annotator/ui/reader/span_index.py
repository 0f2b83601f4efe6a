"""Which spans overlap a range, and in which lane each is drawn. Pure values: no Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from heapq import heapify, heappop, heappush

from annotator.domain.span import Fragment, envelope
from annotator.ui.reader.values import ReaderSpan

_SHIFTS = (11, 14, 17, 20, 23, 26, 29, 32)
_SHIFT_BITS = 5
_SHIFT_FOR = tuple(next((shift for shift in _SHIFTS if shift >= bits), _SHIFTS[-1]) for bits in range(64))
"""The level of the smallest bin that holds a span, by the number of bits in which its first and last place differ."""
_Key = tuple[int, int, tuple[int | str, ...], str]


class SpanIndex:
    """The spans of an article by id, by place and by lane.

    Place: each span lies in the smallest of a hierarchy of bins (2048 code points, then eight times as long at each
    level) that holds its envelope whole; a query visits the bins over its range (the scheme of genome browsers: Kent
    et al. 2002, "The human genome browser at UCSC"). Nothing costs time in proportion to the article.

    Lanes: in order of start (longer first), each span takes the lowest lane that no earlier span over its start
    holds; a discontinuous span holds its lane over its gaps too. The result does not depend on the order of calls.
    Lanes are found when first asked for; a change recomputes only those it can alter.
    """

    def __init__(self, spans: Iterable[ReaderSpan] = ()) -> None:
        self._spans: dict[str, ReaderSpan] = {span.id: span for span in spans}
        self._bins: defaultdict[int, list[str]] = defaultdict(list)
        self._lanes: dict[str, int] = {}
        bins = self._bins
        for span_id, span in self._spans.items():
            fragments = span.fragments
            start = fragments[0][0]
            shift = _SHIFT_FOR[(start ^ (fragments[-1][1] - 1)).bit_length()]
            bins[start >> shift << _SHIFT_BITS | shift].append(span_id)

    def __len__(self) -> int:
        return len(self._spans)

    def __iter__(self) -> Iterator[ReaderSpan]:
        return iter(self._spans.values())

    def get(self, span_id: str) -> ReaderSpan | None:
        """Return the span of that id, or None."""
        return self._spans.get(span_id)

    def overlapping(self, start: int, end: int) -> list[ReaderSpan]:
        """Return the spans whose envelope shares a code point with `[start, end)`, in lane order."""
        found: list[ReaderSpan] = []
        bins, spans = self._bins, self._spans
        for shift in _SHIFTS:
            for number in range(start >> shift, (max(start, end - 1) >> shift) + 1):
                for span_id in bins.get(number << _SHIFT_BITS | shift, ()):
                    span = spans[span_id]
                    if span.fragments[0].start < end and start < span.fragments[-1].end:
                        found.append(span)
        found.sort(key=_key)
        return found

    def lane(self, span_id: str) -> int:
        """Return the lane (0 = next to the text) of a span. Raises KeyError if there is no such span."""
        waiting = [] if span_id in self._lanes else [span_id]
        while waiting:
            span = self._spans[waiting[-1]]
            earlier = self._earlier(span)
            unknown = [other.id for other in earlier if other.id not in self._lanes]
            if unknown:
                waiting.extend(unknown)
                continue
            self._lanes[span.id] = self._lowest_free(earlier)
            waiting.pop()
        return self._lanes[span_id]

    def put(self, span: ReaderSpan) -> list[Fragment]:
        """Add or replace a span; return the ranges that look different now."""
        old = self._spans.get(span.id)
        if old is not None and old.fragments == span.fragments and old.order == span.order:
            self._spans[span.id] = span
            return [envelope(span.fragments)]
        touched = [] if old is None else self.remove(old.id)
        self._file(span)
        self.lane(span.id)
        return [*touched, envelope(span.fragments), *self._settle(self._later(span))]

    def remove(self, span_id: str) -> list[Fragment]:
        """Take a span away if it is there; return the ranges that look different now."""
        span = self._spans.get(span_id)
        if span is None:
            return []
        later = self._later(span)
        self._take_out(span)
        del self._spans[span_id]
        self._lanes.pop(span_id, None)
        return [envelope(span.fragments), *self._settle(later)]

    def _settle(self, doubtful: Iterable[ReaderSpan]) -> list[Fragment]:
        """Recompute lanes that may have changed, earlier spans first; return the envelopes of those that did."""
        queue = [_key(span) for span in doubtful]
        heapify(queue)
        changed: list[Fragment] = []
        done = ""
        while queue:
            span_id = heappop(queue)[3]
            if span_id == done:
                continue
            done = span_id
            span = self._spans[span_id]
            before = self._lanes.pop(span_id)
            if self.lane(span_id) != before:
                changed.append(envelope(span.fragments))
                for later in self._later(span):
                    heappush(queue, _key(later))
        return changed

    def _earlier(self, span: ReaderSpan) -> list[ReaderSpan]:
        start, key = span.fragments[0].start, _key(span)
        return [other for other in self.overlapping(start, start + 1) if _key(other) < key]

    def _later(self, span: ReaderSpan) -> list[ReaderSpan]:
        """Return the spans with a known lane that had to give way to `span`."""
        start, end = envelope(span.fragments)
        key = _key(span)
        return [other for other in self.overlapping(start, end) if other.id in self._lanes and _key(other) > key]

    def _lowest_free(self, spans: Iterable[ReaderSpan]) -> int:
        taken = {self._lanes[span.id] for span in spans}
        lane = 0
        while lane in taken:
            lane += 1
        return lane

    def _file(self, span: ReaderSpan) -> None:
        self._spans[span.id] = span
        self._bins[_bin_of(span)].append(span.id)

    def _take_out(self, span: ReaderSpan) -> None:
        place = _bin_of(span)
        held = self._bins[place]
        held.remove(span.id)
        if not held:
            del self._bins[place]


def _key(span: ReaderSpan) -> _Key:
    return (span.fragments[0].start, -span.fragments[-1].end, span.order, span.id)


def _bin_of(span: ReaderSpan) -> int:
    start, last = span.fragments[0].start, span.fragments[-1].end - 1
    shift = _SHIFT_FOR[(start ^ last).bit_length()]
    return start >> shift << _SHIFT_BITS | shift
