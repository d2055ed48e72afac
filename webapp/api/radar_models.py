"""What goes in and out of the radar."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from webapp.api.reading import Entry, PageQuery
from webapp.api.replies import Amount
from workflows.radar.ageing import By
from workflows.radar.models import Kpi
from workflows.radar.targets import LONGEST_CYCLE, MAX_NOTE


class UnitQuery(Entry):
    """Of which department."""

    unit: str | None = Field(None, max_length=40, description="Its code; with those below it. None: all you may see.")


class UnitPage(PageQuery, UnitQuery):
    """Which page, of which department."""


class RiskItem(BaseModel):
    """An asset that nobody looks at. `is_unclaimed`: nobody holds it, or somebody who has left. `labelled_since`: when
    the nightly watch labelled it as coming of age."""

    id: UUID
    asset_no: str
    name: str
    state: str
    in_service_on: date
    last_maintenance_on: date | None
    last_seen_at: datetime | None
    custodian: str | None
    is_unclaimed: bool
    labelled_since: date | None


class RiskPage(BaseModel):
    """A page of them."""

    items: list[RiskItem]
    next: str | None


class AgeingQuery(UnitQuery):
    """What is counted."""

    by: By = By.STATE


class AgeingItem(BaseModel):
    """Assets on their way out, by the days in their state: 0-7, 8-30, 31-90 and more. `of`: the state, the sign-in name
    of the custodian (null: nobody) or the code of the department."""

    of: str | None
    counts: list[int]


class AgeingReply(BaseModel):
    """Every row."""

    items: list[AgeingItem]


class DeadlineItem(BaseModel):
    """A disposal and the day by which its loss has to be declared. `warning`: 60, 30 or 7 while it holds; `is_late`:
    its assets left in an earlier year and it is not in the books."""

    request_id: UUID
    number: str
    handed_out_at: datetime | None
    posted_on: date | None
    deadline: date
    days_left: int
    warning: int | None
    is_late: bool


class DeadlinesReply(BaseModel):
    """What has left and is not in the books, and what is and has to be declared."""

    not_in_the_books: list[DeadlineItem]
    to_declare: list[DeadlineItem]


class CycleItem(BaseModel):
    """How many disposals, and how many days they took."""

    count: int
    mean: Amount | None
    median: Amount | None
    p90: Amount | None


class MonthItem(CycleItem):
    """Of a month: its first day."""

    month: date


class StateItem(CycleItem):
    """Of the assets in a state."""

    state: str


class StepItem(CycleItem):
    """Of the decisions at a step: the days that they waited, and the mean of the minutes they were worked on."""

    element_id: str
    name: str
    minutes_touched: Amount | None


class FiguresReply(BaseModel):
    """The key figures. `reduction_percent` = (baseline - mean) / baseline. `variance_percent`: of the assets in the
    books, those in use that nobody has seen for 180 days and those that have left."""

    since: datetime
    until: datetime
    cycle: CycleItem
    before: CycleItem
    baseline_days: Amount | None
    reduction_percent: Amount | None
    reduction_target_percent: Amount
    variance_percent: Amount | None
    variance_target_percent: Amount
    is_passed: bool | None
    months: list[MonthItem]
    states: list[StateItem]
    steps: list[StepItem]


class KpiPath(BaseModel):
    """Which figure."""

    kpi: Kpi


class NewTarget(Entry):
    """What the figure is held against: baseline in days (cycle) or per cent (variance), target in per cent. Without
    `starts_on` the last sixty days count, without a baseline the sixty days before them."""

    target: Decimal = Field(ge=0, le=100)
    baseline: Decimal | None = Field(None, gt=0, le=LONGEST_CYCLE)
    starts_on: date | None = None
    ends_on: date | None = None
    note: str = Field("", max_length=MAX_NOTE)


class TargetItem(BaseModel):
    """A target that was set."""

    id: UUID
    kpi: Kpi
    target: Amount
    baseline: Amount | None
    starts_on: date | None
    ends_on: date | None
    note: str
    set_by: UUID
    set_at: datetime


class TargetsReply(BaseModel):
    """Every target of a figure, the newest first: that one holds."""

    items: list[TargetItem]


class Evaluate(Entry):
    """Which assets, and why."""

    asset_nos: list[str] = Field(min_length=1, max_length=100)
    reason: str = Field(min_length=1, max_length=2000)


class Evaluation(BaseModel):
    """A request that was opened, with its case."""

    request_id: UUID
    number: str
    instance_id: UUID | None


class Evaluations(BaseModel):
    """One per department and currency."""

    items: list[Evaluation]
