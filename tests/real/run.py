#!/usr/bin/env python3
"""Runs kefu-report on four real data sets and compares every figure with one
computed here, from the same rows, without the library.

    run.py [--data DIRECTORY] [--report PROGRAM]

The CSV files enter SQLite by its own shell; the adapters (*.sql) turn rows
into events. What is counted here reads the files again and knows nothing of
events. Counts, sums, extremes and ratios must be equal, quantiles (nearest
rank) within 0.4 %.
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile

import bpi2013
import flipkart
import online_retail
import stripe_irc

HERE = os.path.dirname(os.path.abspath(__file__))


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def equal(self, name, expected, got, tolerance=0.0):
        same = (expected == got if expected is None or got is None or isinstance(expected, str)
                else abs(expected - got) <= tolerance * abs(expected))
        self.passed += same
        self.failed += not same
        if not same and self.failed <= 40:
            print(f"FAILED {name}: counted {expected}, kefu-report says {got}")


def nearest_rank(values, share):
    return values[max(0, math.ceil(share * len(values)) - 1)]


def compare_duration(checks, name, values, figure):
    """A list of milliseconds against the figure of a duration."""
    values = sorted(values)
    checks.equal(f"{name} count", len(values), figure["count"])
    if not values:
        return
    checks.equal(f"{name} sum", sum(values), figure["sum"])
    checks.equal(f"{name} mean", sum(values) / len(values), figure["mean"], 1e-9)
    checks.equal(f"{name} min", values[0], figure["min"])
    checks.equal(f"{name} max", values[-1], figure["max"])
    for key, share in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)):
        checks.equal(f"{name} {key}", nearest_rank(values, share), figure[key], 0.004)


def compare(checks, name, expected, figure):
    if isinstance(expected, list):
        compare_duration(checks, name, expected, figure)
    elif isinstance(expected, tuple):
        num, den = expected
        checks.equal(f"{name} num", num, figure["num"])
        checks.equal(f"{name} den", den, figure["den"])
        if den:
            # Written with nine decimals.
            checks.equal(f"{name} value", round(num / den, 9), figure["value"], 1e-9)
    elif isinstance(expected, dict):
        for score, count in expected.items():
            checks.equal(f"{name} of {score}", count, figure["scores"].get(str(score), 0))
    else:
        checks.equal(name, expected, figure["num"])


def report(program, database, adapter, zone, metrics, *more):
    sql = os.path.join(HERE, adapter) if adapter.endswith(".sql") else adapter
    command = [program, database, "--sql", sql, "--tz", zone,
               "--metrics", ",".join(metrics), "--format", "json", *more]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0 or "refused" in done.stderr:
        raise SystemExit(f"{' '.join(command)}: status {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def run_set(checks, program, module, data, folder):
    """A module has NAME, ADAPTER (a file or a SELECT), ZONE, SCRIPT (for
    SQLite's shell) and figures(data): {by: {key: {metric: figure}}}; it may
    have periods(data): (first day, last day, adapter, {metric: figure})."""
    database = os.path.join(folder, module.NAME + ".db")
    subprocess.run(["sqlite3", database], input=module.SCRIPT.format(data=data), text=True,
                   check=True, stdout=subprocess.DEVNULL)
    before = checks.passed
    for by, groups in module.figures(data).items():
        metrics = sorted({metric for group in groups.values() for metric in group})
        rows = {row.get(by, ""): row for row in
                report(program, database, module.ADAPTER, module.ZONE, metrics,
                       *(["--by", by] if by else []))}
        for key, group in groups.items():
            for metric, expected in group.items():
                name = f"{module.NAME} {by + ' ' + key + ' ' if by else ''}{metric}"
                if key not in rows:
                    checks.equal(name, "a row", "none")
                else:
                    compare(checks, name, expected, rows[key][metric])
        for key in rows.keys() - groups.keys():
            checks.equal(f"{module.NAME} {by} {key}", "no row", "a row")
    for first, last, adapter, group in module.periods(data) if hasattr(module, "periods") else ():
        row, = report(program, database, adapter, module.ZONE, list(group), "--from", first, "--to", last)
        for metric, expected in group.items():
            compare(checks, f"{module.NAME} {first} {metric}", expected, row[metric])
    print(f"{module.NAME}: {checks.passed - before} figures agree")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=os.path.join(os.environ.get("SHARED", ""), "data"))
    parser.add_argument("--report", default=os.path.join(os.environ.get("BUILD") or "build", "kefu-report"))
    parser.add_argument("--only", help="the name of one data set")
    arguments = parser.parse_args()
    data = os.path.abspath(arguments.data)
    if not os.path.isdir(data):
        raise SystemExit(f"{data}: no data there; set SHARED or give --data")
    checks = Checks()
    with tempfile.TemporaryDirectory() as folder:
        for module in (bpi2013, flipkart, stripe_irc, online_retail):
            if arguments.only in (None, module.NAME):
                run_set(checks, arguments.report, module, data, folder)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
