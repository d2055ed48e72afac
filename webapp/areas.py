"""Every area of the site, one blueprint each."""

from __future__ import annotations

from flask import Blueprint

from webapp import frontend_files
from webapp.account.absence import blueprint as absence
from webapp.account.routes import blueprint as account
from webapp.accounting.books import blueprint as books
from webapp.accounting.cards import blueprint as cards
from webapp.accounting.months import blueprint as months
from webapp.accounting.periods import blueprint as periods
from webapp.accounting.routes import blueprint as journals
from webapp.accounting.usage import blueprint as usage
from webapp.accounting.values import blueprint as values
from webapp.api.routes import blueprint as api
from webapp.assets.attachments import blueprint as attachments
from webapp.assets.editing import blueprint as asset_editing
from webapp.assets.register_pages import blueprint as register
from webapp.assets.routes import blueprint as assets
from webapp.auth.passwords import blueprint as passwords
from webapp.auth.routes import blueprint as auth
from webapp.calendars.routes import blueprint as calendars
from webapp.cases.routes import blueprint as cases
from webapp.categories.routes import blueprint as categories
from webapp.evidence.explaining import blueprint as explanations
from webapp.evidence.routes import blueprint as evidence
from webapp.files.routes import blueprint as files
from webapp.imports.routes import blueprint as imports
from webapp.inbox.routes import blueprint as inbox
from webapp.incidents.routes import blueprint as incidents
from webapp.labels.routes import blueprint as labels
from webapp.media.routes import blueprint as media
from webapp.messages.own_routes import blueprint as own_messages
from webapp.messages.routes import blueprint as messages
from webapp.monitoring.routes import blueprint as monitoring
from webapp.notices.routes import blueprint as notices
from webapp.papers.routes import blueprint as papers
from webapp.people.routes import blueprint as people
from webapp.planning.routes import blueprint as planning
from webapp.processes.routes import blueprint as processes
from webapp.radar.routes import blueprint as radar
from webapp.scanning.routes import blueprint as scanning
from webapp.start.routes import blueprint as start
from webapp.sustainability.routes import blueprint as sustainability
from webapp.tasks.routes import blueprint as tasks
from webapp.timers.routes import blueprint as timers

BLUEPRINTS: tuple[Blueprint, ...] = (
    frontend_files.blueprint,
    auth,
    passwords,
    account,
    absence,
    inbox,
    tasks,
    cases,
    papers,
    evidence,
    explanations,
    radar,
    sustainability,
    planning,
    assets,
    asset_editing,
    attachments,
    register,
    media,
    labels,
    categories,
    imports,
    scanning,
    start,
    processes,
    files,
    notices,
    messages,
    own_messages,
    monitoring,
    incidents,
    timers,
    calendars,
    people,
    journals,
    months,
    periods,
    usage,
    values,
    books,
    cards,
    api,
)
