#!/usr/bin/env python3
"""Checks a published yearly report as a stranger does: python3 check_report.py https://site 2025

Reads /reports/YEAR.json and every inclusion list, adds up every figure again, runs the balances of the form,
and holds what was counted against what the site shows now.  Shares no code with the project; docs/report-proof.md
says what it relies on.  Prints each fault; exit status 1 when there is one.
"""
import base64
import hashlib
import json
import sys
import urllib.error
import urllib.request
from decimal import Decimal

SITE, YEAR = sys.argv[1].rstrip("/"), sys.argv[2]
APPLICANTS = ["person", "business", "research", "charity", "legal", "other"]
faults = []


def get(path):
    try:
        with urllib.request.urlopen(SITE + path) as reply:
            return reply.read()
    except urllib.error.HTTPError:
        return None


def expect(good, words):
    if not good:
        faults.append(words)


def b64(digest):
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def read_list(entry):
    body = get(f"/reports/{YEAR}/proof/{entry['figure']}.ndjson?version={report['article']['version']}") or b""
    expect(hashlib.sha256(body).hexdigest() == entry["sha256"], f"{entry['figure']}: not the list that was frozen")
    return [json.loads(line) for line in body.decode().splitlines()]


def check_list(entry, lines):
    name = entry["figure"]
    ids = [line.get("case") or line.get("article") or line.get("month") for line in lines]
    expect(len(ids) == len(set(ids)), f"{name}: something is counted twice")
    expect(len(lines) == entry["count"], f"{name}: {len(lines)} lines, {entry['count']} told")
    total = sum(line.get("amount", 1) for line in lines)
    expect(total == entry["sum"], f"{name}: the list gives {total}, the report says {entry['sum']}")
    column = name.split(".")[-1]
    if name.startswith("3.") and column in APPLICANTS:
        for line in lines:
            expect(line["category"] == column, f"{name}: case {line['case']} is of another kind of applicant")


def check_cells():
    filed = {}
    for dept in report["filed"]:
        for figure in dept["figures"]:
            filed[figure["id"]] = filed.get(figure["id"], 0) + Decimal(figure["amount"])
    for name, cell in cells.items():
        entered = filed.get(name, 0)
        expect(entered == Decimal(cell["entered"] or 0), f"{name}: departments filed {entered}, not {cell['entered']}")
        expect(Decimal(cell["text"] or 0) == Decimal(cell["computed"] or 0) + entered, f"{name}: counted and filed don't add up")
        if name in sums:
            expect(Decimal(cell["computed"] or 0) == sums[name], f"{name}: its list gives {sums[name]}")


def check_balances():
    value = {name: Decimal(cell["text"] or 0) for name, cell in cells.items()}
    rows = [row for table in report["tables"] if table["part"] == 3 for row in table["blocks"][0]["rows"]]
    outcomes = [row["id"] for row in rows if row["id"] not in ("new", "carried", "concluded", "next")]
    for column in APPLICANTS + ["total"]:
        at = lambda row: value[f"3.{row}.{column}"]
        expect(at("concluded") == sum(map(at, outcomes)), f"3.concluded.{column}: isn't the sum of its rows")
        expect(at("new") + at("carried") == at("concluded") + at("next"), f"3.{column}: 一 + 二 isn't 三 + 四")
    for row in rows:
        parts = sum(value[f"3.{row['id']}.{column}"] for column in APPLICANTS)
        expect(value[f"3.{row['id']}.total"] == parts, f"3.{row['id']}.total: isn't the sum of its columns")
    for table in (table for table in report["tables"] if table["part"] == 4):
        for row in (row for block in table["blocks"] for row in block["rows"]):
            *parts, total = [value[cell["id"]] for cell in row["cells"]]
            expect(total == sum(parts), f"4.{row['id']}: the total isn't the sum")


def check_now(line):
    """What anybody can see of it now is what was counted."""
    if "article" in line:
        page = get(f"/articles/{line['article']}.json?version={line['version']}")
        text = page and json.loads(page)["article"].get("sealed_text")
        expect(text and b64(hashlib.sha256(text.encode()).digest()) == line["hash"],
               f"article {line['article']} is not as it was counted")
    elif "question" in line:
        page = get(f"/topics/{line['case']}.json") or get(f"/letters/{line['case']}.json")
        case = page and json.loads(page)["case"]
        text = case and case["title"] + "\n" + next(e["text"] for e in case["entries"] if e["kind"] == "question")
        expect(text and b64(hashlib.sha256(text.encode()).digest()[:16]) == line["question"],
               f"case {line['case']} is not as it was counted")


report = json.loads(get(f"/reports/{YEAR}.json") or sys.exit("there is no such report"))
cells = {cell["id"]: cell for table in report["tables"] for block in table["blocks"] for row in block["rows"]
         for cell in row["cells"]}
sums = {entry["figure"]: entry["sum"] for entry in report["lists"]}
counted = {}
for entry in report["lists"]:
    lines = read_list(entry)
    check_list(entry, lines)
    counted.update({json.dumps(line): line for line in lines})
for figure in report["figures"]:
    expect(sums.get(figure["id"]) == figure["amount"], f"{figure['id']}: its list doesn't give it")
expect(Decimal(report["fees"] or 0) * 10000 == sums["6.fees"], "6.fees: its list doesn't give it")
check_cells()
check_balances()
for line in counted.values():
    check_now(line)
print("\n".join(faults) or f"{YEAR}: {len(sums)} figures and {len(counted)} entries hold")
sys.exit(1 if faults else 0)
