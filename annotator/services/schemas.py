"""Changing a project's schema without losing a value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.annotation import Annotation, Relation
from annotator.domain.blinding import may_see
from annotator.domain.edit import Change
from annotator.domain.errors import RuleError
from annotator.domain.schema import Schema
from annotator.domain.schema_migration import Refusal, Renames, SchemaChange, SchemaPlan, diff, plan
from annotator.formats.schema_yaml import load_schema
from annotator.services.editing import Editor, Touched
from annotator.services.projects import Project
from annotator.services.reprinting import renewed_settings, with_fingerprints
from annotator.services.seeing import adjudicates
from annotator.storage.project_file import ProjectFile


@dataclass(frozen=True, slots=True)
class SchemaProposal:
    """A schema that may replace the project's: what changes, and what happens to the annotations."""

    text: str
    schema: Schema
    changes: tuple[SchemaChange, ...]
    plan: SchemaPlan


def propose_schema(project: Project, text: str, where: str, renames: Renames | None = None) -> SchemaProposal:
    """Work out what a new schema would do to the project. Raises InputError with line numbers for a bad schema."""
    schema = load_schema(text, where)
    renames = renames or Renames()
    project.saver.flush()
    with project.new_reader() as file:
        annotations: list[Annotation] = []
        relations: list[Relation] = []
        for article_id in file.article_ids():
            annotations += file.annotations(article_id)
            relations += [link for link in file.relations(article_id) if link.article_id == article_id]
        outcome = plan(project.schema, schema, renames, annotations, relations)
        layers = {annotation.id: annotation.layer for annotation in annotations}
        layers |= {link.id: link.layer for link in relations}
        refused = [_veiled(file, refusal, layers[refusal.record_id], project) for refusal in outcome.refused]
        outcome = replace(outcome, refused=refused)
    return SchemaProposal(text, schema, tuple(diff(project.schema, schema, renames)), outcome)


def _veiled(file: ProjectFile, refusal: Refusal, layer: str, project: Project) -> Refusal:
    """Return a refusal without the values of a layer that the annotator may not see."""
    states = {progress.layer: progress.state for progress in file.progress(refusal.article_id)}
    adjudicator = adjudicates(project.settings, project.annotator)
    if may_see(project.annotator, layer, states, adjudicator=adjudicator):
        return refusal
    return replace(refusal, why=f"something in the layer of {layer}, which you may not see yet, would be lost")


def change_schema(editor: Editor, proposal: SchemaProposal) -> Touched | None:
    """Give the project the proposed schema and rewrite what it renames, as one edit.

    Raises RuleError, listing the annotations concerned, if a value would be lost; nothing is changed then.
    """
    refused = proposal.plan.refused
    if refused:
        raise RuleError(
            f"The schema would lose values of {len(refused)} annotations",
            why="; ".join(describe_refusal(refusal) for refusal in refused[:5]) + ("; …" if len(refused) > 5 else ""),
            remedy="Keep what they use, say what it is renamed to, or change these annotations first",
        )
    project, changed = editor.project, proposal.plan.changed
    settings = {"schema": proposal.text, **renewed_settings(project.settings, changed)}
    project.saver.flush()
    with project.new_reader() as file:
        records = tuple(Change(before, after) for before, after in with_fingerprints(file, changed))
    return editor.change_setting("change schema", settings, records)


def describe_refusal(refusal: Refusal) -> str:
    """Return a refusal as one line."""
    return f"{refusal.record_id} in {refusal.article_id}: {refusal.why}"
