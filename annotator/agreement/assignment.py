"""The best one-to-one assignment over a sparse set of possible pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BATCH = 1000
"""So many pairs are solved in one call: the solver's cost grows with the square, a call costs as much as these."""


def best_assignment(rows: Ints, columns: Ints, gains: Floats) -> Ints:
    """Return the indexes of the pairs whose gains add up to the most, each row and column used at most once.

    `rows`, `columns` (small numbers, 0 and up) and `gains` (above 0) are of equal length, no pair twice. The answer
    is exact: a sparse Jonker-Volgenant assignment (scipy) in which every row may also stay alone.
    """
    if not len(rows):
        return np.empty(0, np.int64)
    unrivalled = (np.bincount(rows)[rows] == 1) & (np.bincount(columns)[columns] == 1)
    rivals = np.flatnonzero(~unrivalled)
    chosen = [np.flatnonzero(unrivalled)]
    if len(rivals):
        component = _component(rows[rivals], columns[rivals])
        order = np.lexsort((columns[rivals], rows[rivals], component))
        batches = _batches(rivals[order], component[order])
        chosen += [_solve(rows[part], columns[part], gains[part], part) for part in batches]
    return np.sort(np.concatenate(chosen))


def _component(rows: Ints, columns: Ints) -> NDArray[np.int32]:
    """Return for each pair the number of the component it is in."""
    height, width = int(rows.max()) + 1, int(columns.max()) + 1
    ones = np.ones(len(rows), np.int8)
    graph = csr_array((ones, (rows, columns + height)), shape=(height + width, height + width))
    component: NDArray[np.int32] = connected_components(graph, directed=False)[1][rows]
    return component


def _batches(order: Ints, component: NDArray[np.int32]) -> list[Ints]:
    """Cut `order` into runs of whole components."""
    borders = np.flatnonzero(np.diff(component)) + 1
    cuts, last = [], 0
    for border in borders.tolist():
        if border - last >= _BATCH:
            cuts.append(border)
            last = border
    return np.split(order, cuts)


def _solve(rows: Ints, columns: Ints, gains: Floats, index: Ints) -> Ints:
    """Assign within one batch; `index` are the pairs' numbers outside."""
    row_names, row = np.unique(rows, return_inverse=True)
    column_names, column = np.unique(columns, return_inverse=True)
    height, width = len(row_names), len(column_names)
    alone = np.arange(height)
    zero = gains.max() + 1.0
    costs = csr_array(
        (
            np.concatenate([zero - gains, np.full(height, zero)]),
            (np.concatenate([row, alone]), np.concatenate([column, width + alone])),
        ),
        shape=(height, width + height),
    )
    partner = np.empty(height, np.int64)
    taken = min_weight_full_bipartite_matching(costs)
    partner[taken[0]] = taken[1]
    chosen: Ints = index[partner[row] == column]
    return chosen
