"""A year of a shop's invoices, counted from the lines of the file."""
import csv
import datetime
import decimal
import gzip
import os
from collections import defaultdict

NAME = "online_retail"
ADAPTER = "SELECT * FROM events"
ZONE = "Europe/London"
# The adapter's joins run once; every report reads what they made.
SCRIPT = """.import --csv "|gzip -cd {data}/online_retail.csv.gz" lines
CREATE TABLE events AS
""" + open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "online_retail.sql"), encoding="utf-8").read()
PAYMENTS = "SELECT t, kind, \"order\", customer, amount, currency FROM events WHERE kind = 'order.pay'"


class Invoice:
    def __init__(self, number, customer):
        self.number, self.customer = number, customer
        self.t = None
        self.amount = self.units = self.returned_units = self.taken_back = self.refunded = 0
        self.codes = defaultdict(int)
        self.returns = 0


def lines(data):
    """Distinct lines of sales and credit notes: credit?, invoice, code, units, t, pence, customer."""
    seen = set()
    with gzip.open(data + "/online_retail.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = tuple(row.values())
            number, units, price = row["InvoiceNo"], int(row["Quantity"]), decimal.Decimal(row["UnitPrice"])
            if key in seen or number[0] == "A" or price <= 0 or (number[0] != "C" and units <= 0):
                continue
            seen.add(key)
            pence = int((abs(units) * price * 100).to_integral_value(decimal.ROUND_HALF_UP))
            yield (number[0] == "C", number, row["StockCode"], abs(units),
                   datetime.datetime.fromisoformat(row["InvoiceDate"]), pence, row["CustomerID"] or None)


def read(data):
    """Invoices by number, and credit notes as (t, pence)."""
    invoices, credits = {}, []
    for credit, number, code, units, t, pence, customer in lines(data):
        if credit:
            credits.append((code, units, t, pence, customer))
            continue
        invoice = invoices.setdefault(number, Invoice(number, customer))
        invoice.t = t if invoice.t is None else min(invoice.t, t)
        invoice.amount += pence
        invoice.units += units
        invoice.codes[code] += units
    bought = defaultdict(list)
    for invoice in invoices.values():
        for code in invoice.codes:
            bought[invoice.customer, code].append(invoice)
    for code, units, t, pence, customer in credits:
        found = [i for i in bought[customer, code] if i.t <= t and i.codes[code] >= units] if customer else []
        if not found:
            continue
        invoice = max(found, key=lambda i: (i.t, i.number))
        invoice.refunded += pence
        invoice.taken_back += units
        if code[0].isdigit():
            invoice.returned_units += units
            invoice.returns += 1
    return list(invoices.values()), credits


def group_figures(invoices, credits):
    paid = sum(i.amount for i in invoices)
    items = sum(len(i.codes) for i in invoices)
    gone = [i for i in invoices if i.taken_back >= i.units]
    buyers = {i.customer or i.number for i in invoices}
    return {
        "silent_sales": paid,
        "average_order_value": (paid, len(invoices)),
        "lifetime_value": (paid - sum(i.refunded for i in invoices), len(buyers)),
        "return_rate": (sum(i.returned_units for i in invoices), sum(i.units for i in invoices)),
        "return_order_rate": (sum(i.returns > 0 for i in invoices), len(invoices)),
        "refund_rate": (len(credits), items),
        "refund_amount_rate": (sum(credit[3] for credit in credits), paid),
        "non_fulfilment_rate": (sum(len(i.codes) for i in gone), items),
    }


def figures(data):
    invoices, credits = read(data)
    months = defaultdict(lambda: ([], []))
    for invoice in invoices:
        months[invoice.t.strftime("%Y-%m")][0].append(invoice)
    for credit in credits:
        months[credit[2].strftime("%Y-%m")][1].append(credit)
    return {"": {"": group_figures(invoices, credits)},
            "month": {month: group_figures(*group) for month, group in months.items()}}


def periods(data):
    """Retention of each month: of the customers of as many days before. Invoices without a customer tell
    nothing of it."""
    bought = defaultdict(set)
    for credit, number, code, units, t, pence, customer in lines(data):
        if not credit and customer is not None:
            bought[t.date()].add(customer)

    def customers(first, days):
        return set().union(*(bought[first + datetime.timedelta(day)] for day in range(days)))

    for month in range(12):
        first = datetime.date(2011, month + 1, 1)
        after = (first + datetime.timedelta(31)).replace(day=1)
        days = (after - first).days
        before, now = customers(first - datetime.timedelta(days), days), customers(first, days)
        yield (str(first), str(after - datetime.timedelta(1)), PAYMENTS,
               {"retention_rate": (len(before & now), len(before)),
                "churn_rate": (len(before - now), len(before))})
