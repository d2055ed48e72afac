"""The command line's front door: what commands there are, and how a refusal leaves."""

from __future__ import annotations

from typing import Any

import click

from engine.errors import EngineError, say
from webapp.cli.language import _
from webapp.cli.lazy import Lazy, LazyGroup
from webapp.cli.refusals import Refused

COMMANDS = {
    "init": Lazy("webapp.cli.set_up:init", _("Create the database, or bring it up to date.")),
    "demo": Lazy("webapp.cli.demo:demo", _("Set up a demo company and serve it.")),
    "serve": Lazy("webapp.cli.serving:serve", _("Serve the web pages and the API, and run the clock.")),
    "worker": Lazy("webapp.cli.serving:worker", _("Run the clock alone.")),
    "tick": Lazy("webapp.cli.ticking:tick", _("Do once what is due.")),
    "check": Lazy("webapp.cli.bundles:check", _("Check bundles as publishing does.")),
    "deploy": Lazy("webapp.cli.bundles:deploy", _("Publish bundles of diagrams, tables and forms.")),
    "process": Lazy("webapp.cli.processes:process", _("Start, list, show and cancel cases.")),
    "task": Lazy("webapp.cli.tasks:task", _("List, show, decide and pass on tasks.")),
    "case": Lazy("webapp.cli.cases:case", _("Copy, comment and withdraw cases.")),
    "disposal": Lazy("webapp.cli.disposals:disposal", _("Mark assets for disposal, and look at requests.")),
    "asset": Lazy("webapp.cli.assets:asset", _("Look at the register, print labels, and ask for return to use.")),
    "labels": Lazy("webapp.cli.labels:labels", _("Write labels of assets as PDF for common label papers.")),
    "scan": Lazy("webapp.cli.scanning:scan", _("Carry out what was scanned: seen, given away, received.")),
    "evidence": Lazy("webapp.cli.evidence_rules:evidence", _("Look after what disposals have to prove.")),
    "media": Lazy("webapp.cli.media:media", _("Look after the storage media inside assets.")),
    "import": Lazy("webapp.cli.imports:imports", _("Take registers of assets, and people, over from files.")),
    "timers": Lazy("webapp.cli.timers:timers", _("Look at time limits, and change them.")),
    "incident": Lazy("webapp.cli.incidents:incident", _("List what went wrong, and try it again.")),
    "outbox": Lazy("webapp.cli.outbox:outbox", _("Look after messages that have not left the house.")),
    "channel": Lazy("webapp.cli.channels:channel", _("Look after the webhooks and chat groups of the house.")),
    "monitoring": Lazy(
        "webapp.cli.monitoring:monitoring", _("Look after the monitoring systems that may mark assets by alarm.")
    ),
    "journal": Lazy("webapp.cli.journals:journal", _("List, show, confirm and reverse journals.")),
    "period": Lazy("webapp.cli.periods:period", _("Open and close the months of a company's books.")),
    "value": Lazy("webapp.cli.values:value", _("Record what changes an asset's value.")),
    "books": Lazy("webapp.cli.books:books", _("Charts of accounts, VAT rates, and who keeps books by which.")),
    "depreciate": Lazy("webapp.cli.depreciating:depreciate", _("Depreciate a month.")),
    "radar": Lazy("webapp.cli.radar:radar", _("Show old and stale assets, late disposals and key figures.")),
    "plan": Lazy("webapp.cli.planning:plan", _("Plan the stages of disposals by day, and see what is late.")),
    "materials": Lazy(
        "webapp.cli.sustainability:materials", _("Record where the materials of disposed assets went, and report it.")
    ),
    "export": Lazy("webapp.cli.exporting:export", _("Write journals for the ERP, and dossiers.")),
    "audit": Lazy("webapp.cli.audit:audit", _("Verify that nobody changed the history.")),
    "org": Lazy("webapp.cli.organization:org", _("Add companies and departments, and open accounting periods.")),
    "user": Lazy("webapp.cli.users:user", _("Add people, set passwords, make tokens.")),
    "feel": Lazy("webapp.cli.feel:feel", _("Compute a FEEL expression.")),
    "decide": Lazy("webapp.cli.feel:decide", _("Make a decision of a DMN file.")),
    "bench": Lazy("webapp.cli.bench:bench", _("Measure how fast it runs here.")),
    "conformance": Lazy("webapp.cli.conformance:conformance", _("Run the conformance suites.")),
}


class Zhangshi(LazyGroup):
    """Turns a refusal of the house, or a file that cannot be used, into a sentence on stderr and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EngineError as refusal:
            raise Refused(refusal) from refusal
        except OSError as failure:
            if failure.filename is None:
                raise
            sentence = say("“%(path)s” cannot be used: %(reason)s", path=failure.filename, reason=failure.strerror)
            raise Refused(EngineError(sentence)) from failure


@click.group(
    cls=Zhangshi,
    lazy=COMMANDS,
    name="zhangshi",
    help=_("Asset disposal and stocktake that run as the diagram says, and end with books that match the goods."),
    epilog=_("Exit codes: 0 done, 1 refused, 2 wrong usage, 3 the history was changed."),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="zhangshi", prog_name="zhangshi")
def main() -> None:
    pass
