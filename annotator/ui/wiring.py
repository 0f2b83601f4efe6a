"""How the window works, on one page: which signal leads to which verb, and which command to which function."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from annotator.ui.project_verbs import open_folder
from annotator.ui.tagging_verbs import TaggingVerbs

if TYPE_CHECKING:
    from annotator.ui.deciding import Deciding
    from annotator.ui.workspace import Workspace

Functions = dict[str, Callable[[], object]]


def command_functions(work: Workspace) -> Functions:
    """Return what every command does."""
    return {
        **_project_functions(work),
        **_editing_functions(work),
        **_tagging_functions(work.tagging),
        **_adjudicating_functions(work.deciding),
        **_article_functions(work),
        **_view_functions(work),
    }


def _project_functions(work: Workspace) -> Functions:
    projects = work.projects
    return {
        "project.new": projects.new,
        "project.open": projects.ask_and_open,
        "project.sample": projects.open_sample,
        "project.import": work.exchange.import_articles,
        "project.export": work.exchange.export,
        "project.split": work.splitting.begin,
        "project.assign": work.sharing.ask_assign,
        "project.pack": work.sharing.ask_pack,
        "project.merge": work.merging.merge,
        "project.conflicts": work.merging.show_conflicts,
        "project.unmerge": work.merging.ask_unmerge,
        "project.backup": projects.back_up,
        "project.verify": projects.verify,
        "project.schema": work.schema.begin,
        "project.annotator": projects.change_annotator,
        "project.close": projects.close,
    }


def _editing_functions(work: Workspace) -> Functions:
    tagging, page, views = work.tagging, work.page, work.views
    return {
        "edit.undo": views.undo,
        "edit.redo": views.redo,
        "edit.copy": tagging.copy,
        "edit.find": views.find,
        "edit.find_next": partial(page.find_bar.step, forward=True),
        "edit.find_previous": partial(page.find_bar.step, forward=False),
        "select.grow": tagging.grow,
        "select.shrink": tagging.shrink,
        "select.figure": partial(tagging.seek, "figure", forward=True),
        "select.figure_back": partial(tagging.seek, "figure", forward=False),
        "select.quote": partial(tagging.seek, "quote", forward=True),
        "select.quote_back": partial(tagging.seek, "quote", forward=False),
        "annotation.next": tagging.select_next,
        "annotation.previous": tagging.select_previous,
        "annotation.inspect": views.inspect,
        "annotation.back": views.back,
        "annotation.confirm": tagging.confirm,
        "annotation.optional": views.open_optional,
        "annotation.note": views.write_note,
        "annotation.relate": work.relating.begin,
        "annotation.delete": tagging.delete,
    }


def _article_functions(work: Workspace) -> Functions:
    tagging, views = work.tagging, work.views
    return {
        "article.finish": tagging.finish,
        "article.reopen": tagging.reopen,
        "article.next": partial(views.go, 1),
        "article.previous": partial(views.go, -1),
        "article.go": views.show_articles,
        "article.filter": views.filter_articles,
        "article.alike": work.grouping.show_alike,
        "article.details": views.show_details,
        "article.exclude": work.care.exclude,
        "article.original": work.care.save_original,
    }


def _view_functions(work: Workspace) -> Functions:
    page, views = work.page, work.views
    return {
        "page.annotate": partial(work.show_page, "annotate"),
        "page.review": partial(work.show_page, "review"),
        "page.adjudicate": views.show_adjudication,
        "page.search": partial(work.show_page, "search"),
        "view.palette": views.show_palette,
        "view.guideline": views.show_guideline,
        "view.articles": partial(page.toggle, page.articles),
        "view.inspector": partial(page.toggle, page.side),
        "view.others": work.others.toggle,
        "view.next_panel": partial(views.next_panel, 1),
        "view.previous_panel": partial(views.next_panel, -1),
        "zoom.in": partial(work.look.zoom_by, 1),
        "zoom.out": partial(work.look.zoom_by, -1),
        "zoom.reset": work.look.reset_zoom,
        "view.theme": work.look.switch,
        "view.full_screen": views.toggle_full_screen,
        "app.settings": views.show_settings,
        "app.quit": work.window.close,
        "help.keys": work.keys.show_keys,
        "help.welcome": partial(work.show_page, "welcome"),
        "help.about": views.show_about,
    }


def _tagging_functions(tagging: TaggingVerbs) -> Functions:
    functions: Functions = {}
    for digit in "123456789":
        functions[f"tag.{digit}"] = partial(tagging.tag, digit)
        functions[f"fragment.{digit}"] = partial(tagging.add_fragment, digit)
    for step in ("word", "character"):
        for edge in ("start", "end"):
            for way in ("back", "forward"):
                verb = partial(tagging.nudge, edge, step, forward=way == "forward")
                functions[f"edge.{edge}_{way}_{step}"] = verb
    return functions


def _adjudicating_functions(deciding: Deciding) -> Functions:
    decisions, drafts = deciding.decisions, deciding.drafts
    functions: Functions = {
        "adjudicate.accept": decisions.accept,
        "adjudicate.all": decisions.accept_all,
        "adjudicate.merge": decisions.merge,
        "adjudicate.edit": drafts.edit,
        "adjudicate.choose": drafts.choose_here,
        "adjudicate.reject": decisions.reject,
        "adjudicate.keep": decisions.keep,
        "adjudicate.later": deciding.leave_for_later,
        "adjudicate.next": partial(deciding.step, 1),
        "adjudicate.previous": partial(deciding.step, -1),
        "adjudicate.next_article": deciding.go_to_open,
        "adjudicate.queue": deciding.toggle_whole,
        "adjudicate.colours": deciding.switch_colours,
        "adjudicate.majority": decisions.settle_majority,
        "adjudicate.finish": decisions.finish,
        "adjudicate.reopen": decisions.reopen,
        "adjudicate.role": deciding.take_role,
    }
    for number in range(1, 10):
        functions[f"adjudicate.accept_{number}"] = partial(decisions.accept_column, number)
    for step in ("word", "character"):
        for edge in ("start", "end"):
            for way in ("back", "forward"):
                verb = partial(drafts.nudge, edge, step, forward=way == "forward")
                functions[f"adjudicate.{edge}_{way}_{step}"] = verb
    return functions


def connect(work: Workspace) -> None:
    """Connect every intent to its verb, and every change to what shows it."""
    session, tagging, projects, showing = work.session, work.tagging, work.projects, work.showing

    functions = command_functions(work)
    work.actions.triggered.connect(lambda command: functions[command]())

    session.project_opened.connect(showing.on_project_opened)
    session.project_opened.connect(work.grouping.begin)
    session.project_closed.connect(showing.on_project_closed)
    session.article_closing.connect(showing.before_article)
    session.article_opened.connect(showing.on_article_opened)
    session.touched.connect(showing.on_touched)
    session.touched.connect(work.grouping.on_touched)
    session.refreshed.connect(showing.on_refreshed)
    session.save_state.connect(showing.on_save_state)
    session.refused.connect(partial(work.messages.show_error, passing=True))
    session.failed.connect(work.messages.show_error)
    work.tasks.failed.connect(work.messages.show_error)
    work.tasks.broken.connect(work.messages.show_bug)

    tagging.article_wanted.connect(session.open_article)
    tagging.selection_changed.connect(showing.on_selection)
    tagging.last_finished.connect(showing.on_last_finished)
    tagging.values_wanted.connect(work.views.inspect)
    projects.handle_chosen.connect(partial(work.change_setting, "annotator"))
    projects.import_wanted.connect(work.exchange.import_articles)
    projects.merge_wanted.connect(work.merging.merge)

    _connect_others(work)
    _connect_text(work)
    _connect_panels(work)
    _connect_adjudication(work)
    _connect_sheets(work)
    _connect_frame(work)


def _connect_frame(work: Workspace) -> None:
    """Connect what stands around the article: start page, search and review, the rail and the status bar."""
    projects, views, session = work.projects, work.views, work.session

    work.search_page.asked.connect(work.searching.search)
    work.search_page.chosen.connect(views.show_hit)
    work.review_page.command.connect(work.actions.trigger)
    work.rail.asked.connect(work.actions.trigger)
    work.status.annotator_clicked.connect(projects.change_annotator)
    work.status.save_clicked.connect(session.retry_saving)
    work.welcome.command.connect(work.actions.trigger)
    work.welcome.project_chosen.connect(projects.open)
    work.welcome.dropped.connect(projects.drop)
    work.look.theme_chosen.connect(partial(work.change_setting, "theme"))


def _connect_others(work: Workspace) -> None:
    """Connect what shows others' layers; it comes after what shows one's own."""
    session, others = work.session, work.others

    others.switched.connect(work.views.name_others)
    session.project_opened.connect(others.forget)
    session.article_opened.connect(others.update)
    session.refreshed.connect(others.update)
    session.touched.connect(others.on_touched)


def _connect_text(work: Workspace) -> None:
    """Connect the list of articles and the text."""
    page, tagging, views, showing = work.page, work.tagging, work.views, work.showing

    page.articles.article_chosen.connect(showing.choose_article)
    page.articles.import_requested.connect(work.exchange.import_articles)
    page.articles.files_dropped.connect(work.projects.drop)
    page.articles.query_changed.connect(work.searching.filter_articles)
    page.reader.caret_moved.connect(showing.on_caret)
    page.reader.selection_changed.connect(showing.on_caret)
    page.reader.span_clicked.connect(work.relating.click)
    page.reader.background_clicked.connect(partial(tagging.select, None))
    page.reader.span_hovered.connect(page.describe)
    page.reader.span_end_dragged.connect(tagging.drag_edge)
    page.reader.fragment_drawn.connect(tagging.draw_fragment)
    page.reader.zoom_changed.connect(work.look.on_zoomed)
    page.reader.context_menu_requested.connect(views.show_context_menu)
    page.find_bar.found.connect(page.reader.set_selection)
    page.find_bar.closed.connect(tagging.focus_text)


def _connect_panels(work: Workspace) -> None:
    """Connect what is entered in the panels on the right."""
    tagging, forms, views, inspector = work.tagging, work.forms, work.views, work.page.inspector
    picker = work.relating.picker
    picker.candidate_changed.connect(work.relating.show_candidate)
    picker.search_requested.connect(work.relating.search)
    picker.relation_chosen.connect(work.relating.relate)
    picker.cancelled.connect(work.relating.end)
    tagging.selection_changed.connect(work.relating.on_selection)
    work.page.annotations.selection_changed.connect(tagging.select_many)
    work.page.annotations.annotation_chosen.connect(tagging.select)
    work.page.guideline.guideline_edited.connect(work.projects.change_guideline)
    work.page.guideline.link_opened.connect(work.projects.open_link)
    inspector.attribute_edited.connect(forms.set_attribute)
    inspector.attribute_opened.connect(forms.open_attribute)
    inspector.confirmed.connect(forms.confirm)
    inspector.label_chosen.connect(forms.relabel)
    inspector.note_edited.connect(forms.set_note)
    inspector.fragment_removed.connect(forms.remove_fragment)
    inspector.deleted.connect(forms.delete)
    inspector.relation_removed.connect(forms.unrelate)
    inspector.relation_attribute_edited.connect(forms.set_relation_attribute)
    inspector.relation_requested.connect(work.relating.begin)
    inspector.annotation_followed.connect(views.follow)
    inspector.history_wanted.connect(views.show_history)
    inspector.left.connect(tagging.focus_text)


def _connect_adjudication(work: Workspace) -> None:
    """Connect the Adjudicate page."""
    deciding, page = work.deciding, work.adjudicate_page
    work.session.project_opened.connect(deciding.on_project_changed)
    work.session.project_closed.connect(deciding.on_project_changed)
    work.session.refreshed.connect(deciding.on_refreshed)
    work.session.touched.connect(deciding.on_touched)
    deciding.colours_chosen.connect(partial(work.change_setting, "colours"))
    work.window.theme.changed.connect(deciding.refresh)
    deciding.hand_changed.connect(work.showing.show_keys)
    page.command.connect(work.actions.trigger)
    page.escaped.connect(work.messages.dismiss)
    page.queue.article_chosen.connect(deciding.open)
    page.queue.place_chosen.connect(deciding.select)
    page.queue.all_wanted.connect(deciding.toggle_whole)
    page.compare.command.connect(work.actions.trigger)
    page.compare.cell_chosen.connect(deciding.drafts.choose)
    page.reader.span_clicked.connect(deciding.select_at)
    page.reader.span_end_dragged.connect(deciding.drafts.drag_edge)
    page.reader.zoom_changed.connect(work.look.on_zoomed)
    form = page.form
    form.label_chosen.connect(deciding.drafts.relabel)
    form.attribute_edited.connect(deciding.drafts.set_attribute)
    form.attribute_opened.connect(deciding.drafts.open_attribute)
    form.confirmed.connect(deciding.drafts.confirm)
    form.fragment_removed.connect(deciding.drafts.remove_fragment)
    form.accepted.connect(deciding.decisions.accept)
    form.left.connect(deciding.drafts.cancel)


def _connect_sheets(work: Workspace) -> None:
    """Connect what lies over the window; while one is open, the keys below it rest."""
    schema = work.schema
    schema.sheet.check_wanted.connect(schema.check)
    schema.sheet.change_wanted.connect(schema.change)
    schema.sheet.annotation_wanted.connect(schema.sheet.dismiss)
    schema.sheet.annotation_wanted.connect(work.views.follow)
    work.merging.open_wanted.connect(work.projects.open)
    work.merging.article_wanted.connect(work.views.follow)
    work.exchange.imported.connect(work.showing.on_imported)
    work.exchange.imported.connect(work.grouping.look_again)
    work.exchange.export_sheet.open_folder_wanted.connect(open_folder)
    work.sharing.pack_sheet.open_folder_wanted.connect(open_folder)
    work.settings_sheet.changed.connect(work.change_setting)
    work.details.changed.connect(work.views.describe)
    for sheet in work.sheets:
        sheet.opened.connect(partial(work.actions.set_blocked, blocked=True))
        sheet.closed.connect(partial(work.actions.set_blocked, blocked=False))
