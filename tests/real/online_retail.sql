-- online_retail.csv.gz (table `lines`, a row a line of an invoice) as events.
--
-- An invoice is an order: placed, paid and sent off at its first instant, one
-- order.place a line. Left out, because nothing was sold there: lines that
-- repeat another one in every column, invoices of bad debt (A...), negative
-- quantities outside credit notes (stock written off), prices not above zero.
--
-- A line of a credit note (C...) is a refund: of goods, when the code is one
-- of goods (it begins with a digit), else of money only. The file does not say
-- which order it takes back: it is the customer's latest invoice not after the
-- note that sold at least as many of that code. Where there is none (bought
-- before the file begins, or no customer), the note stands for an order of its
-- own, which was never paid. An order of which a credit note has taken back
-- every unit is cancelled; by whom is not recorded, so it counts against the
-- shop.
--
-- Money is in pence, rounded line by line.
WITH sold AS (
	SELECT DISTINCT InvoiceNo AS invoice, StockCode AS code, Description AS text,
		CAST(Quantity AS INTEGER) AS units, InvoiceDate AS t, UnitPrice AS price,
		nullif(CustomerID, '') AS customer, Country AS country
	FROM lines
	WHERE InvoiceNo NOT LIKE 'A%' AND CAST(UnitPrice AS REAL) > 0
		AND (CAST(Quantity AS INTEGER) > 0 OR InvoiceNo LIKE 'C%')
),
line AS MATERIALIZED (
	SELECT invoice, code, abs(units) AS units, t, customer,
		CAST(round(abs(units) * CAST(price AS REAL) * 100) AS INTEGER) AS amount,
		invoice LIKE 'C%' AS credit, row_number() OVER (ORDER BY invoice, code, t, units, price, text) AS number
	FROM sold
),
invoice AS MATERIALIZED (
	SELECT invoice, customer, min(t) AS t, sum(amount) AS amount, sum(units) AS units
	FROM line WHERE NOT credit GROUP BY invoice
),
lot AS MATERIALIZED ( -- how many of a code an invoice sold
	SELECT line.invoice, line.customer, code, invoice.t, sum(line.units) AS units
	FROM line JOIN invoice USING (invoice)
	WHERE NOT credit AND line.customer IS NOT NULL
	GROUP BY line.invoice, code
),
candidate AS (
	SELECT line.number, lot.invoice,
		row_number() OVER (PARTITION BY line.number ORDER BY lot.t DESC, lot.invoice DESC) AS rank
	FROM line JOIN lot ON lot.customer = line.customer AND lot.code = line.code
		AND lot.t <= line.t AND lot.units >= line.units
	WHERE credit
),
refund AS MATERIALIZED (
	SELECT line.*, candidate.invoice AS "order"
	FROM line LEFT JOIN candidate ON candidate.number = line.number AND rank = 1
	WHERE credit
),
cancelled AS (
	SELECT invoice.invoice, invoice.customer, max(refund.t) AS t
	FROM invoice JOIN refund ON refund."order" = invoice.invoice
	GROUP BY invoice.invoice
	HAVING sum(refund.units) >= invoice.units
)
SELECT invoice.t, 'order.place' AS kind, line.invoice AS "order", line.customer, code AS item,
	line.units, NULL AS amount, NULL AS currency, NULL AS refund, NULL AS type, NULL AS name
FROM line JOIN invoice USING (invoice) WHERE NOT credit
UNION ALL
SELECT t, 'order.pay', invoice, customer, NULL, NULL, amount, 'GBP', NULL, NULL, NULL FROM invoice
UNION ALL
SELECT t, 'order.ship', invoice, customer, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM invoice
UNION ALL
SELECT t, 'order.cancel', invoice, customer, NULL, NULL, NULL, NULL, NULL, NULL, 'shop' FROM cancelled
UNION ALL
SELECT t, 'refund.request', coalesce("order", invoice), customer, code, units, amount, 'GBP',
	invoice || '/' || number, iif(code GLOB '[0-9]*', 'return_refund', 'refund_only'), NULL
FROM refund
UNION ALL
SELECT t, 'refund.complete', coalesce("order", invoice), customer, code, units, amount, 'GBP',
	invoice || '/' || number, NULL, NULL
FROM refund;
