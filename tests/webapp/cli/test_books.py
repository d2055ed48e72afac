"""The books from the shell: periods, months of depreciation, journals, cards."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from tests.webapp.cli.conftest import shell_on
from tests.workflows import seeded

ENTITY = ("--entity", "QM-SZ")


def test_a_month_is_depreciated_confirmed_handed_over_and_reversed(tmp_path: Path) -> None:
    shell = shell_on(tmp_path, seeded.new_url("sqlite"))
    month = date.today().strftime("%Y-%m")  # noqa: DTZ011  the demo's books are kept by the machine's day
    (run,) = shell.read("depreciate", "--month", month, *ENTITY, "--as", "wu.fang")
    assert shell.read("depreciate", "--month", month, *ENTITY)[0]["total"] == run["total"]
    (waiting,) = shell.read("journal", "list", "--status", "to_confirm", "--as", "wu.fang")
    lines = shell.read("journal", "show", waiting["id"])["lines"]
    assert {line["account_code"] for line in lines} == {"6602", "1602"}
    shell.run("journal", "confirm", waiting["id"], "--on", f"{month}-01", "--voucher", "=记-1", "--as", "wu.fang")
    number = shell.read("journal", "show", waiting["id"])["number"]
    file = shell.run("export", "journal", number, "--layout", "sap", "--as", "wu.fang").stdout
    rows = list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))
    assert {row["XBLNR"] for row in rows} == {number}
    refused = shell.run(
        "journal", "reverse", waiting["id"], "--on", f"{month}-01", "--reason", "x", "--as", "wu.fang", code=1
    )
    assert "permission" in refused.output
    done = shell.read("journal", "reverse", waiting["id"], "--on", f"{month}-01", "--reason", "x", "--as", "wang.jing")
    assert done["status"] == "confirmed"


def test_months_are_opened_and_closed_by_the_finance_manager(tmp_path: Path) -> None:
    shell = shell_on(tmp_path, seeded.new_url("sqlite"))
    shell.run("period", "open", "2024-11", *ENTITY, "--as", "zheng.hua")
    assert {"month": "2024-11", "status": "open"} in shell.read("period", "list", *ENTITY)
    shell.run("period", "close", "2024-11", *ENTITY, "--as", "wu.fang", code=1)
    shell.run("period", "close", "2024-11", *ENTITY, "--as", "zheng.hua")
    assert {"month": "2024-11", "status": "closed"} in shell.read("period", "list", *ENTITY)


def test_a_card_is_split(tmp_path: Path) -> None:
    shell = shell_on(tmp_path, seeded.new_url("sqlite"))
    card = shell.read("asset", "split", "SZ-PROD-0002", "--percent", "25", "--as", "zhao.min")
    assert (card["asset_no"], card["cost"]) == ("SZ-PROD-0002-1", "80000.00")
    shell.run("asset", "split", "SZ-PROD-0002", "--percent", "100", "--as", "zhao.min", code=1)


def test_charts_and_rates_are_data_to_the_shell(tmp_path: Path) -> None:
    shell, zheng = shell_on(tmp_path, seeded.new_url("sqlite")), ("--as", "zheng.hua")
    shell.run("books", "keep-account", "cas", "6711.01", "报废损失", "--name-en", "Scrap losses", *zheng)
    shell.run("books", "set-account", "cas", "loss", "6711.01", "--method", "scrap", *zheng)
    kept = shell.read("books", "accounts", "cas")
    assert kept["accounts"]["6711.01"]["name_en"] == "Scrap losses"
    assert {"code": "6711.01", "purpose": "loss", "method": "scrap"} in kept["postings"]
    rate = ("--price-rate", "0.12", "--tax-rate", "0.12", "--from", "2027-07-01")
    shell.run("books", "add-rate", "general", *rate, "--as", "wu.fang", code=1)
    shell.run("books", "add-rate", "general", *rate, *zheng)
    assert shell.read("books", "rates")[1]["code"] in ("exempt", "general")
    shell.run("books", "keep", *ENTITY, "--chart", "ifrs", "--convention", "DAILY", *zheng)
    shell.run("books", "keep", *ENTITY, "--chart", "barter", "--convention", "DAILY", *zheng, code=1)
