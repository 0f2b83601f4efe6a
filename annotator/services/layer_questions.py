"""What only a person can say before annotations come in: which labels are meant, and whose layer it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz, process

from annotator.domain.schema import Schema
from annotator.domain.schema_parts import name_from
from annotator.formats.annotated import AnnotatedArticle
from annotator.formats.text_files import DEFAULT_LIMIT_BYTES
from annotator.services.layers import Cancelled, LayerOptions, Progress, read_annotated
from annotator.services.projects import Project, handle_of

_ALIKE = 85.0
"""How alike names of labels are, of 100, before one is proposed for the other: `claims` and `claim`."""


@dataclass(slots=True)
class LayerQuestions:
    """What files hold that the project does not know.

    `labels` maps the labels that the schema lacks, as the files write them, to how many annotations have them, and
    `annotators` the handles of those whom the files name to how many articles they have begun.
    """

    labels: Counter[str] = field(default_factory=Counter)
    annotators: Counter[str] = field(default_factory=Counter)

    def are_open(self, annotator: str) -> bool:
        """Tell whether there is anything to ask the annotator who imports."""
        return bool(self.labels or set(self.annotators) - {annotator})


@dataclass(frozen=True, slots=True)
class LayerAnswers:
    """What was decided: `labels` maps labels of the files to the schema's, or to names of new ones.

    `by_annotator` keeps each annotation in the layer of the annotator that the file names, `finished` marks the
    articles finished.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    by_annotator: bool = False
    finished: bool = False

    def options(self, form: str, schema: Schema, limit_bytes: int) -> LayerOptions:
        """Return how files of a format are taken."""
        known = {label.name for label in schema.labels}
        return LayerOptions(
            label_map=self.labels,
            add_labels=not known.issuperset(self.labels.values()),
            finished=self.finished,
            by_annotator=self.by_annotator,
            form="gold" if form == "layers" else form,
            limit_bytes=limit_bytes,
        )


def find_questions(
    project: Project,
    files: Mapping[str, Sequence[Path]],
    *,
    limit_bytes: int = DEFAULT_LIMIT_BYTES,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> LayerQuestions:
    """Read the files of each format, and return what they hold that the project does not know.

    What cannot be read is not told here; the import does. Raises CancelledError.
    """
    found = LayerQuestions()
    for form, paths in files.items():
        options = LayerOptions(form="gold" if form == "layers" else form, limit_bytes=limit_bytes, add_labels=True)
        for item in read_annotated(paths, project.schema, "", options, progress, cancelled):
            if isinstance(item, AnnotatedArticle):
                found.labels.update({label: uses for (label, _), uses in item.lacking.items()})
                if item.layer and item.begun:
                    found.annotators[handle_of(item.layer)] += 1
    return found


def known_label(name: str, schema: Schema) -> str | None:
    """Return the label of the schema that is called nearly as this one."""
    names = [label.name for label in schema.labels]
    alike = process.extractOne(name_from(name), names, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return None if alike is None else str(alike[0])


def new_names(labels: Iterable[str], schema: Schema) -> dict[str, str]:
    """Return a name for each label, should it be added: none that the schema has, and no two the same."""
    taken = {label.name for label in schema.labels}
    names = {}
    for label in labels:
        name = wanted = name_from(label)
        number = 1
        while name in taken:
            number += 1
            name = f"{wanted}_{number}"
        names[label] = name
        taken.add(name)
    return names
