#!/usr/bin/env python3
"""Drives the shared library through ctypes alone: accumulators in batches, a
desk from events to report."""

import array
import csv
import datetime
import io
import json
import os
import pathlib
import random
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bindings/python"))
os.environ.setdefault("KEFU_LIBRARY", str(ROOT / os.environ.get("BUILD", "build") / "libkefu.so"))

import kefu  # noqa: E402


class Accumulators(unittest.TestCase):
    def test_version_is_that_of_the_header(self):
        self.assertEqual(kefu.__version__, kefu._prototypes.VERSION)

    def test_rate(self):
        rate = kefu.Rate()
        self.assertEqual(rate.value().state, "no_data")
        self.assertIsNone(rate.value().value)
        rate.add_many([True, False, True, True])
        rate.add(1)
        share = rate.value()
        self.assertEqual((share.num, share.den, share.value), (4, 5, 0.8))
        self.assertTrue(0 < share.low < 0.8 < share.high < 1)

    def test_a_refused_batch_changes_nothing_and_names_the_row(self):
        rate = kefu.Rate()
        before = rate.encode()
        with self.assertRaises(kefu.KefuError) as caught:
            rate.add_many(bytes([1, 0, 2, 1]))
        self.assertEqual(caught.exception.status, kefu.KEFU_E_RANGE)
        self.assertEqual(caught.exception.position, 2)
        self.assertEqual(rate.encode(), before)

    def test_csat(self):
        csat = kefu.Csat(1, 5)
        csat.add_many(array.array("q", [5, 4, 1, 5]))
        self.assertEqual(csat.mean().value, 3.75)
        self.assertEqual(csat.top_box(2).num, 3)
        self.assertEqual(csat.distribution(), {1: 1, 2: 0, 3: 0, 4: 1, 5: 2})
        with self.assertRaises(kefu.KefuError) as caught:
            csat.add(6)
        self.assertEqual(caught.exception.status, kefu.KEFU_E_SCORE)

    def test_nps(self):
        nps = kefu.Nps()
        nps.add_many([10, 9, 8, 0])
        self.assertEqual(nps.score().value, 25)

    def test_durations_against_sorting(self):
        chance = random.Random(1)
        waits = [int(chance.lognormvariate(10, 1.6)) for _ in range(20000)]
        whole = kefu.Duration()
        whole.add_many(waits)
        exact = sorted(waits)
        for q in (0.1, 0.5, 0.9, 0.95, 0.99):
            wanted = exact[-(-int(q * 10000) * len(exact) // 10000) - 1]
            self.assertAlmostEqual(whole.quantile(q).value, wanted, delta=wanted * 0.004 + 1)
        self.assertEqual(whole.sum().num, sum(waits))
        self.assertEqual(whole.min().value, exact[0])
        self.assertEqual(whole.max().value, exact[-1])

    def test_any_order_and_merge_gives_the_same_bytes(self):
        chance = random.Random(2)
        waits = [chance.randrange(1000000) for _ in range(3000)]
        whole = kefu.Duration()
        whole.add_many(waits)
        chance.shuffle(waits)
        left, right = kefu.Duration(), kefu.Duration()
        left.add_many(waits[:700])
        right.add_many(waits[700:])
        self.assertEqual(right.merge(left).encode(), whole.encode())
        self.assertEqual(kefu.Duration.decode(whole.encode()).encode(), whole.encode())
        copy = whole.copy()
        copy.reset()
        self.assertEqual(copy.encode(), kefu.Duration().encode())

    def test_grouped_columns(self):
        agents = [kefu.Duration() for _ in range(3)]
        kefu.Duration.group_add(agents, [0, 2, 0], [1000, 2000, 3000])
        self.assertEqual([a.count().num for a in agents], [2, 0, 1])
        self.assertEqual(agents[0].sum().num, 4000)
        with self.assertRaises(kefu.KefuError) as caught:
            kefu.Duration.group_add(agents, [0, 3], [1, 1])
        self.assertEqual((caught.exception.status, caught.exception.position),
                         (kefu.KEFU_E_ID, 1))
        self.assertEqual(agents[0].count().num, 2)

    def test_amount(self):
        amount = kefu.Amount("CNY")
        amount.add_many([1999, 500], [2, 1])
        self.assertEqual(amount.sum().num, 2499)
        self.assertEqual(amount.per_unit().value, 833)
        with self.assertRaises(kefu.KefuError) as caught:
            amount.merge(kefu.Amount("USD"))
        self.assertIn(caught.exception.status, (kefu.KEFU_E_CURRENCY, kefu.KEFU_E_MISMATCH))

    def test_level(self):
        level = kefu.Level()
        level.add_many([0, 1000, 3000], [1, 1, -2])
        self.assertEqual(level.mean(0, 4000).value, (1 * 1000 + 2 * 2000) / 4000)
        self.assertEqual(level.peak(0, 4000).value, 2)

    def test_distinct(self):
        distinct = kefu.Distinct()
        distinct.add_many([7, 7, 9])
        self.assertEqual(distinct.count().value, 2)
        exact = kefu.Distinct(exact=True)
        exact.add_many(range(1, 5001))
        self.assertEqual(exact.count().value, 5000)

    def test_hostile_bytes(self):
        good = kefu.Csat().encode()
        for cut in range(len(good)):
            with self.assertRaises(kefu.KefuError):
                kefu.Csat.decode(good[:cut])
        with self.assertRaises(kefu.KefuError) as caught:
            kefu.Nps.decode(good)
        self.assertEqual(caught.exception.status, kefu.KEFU_E_TYPE)


START = 1767603600000  # 2026-01-05T09:00:00Z


def two_sessions():
    return [
        {"t": START, "kind": "session.open", "session": "s1", "customer": "c1",
         "channel": "chat"},
        {"t": START, "kind": "message", "session": "s1", "from": "customer"},
        {"t": START + 30000, "kind": "message", "session": "s1", "from": "agent",
         "agent": "Ann"},
        {"t": START + 90000, "kind": "session.resolve", "session": "s1", "agent": "Ann"},
        {"t": START + 95000, "kind": "survey.answer", "session": "s1", "survey": "csat",
         "score": 5, "min": 1, "max": 5, "agent": "Ann"},
        {"t": "2026-01-05T10:00:00Z", "kind": "message", "session": "s2", "customer": "c2",
         "from": "customer"},
        {"t": "2026-01-05T10:01:00Z", "kind": "message", "session": "s2", "from": "agent",
         "agent": "Ben"},
    ]


class Desk(unittest.TestCase):
    def desk(self):
        desk = kefu.Desk()
        desk.use("first_response_time", "resolution_time", "csat_mean", "session_count")
        return desk

    def check_figures(self, desk):
        report = desk.report()
        self.assertEqual(len(report), 1)
        row = report[0]
        self.assertEqual(row["first_response_time"].count, 2)
        self.assertEqual(row["first_response_time"].num, 90000)
        self.assertEqual(row["first_response_time"].value, 45000)
        self.assertEqual(row["resolution_time"].num, 90000)
        self.assertEqual(row["csat_mean"].value, 5)
        return report

    def test_events_to_report(self):
        desk = self.desk()
        self.assertEqual(desk.apply(two_sessions()), 0)
        self.check_figures(desk)
        by_agent = {row["agent"]: row for row in desk.report(by=["agent"])}
        self.assertEqual(by_agent["Ann"]["first_response_time"].value, 30000)
        self.assertEqual(by_agent["Ben"]["first_response_time"].value, 60000)
        self.assertEqual(by_agent["Ben"]["csat_mean"].state, "no_data")
        figures = desk.statistics()
        self.assertEqual((figures["applied"], figures["refused"]), (7, 0))

    def test_order_of_arrival_does_not_matter(self):
        chance = random.Random(3)
        for _ in range(5):
            events = [dict(e, seq=i + 1) for i, e in enumerate(two_sessions())]
            chance.shuffle(events)
            desk = self.desk()
            desk.apply(events)
            desk.apply(events)  # delivered twice
            self.check_figures(desk)
            self.assertEqual(desk.statistics()["duplicates"], len(events))

    def test_columns_say_the_same_as_events(self):
        desk = self.desk()
        desk.apply_columns(
            t=[START, START + 5000], kind=[kefu.KEFU_EVENT_MESSAGE] * 2, session=[1, 1],
            customer=[2, 2], from_=[kefu.KEFU_PARTY_CUSTOMER, kefu.KEFU_PARTY_AGENT],
            agent=[0, 9])
        self.assertEqual(desk.report(by=["agent"])[0]["first_response_time"].num, 5000)
        self.assertEqual(desk.report(by=["agent"])[0]["agent"], "9")

    def test_bad_events_are_refused_and_counted(self):
        desk = self.desk()
        desk.apply(two_sessions())
        before = desk.report().to_text("json")
        bad = [desk.event({"t": START, "kind": "session.open"}),  # no session
               desk.event({"t": START, "session": "s3", "customer": "c1"}),  # no kind
               desk.event({"t": START, "kind": "survey.answer", "session": "s1",
                           "survey": "csat", "score": 9, "min": 1, "max": 5})]
        self.assertEqual(desk.apply(bad), 3)
        self.assertEqual(desk.report().to_text("json"), before)
        reasons = [r["status"] for r in desk.refusals()]
        self.assertEqual(reasons, [kefu.KEFU_E_SCORE, kefu.KEFU_E_KIND, kefu.KEFU_E_MISSING])
        self.assertEqual(desk.statistics()["refused"], 3)

    def test_numbers_that_do_not_fit_are_not_cut(self):
        desk = self.desk()
        for fields in ({"t": 2 ** 64 + 5}, {"mode": 257}, {"agent": -1}, {"min": 2 ** 31}):
            with self.assertRaises(kefu.KefuError) as caught:
                desk.event(fields)
            self.assertEqual(caught.exception.status, kefu.KEFU_E_RANGE)

    def test_unknown_names_are_errors(self):
        desk = self.desk()
        for call, status in (
                (lambda: desk.use("no_such_metric"), kefu.KEFU_E_METRIC),
                (lambda: desk.event({"colour": "red"}), kefu.KEFU_E_NOT_FOUND),
                (lambda: desk.event({"kind": "session.dance"}), kefu.KEFU_E_KIND),
                (lambda: desk.report(columns=["csat_rate"]), kefu.KEFU_E_METRIC),
                (lambda: desk.intern("x" * 256), kefu.KEFU_E_ID_LONG),
                (lambda: desk.intern(b"\xff"), kefu.KEFU_E_UTF8)):
            with self.assertRaises(kefu.KefuError) as caught:
                call()
            self.assertEqual(caught.exception.status, status)

    def test_days_are_local(self):
        zone = kefu.Zone.posix("CST-8")
        desk = kefu.Desk(zone=zone)
        desk.use("session_count")
        desk.apply([{"t": "2026-01-05T17:00:00Z", "kind": "session.open", "session": "s",
                     "customer": "c"}])
        self.assertEqual([row["day"] for row in desk.report(by=["day"])], ["2026-01-06"])
        self.assertEqual(desk.report(from_day="2026-01-06")[0]["session_count"].num, 1)
        self.assertEqual(desk.report(to_day=datetime.date(2026, 1, 5))[0]["session_count"].num, 0)

    def test_teams_come_from_the_roster(self):
        desk = self.desk()
        desk.roster("Ann", "gold")
        desk.apply(two_sessions())
        teams = {row["team"]: row["first_response_time"].num for row in desk.report(by=["team"])}
        self.assertEqual(teams["gold"], 30000)

    def test_cases_behind_a_figure(self):
        desk = self.desk()
        desk.apply(two_sessions())
        report = desk.report(columns=["first_response_time"], cases=True)
        cases = report.cases("first_response_time")
        self.assertEqual([(c["session"], c["agent"], c["reading"]) for c in cases],
                         [("s1", "Ann", 30000), ("s2", "Ben", 60000)])
        self.assertGreater(len(report.explain("first_response_time")), 20)

    def test_formats(self):
        desk = self.desk()
        desk.apply(two_sessions())
        report = desk.report(by=["agent"])
        rows = json.loads(report.to_text("json"))
        self.assertEqual({r["agent"] for r in rows}, {row["agent"] for row in report})
        self.assertEqual([r["first_response_time"]["num"] for r in rows if r["agent"] == "Ann"],
                         [30000])
        self.assertEqual(len(list(csv.reader(io.StringIO(report.to_text("csv"))))),
                         1 + len(report))
        self.assertIn("Ann", report.to_text("table"))
        self.assertTrue(report.to_text("openmetrics").endswith("# EOF\n"))

    def test_handles_say_the_same_as_events(self):
        desk = self.desk()
        session = desk.session("s1")
        session.open(START, customer="c1", channel="chat")
        session.customer_message(START, 0)
        session.agent_reply(START + 30000, "Ann", 0, 0)
        self.assertEqual(session.read()["owner"], desk.intern("Ann"))
        session.resolve(START + 90000, "Ann")
        agent = desk.agent("Ann")
        agent.online(START)
        self.assertEqual(agent.read()["presence"], kefu.KEFU_AGENT_ONLINE)
        self.assertEqual(desk.report()[0]["first_response_time"].num, 30000)
        with self.assertRaises(kefu.KefuError) as caught:
            session.assign(START, 0)
        self.assertEqual(caught.exception.status, kefu.KEFU_E_MISSING)

    def test_orders_are_earned_and_refunded(self):
        desk = self.desk()
        session = desk.session("s1")
        session.open(START, customer="Wang", agent="Ann")
        session.agent_reply(START + 1000, "Ann", 0, 0)
        order = desk.order("A1")
        order.place(START + 60000, customer="Wang", units=2)
        order.pay(START + 70000, amount=9900, currency="CNY")
        refund = desk.refund("R1")
        refund.request(START + 80000, order="A1", amount=900, reason="quality")
        refund.complete(START + 90000, "Ann", 800, b"CNY", 0)
        view = order.read()
        self.assertEqual((view["state"], view["amount"], view["refunded"], view["units"]),
                         (kefu.KEFU_ORDER_PAID, 9900, 800, 2))
        self.assertEqual(order.read(START + 60000)["state"], kefu.KEFU_ORDER_PLACED)
        self.assertEqual(refund.read()["elapsed"], 10000)
        earned = desk.attribution("A1")
        self.assertEqual(desk.id_text(earned["earner"]), "Ann")
        self.assertEqual(earned["bucket"], "own_order_own_payment")
        self.assertEqual([chat["by_order"] for chat in earned["chats"]], ["earned"])
        early = desk.attribution("A1", as_of=START + 60000)
        self.assertEqual(early["chats"][0]["by_payment"], "no_instant")
        with self.assertRaises(kefu.KefuError) as caught:
            desk.attribution("A1", definition="nothing")
        self.assertEqual(caught.exception.status, kefu.KEFU_E_METRIC)
        with self.assertRaises(TypeError):
            order.pay(START, price=1)

    def test_a_report_outlives_its_desk(self):
        desk = self.desk()
        desk.apply(two_sessions())
        report = self.check_figures(desk)
        del desk
        self.assertEqual(report[0]["csat_mean"].num, 5)

    def test_what_is_settled_is_sealed_and_handed_over(self):
        desk = self.desk()
        desk.keep(retention_ms=86400000, idle_end_ms=86400000, keep_days=3)
        events = two_sessions()
        desk.apply(events)
        start = max(desk.event(event).t for event in events)
        self.assertEqual(desk.mark(), -1)
        self.assertEqual(desk.advance(start + 5 * 86400000), [])
        self.assertEqual(desk.statistics()["settled"], 7)
        self.assertEqual(desk.apply(events[:1]), 1)
        self.assertEqual(desk.refusals()[0]["status"], kefu.KEFU_E_SEALED)
        forgotten = desk.advance(start + 9 * 86400000)
        self.assertEqual([event["t"] for event in forgotten],
                         sorted(desk.event(event).t for event in events))
        self.assertIn("Ann", [event.get("agent") for event in forgotten])
        again = kefu.Desk.decode(desk.encode())
        self.assertEqual(again.mark(), desk.mark())
        self.check_figures(again)
        self.assertTrue(again.adds_up("csat_mean"))
        other = self.desk()
        with self.assertRaisesRegex(ValueError, "kefu_desk_keep"):
            again.merge(other)

    def test_what_was_handed_over_can_be_told_again(self):
        def keeper():
            desk = kefu.Desk()
            desk.use("nps", "attributed_sales", "session_count")
            desk.keep(0, 86400000, 1)
            return desk
        desk, again = keeper(), keeper()
        self.assertEqual(desk.apply([
            {"t": "2026-01-05T09:00:00Z", "kind": "session.open", "session": "s1", "customer": "c1"},
            {"t": "2026-01-05T09:00:03Z", "kind": "survey.answer", "session": "s1", "survey": "nps", "score": 0,
             "min": 0, "max": 10},
            {"t": "2026-01-05T09:00:04Z", "kind": "order.place", "order": "o1", "customer": "c1"},
            {"t": "2026-01-05T09:00:05Z", "kind": "order.pay", "order": "o1", "amount": 100, "currency": "CNY"},
        ]), 0)
        figures = desk.report()[0]
        forgotten = [event for year in (2027, 2037) for event in desk.advance(datetime.datetime(
            year, 1, 1, tzinfo=datetime.timezone.utc))]
        self.assertEqual(json.loads(json.dumps(forgotten)), forgotten)
        self.assertEqual(again.apply(forgotten), 0)
        self.assertEqual(again.report()[0], figures)
        self.assertEqual(figures["nps"].value, -100)

    def test_definitions_of_ones_own(self):
        desk = self.desk()
        desk.define("slow", "response_time", limit_s=None, exclude=["bot_only", "cross_day"], valid_reply="human")
        desk.define("fast", "reply_within_rate", {"limit_s": 30.5, "limit_inclusive": False, "unit": "session"})
        desk.define("sales", "attributed_sales", {"attribution": {"tie": "latest_start"}})
        self.assertEqual(desk.definitions()[-3:], ["slow", "fast", "sales"])
        desk.apply(two_sessions())
        self.assertEqual(desk.report(["fast"])[0]["fast"].den, 2)
        for measure, knobs, reason in (("csat_rate", {"limit_s": 60}, "csat_rate has no limit"),
                                       ("csat_rate", {"limit": 60}, "limit: there is no knob of this name"),
                                       ("csat_rate", {"survey": "mood"}, "mood is none of csat")):
            with self.assertRaisesRegex(ValueError, reason):
                desk.define("wrong", measure, knobs)
        with self.assertRaises(kefu.KefuError):
            desk.define("wrong", "happiness")
        self.assertEqual(len(desk.definitions()), len(self.desk().definitions()) + 3)

    def test_a_customer_is_erased(self):
        desk = self.desk()
        desk.apply(two_sessions())
        desk.erase(two_sessions()[0]["customer"])
        self.assertLess(desk.statistics()["held"], 7)
        with self.assertRaises(kefu.KefuError):
            desk.erase(0)

    def test_catalogue(self):
        rows = {row["id"]: row for row in kefu.metrics()}
        self.assertEqual(rows["first_response_time"]["unit"], kefu.KEFU_UNIT_DURATION)
        self.assertEqual(rows["first_response_time"]["better"], kefu.KEFU_BETTER_DOWN)
        self.assertGreater(len(rows), 90)


if __name__ == "__main__":
    result = unittest.main(exit=False, verbosity=1).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed", flush=True)
    sys.exit(0 if result.wasSuccessful() else 1)
