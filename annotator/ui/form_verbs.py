"""What a person can enter about annotations and relations: one small function per verb."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.ui.session import Session


class FormVerbs:
    """Verbs of the inspector. What is refused is said by the session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def set_attribute(self, annotation_ids: Sequence[str], name: str, raw: object) -> None:
        """Set or clear an attribute."""
        self._session.do(lambda editor: editor.set_attribute(annotation_ids, name, raw))

    def open_attribute(self, annotation_id: str, name: str) -> None:
        """Fill an attribute on demand by its rule."""
        self._session.do(lambda editor: editor.open_attribute(annotation_id, name))

    def confirm(self, annotation_ids: Sequence[str], names: Sequence[str] | None) -> None:
        """Confirm what rules filled in."""
        self._session.do(lambda editor: editor.confirm(annotation_ids, names))

    def relabel(self, annotation_ids: Sequence[str], label: str) -> None:
        """Give annotations another label."""
        self._session.do(lambda editor: editor.relabel(annotation_ids, label))

    def set_note(self, annotation_id: str, note: str) -> None:
        """Set or clear a note."""
        self._session.do(lambda editor: editor.set_note(annotation_id, note))

    def remove_fragment(self, annotation_id: str, fragment: int) -> None:
        """Take a fragment away."""
        self._session.do(lambda editor: editor.remove_fragment(annotation_id, fragment))

    def delete(self, annotation_ids: Sequence[str]) -> None:
        """Delete annotations."""
        self._session.do(lambda editor: editor.delete(annotation_ids))

    def unrelate(self, relation_id: str) -> None:
        """Delete a relation."""
        self._session.do(lambda editor: editor.unrelate(relation_id))

    def set_relation_attribute(self, relation_id: str, name: str, raw: object) -> None:
        """Set or clear an attribute of a relation."""
        self._session.do(lambda editor: editor.set_relation_attribute(relation_id, name, raw))
