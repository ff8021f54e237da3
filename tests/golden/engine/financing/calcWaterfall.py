"""A waterfall of one loan and one prepayment by the live formulas of a spreadsheet; writes calcWaterfall.json.

Writes a flat OpenDocument spreadsheet of two sheets (months, periods), has LibreOffice Calc compute it, and reads the values of its cells.
The level payment is PMT, the all-in cost XIRR, days between dates come from DATE. Nothing is computed in Python.

Needs LibreOffice Calc: python3 calcWaterfall.py. The test that reads the values needs neither.
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

YEAR, MONTH = 2026, 6
VALUATION = 12 * YEAR + MONTH - 1
MONTHS = 60
PERIODS = 10
K = 6

LOAN = {
    "commitment": 110e6, "draws": {0: 60e6, 3: 40e6}, "rate": 0.085, "upfront": 0.015, "commitmentFee": 0.005,
    "first": 12, "maturity": 48, "sweep": 0.5, "reserveMonths": 6, "lockUp": 1.15,
}
PREPAYMENT = {"amount": 20e6, "rate": 0.06, "first": 12, "maturity": 36, "share": 0.35}
OPENING_CASH, MINIMUM_CASH = 4e6, 2e6

# by month: a ramp, a weak year that draws the reserve and leaves arrears, a recovery
CFADS = [0.9e6 if m <= 6 else 5.6e6 if m <= 18 else 3.1e6 if m <= 24 else 0.2e6 if m <= 30 else 1.2e6 if m <= 36 else 6.6e6 for m in range(1, MONTHS + 1)]
PAYMENTS = [(1.6e6 if m <= 18 else 0.5e6 if m <= 36 else 2.1e6) + 1e4 * (m % 5) for m in range(1, MONTHS + 1)]

MONTH_COLUMNS = ["m", "date", "days", "cfads", "payments", "draw", "undrawn", "loanFraction", "prepaymentFraction"]


def column(index):
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def month_cell(name, m):
    return f"[$M.{column(MONTH_COLUMNS.index(name))}{m + 2}]"


def month_range(name, first, last):
    at = column(MONTH_COLUMNS.index(name))
    return f"[$M.{at}{first + 2}:.{at}{last + 2}]"


def month_rows():
    rows = [MONTH_COLUMNS]
    for m in range(MONTHS + 1):
        row = {
            "m": m,
            "date": f"=DATE({YEAR};{MONTH + m};15)",
            "days": 0 if m == 0 else f"={month_cell('date', m)}-{month_cell('date', m - 1)}",
            "cfads": 0 if m == 0 else CFADS[m - 1],
            "payments": 0 if m == 0 else PAYMENTS[m - 1],
            "draw": LOAN["draws"].get(m, 0),
            # undrawn at the start of the month, before its own draw
            "undrawn": LOAN["commitment"] if m == 0 else f"={month_cell('undrawn', m - 1)}-{month_cell('draw', m - 1)}",
            "loanFraction": f"={month_cell('days', m)}/365",
            "prepaymentFraction": f"={month_cell('days', m)}/360",
        }
        rows.append([row[name] for name in MONTH_COLUMNS])
    return rows


FIRST, LAST = LOAN["first"] // K, LOAN["maturity"] // K
LAST_DRAW = max(LOAN["draws"])


def period_formulas(p):
    """Formulas of period p by name; {name} is the cell of this period, {name-1} of the one before, {name+1} of the next."""
    first, last = (0, 0) if p == 0 else (K * (p - 1) + 1, K * p)

    def total(name):
        return f"SUM({month_range(name, first, last)})"

    rate = LOAN["rate"]
    drawn_months = range(first, last + 1)
    fee_months = [m for m in drawn_months if 1 <= m <= LAST_DRAW]
    use_terms = [
        f"MAX(0;{month_cell('draw', m)}+{PREPAYMENT['amount'] if m == 0 else 0}-{{fees}}*{int(m == last)})" for m in drawn_months
    ]
    in_repayment = FIRST <= p <= LAST
    prepayment_first, prepayment_last = PREPAYMENT["first"] // K, PREPAYMENT["maturity"] // K
    prepaying = prepayment_first <= p <= prepayment_last
    f = {
        "cfads": total("cfads"),
        "draws": f"{total('draw')}+{PREPAYMENT['amount'] if p == 0 else 0}",
        "fees": f"{LOAN['upfront']}*{LOAN['commitment']}" if p == 0 else "+".join(
            [f"{LOAN['commitmentFee']}*{month_cell('undrawn', m)}*{month_cell('loanFraction', m)}" for m in fee_months]
        ) or "0",
        "uses": "+".join(use_terms),
        # loan: interest of the period on one dollar, and on the balance with the draws inside the period
        "unit": f"{rate}*{total('loanFraction')}" if p else "0",
        "loanOpening": "{loanClosing-1}" if p else "0",
        "loanDraw": total("draw"),
        "loanInterest": "0" if p == 0 else "{loanOpening}*{unit}+" + ("+".join(
            f"{month_cell('draw', m)}*{rate}*SUM({month_range('loanFraction', m + 1, last)})" for m in drawn_months if m < last
        ) or "0"),
        # the schedule is made once: all paid as due, nothing swept
        "scheduledOpening": "{scheduledClosing-1}" if p else "0",
        "scheduledPrincipal": (
            f"IF({p}={LAST};{{scheduledOpening}};-PMT({{unit}};{LAST - p + 1};{{scheduledOpening}})-{{scheduledOpening}}*{{unit}})"
            if in_repayment else "0"
        ),
        "scheduledClosing": "{scheduledOpening}+{loanDraw}-{scheduledPrincipal}",
        "loanPrincipal": f"IF({p}={LAST};{{loanOpening}};MIN({{scheduledPrincipal}};{{loanOpening}}))" if in_repayment else "0",
        "loanAfterPayment": "{loanOpening}+{loanDraw}-{loanPrincipal}",
        # prepayment: interest first, then principal, from the payments of the period only
        "prepaymentUnit": f"{PREPAYMENT['rate']}*{total('prepaymentFraction')}" if p else "0",
        "prepaymentOpening": "{prepaymentClosing-1}" if p else "0",
        "prepaymentInterest": "{prepaymentOpening}*{prepaymentUnit}",
        "available": f"MAX(0;{total('payments')})",
        "interestSetOff": "MIN({available};{prepaymentInterest})" if prepaying else "0",
        "principalSetOff": (
            f"MIN({{available}}-{{interestSetOff}};{'{prepaymentOpening}' if p == prepayment_last else 'MIN({prepaymentOpening};' + str(PREPAYMENT['share']) + '*{available})'})"
            if prepaying else "0"
        ),
        "prepaymentLeft": f"{{prepaymentOpening}}+{PREPAYMENT['amount'] if p == 0 else 0}+{{prepaymentInterest}}-{{interestSetOff}}-{{principalSetOff}}",
        "lapsed": "{prepaymentLeft}" if p == prepayment_last else "0",
        "prepaymentClosing": "{prepaymentLeft}-{lapsed}",
        "setOff": "{interestSetOff}+{principalSetOff}",
        # cash before the loan's dues; the loan is paid from cash above 0, then from its reserve
        "openingCash": "{closingCash-1}" if p else str(OPENING_CASH),
        "cashForDues": "{openingCash}+{cfads}+{draws}-{uses}-{fees}-{setOff}",
        "arrearsInterestBefore": "{arrearsInterest-1}" if p else "0",
        "arrearsPrincipalBefore": "{arrearsPrincipal-1}" if p else "0",
        "interestOnArrears": "({arrearsInterestBefore}+{arrearsPrincipalBefore})*{unit}",
        "due": "{arrearsInterestBefore}+{arrearsPrincipalBefore}+{loanInterest}+{interestOnArrears}+{loanPrincipal}",
        "fromCash": "MIN({due};MAX(0;{cashForDues}))",
        "fromReserve": "MIN({due}-{fromCash};{reserveBefore})",
        "reserveBefore": "{reserve-1}" if p else "0",
        "paidDues": "{fromCash}+{fromReserve}",
        "paidArrearsInterest": "MIN({arrearsInterestBefore};{paidDues})",
        "paidArrearsPrincipal": "MIN({arrearsPrincipalBefore};{paidDues}-{paidArrearsInterest})",
        "paidInterest": "MIN({loanInterest}+{interestOnArrears};{paidDues}-{paidArrearsInterest}-{paidArrearsPrincipal})",
        "paidPrincipal": "{paidDues}-{paidArrearsInterest}-{paidArrearsPrincipal}-{paidInterest}",
        "unpaidInterest": "{arrearsInterestBefore}-{paidArrearsInterest}+{loanInterest}+{interestOnArrears}-{paidInterest}",
        "unpaidPrincipal": "{arrearsPrincipalBefore}-{paidArrearsPrincipal}+{loanPrincipal}-{paidPrincipal}",
        # the reserve holds the service of the next payment on the balance after this one
        "nextPrincipal": "0" if p + 1 < FIRST or p + 1 > LAST else (
            "{loanAfterPayment}" if p + 1 == LAST else "MIN({scheduledPrincipal+1};{loanAfterPayment})"
        ),
        "reserveTarget": "0" if p >= LAST else ("{loanInterest+1}" if p == 0 else "{loanAfterPayment}*{unit+1}+{nextPrincipal}"),
        "released": "MAX(0;{reserveBefore}-{fromReserve}-{reserveTarget})" if p else "0",
        "releasedToArrears": "MIN({released};{unpaidInterest}+{unpaidPrincipal})",
        "arrearsInterest": "{unpaidInterest}-MIN({releasedToArrears};{unpaidInterest})",
        "arrearsPrincipal": "{unpaidPrincipal}-({releasedToArrears}-MIN({releasedToArrears};{unpaidInterest}))",
        "arrears": "{arrearsInterest}+{arrearsPrincipal}",
        "cashAfterDues": "{cashForDues}-{fromCash}+{released}-{releasedToArrears}",
        "topUp": "0" if p == 0 else (
            f"MIN(MAX(0;{{reserveTarget}}-({{reserveBefore}}-{{fromReserve}}-{{released}}));MAX(0;{{cashAfterDues}}-{MINIMUM_CASH}))"
        ),
        "reserve": "{reserveBefore}-{fromReserve}-{released}+{topUp}",
        "cashAfterReserve": "{cashAfterDues}-{topUp}",
        "sweep": f"IF({{arrears}}>0;0;MIN({{loanAfterPayment}};{LOAN['sweep']}*MAX(0;{{cashAfterReserve}}-{MINIMUM_CASH})))" if p >= FIRST else "0",
        "loanClosing": "{loanAfterPayment}-{sweep}",
        "service": "{loanInterest}+{loanPrincipal}+{setOff}",
        "dscr": "0" if p == 0 else (
            "IF({service}+{service-1}>1;({cfads}+{cfads-1})/({service}+{service-1});0)" if p > 1 else "{cfads}/{service}"
        ),
        "isLive": "OR({loanOpening}>0;{arrearsInterestBefore}+{arrearsPrincipalBefore}>0;{due}>0)",
        "lockedUp": f"IF(AND({{isLive}};{{dscr}}<{LOAN['lockUp']});1;0)" if p else "0",
        "distribution": f"IF(OR({{arrears}}>0;{{lockedUp}}=1);0;MAX(0;{{cashAfterReserve}}-{{sweep}}-{MINIMUM_CASH}))" if p else "0",
        "closingCash": "{cashAfterReserve}-{sweep}-{distribution}",
        "openingDebt": "{loanOpening}+{prepaymentOpening}+{arrearsInterestBefore}+{arrearsPrincipalBefore}",
        "closingDebt": "{loanClosing}+{prepaymentClosing}+{arrears}",
        "interestPaid": "{paidArrearsInterest}+{paidInterest}+{interestSetOff}+MIN({releasedToArrears};{unpaidInterest})",
        "principalPaid": "{paidArrearsPrincipal}+{paidPrincipal}+{principalSetOff}+{sweep}+{releasedToArrears}-MIN({releasedToArrears};{unpaidInterest})",
        # discount rate, weighted with the scheduled balances at the start of the period; the last one holds
        "rate": "0" if p == 0 else (
            "IF({scheduledOpening}+{prepaymentOpening}>0.000001;"
            "({scheduledOpening}*{unit}+{prepaymentOpening}*{prepaymentUnit})/({scheduledOpening}+{prepaymentOpening});{rate-1})"
        ),
        "loanLife": "0" if p == 0 or p > LAST else "({cfads}+{loanLife+1})/(1+{rate})",
        "planLife": "0" if p == 0 else ("({cfads}+{planLife+1})/(1+{rate})" if p < PERIODS else "{cfads}/(1+{rate})"),
        "llcr": "0" if p == 0 or p > LAST else "IF({openingDebt}>1;{loanLife}/{openingDebt};0)",
        "plcr": "0" if p == 0 else "IF({openingDebt}>1;{planLife}/{openingDebt};0)",
        "loanFlow": "{paidDues}+{releasedToArrears}+{sweep}+{fees}-{loanDraw}",
        "prepaymentFlow": f"{{setOff}}-{PREPAYMENT['amount'] if p == 0 else 0}",
        "date": month_cell("date", last),
    }
    return f


NAMES = list(period_formulas(1))


def period_cell(name, p):
    return f"[.{column(p + 1)}{NAMES.index(name) + 2}]"


def period_rows():
    table = [["period"] + list(range(PERIODS + 1))]
    formulas = [period_formulas(p) for p in range(PERIODS + 1)]
    for name in NAMES:
        row = [name]
        for p in range(PERIODS + 1):
            def place(match):
                step = int(match.group(2) or 0)
                # beyond the last period nothing is due
                return period_cell(match.group(1), p + step) if p + step <= PERIODS else "0"

            row.append("=" + re.sub(r"\{(\w+)([+-]\d)?\}", place, formulas[p][name]))
        table.append(row)
    return table


def result_rows():
    """Costs of the two lenders: draws inside a period are flows of their own months."""
    flows = [(0, "loanFlow"), *[(p, "loanFlow") for p in range(1, PERIODS + 1)]]
    rows = []
    for index, (p, name) in enumerate(flows):
        inside = sum(amount for m, amount in LOAN["draws"].items() if p and K * (p - 1) < m < K * p)
        rows.append([f"=[$P.{column(p + 1)}{NAMES.index('date') + 2}]", f"=[$P.{column(p + 1)}{NAMES.index(name) + 2}]+{inside}"])
    for m, amount in LOAN["draws"].items():
        if m % K:
            rows.append([f"={month_cell('date', m)}", -amount])
    loan_rows = len(rows)
    for p in range(PERIODS + 1):
        rows[p] += [f"=[$P.{column(p + 1)}{NAMES.index('prepaymentFlow') + 2}]"]
    rows.append([f"=XIRR([.B1:.B{loan_rows}];[.A1:.A{loan_rows}];0.1)", f"=XIRR([.C1:.C{PERIODS + 1}];[.A1:.A{PERIODS + 1}];0.05)"])
    return rows


def sheet(name, rows):
    lines = [f'<table:table table:name="{name}">']
    for row in rows:
        lines.append("<table:table-row>")
        for value in row:
            if isinstance(value, str) and value.startswith("="):
                lines.append(f'<table:table-cell table:formula={quoteattr("of:" + value)} office:value-type="float"/>')
            elif isinstance(value, str):
                lines.append(f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>')
            else:
                lines.append(f'<table:table-cell office:value-type="float" office:value="{value!r}"/>')
        lines.append("</table:table-row>")
    lines.append("</table:table>")
    return "\n".join(lines)


def document():
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"'
    body = "\n".join([sheet("M", month_rows()), sheet("P", period_rows()), sheet("R", result_rows())])
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {names} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:body><office:spreadsheet>\n{body}\n'
        "</office:spreadsheet></office:body></office:document>\n"
    )


def computed():
    """The values of the cells of each sheet, as Calc computes them."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "waterfall.fods"
        source.write_text(document(), "utf8")
        out = Path(folder) / "out"
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "fods", "--outdir", str(out), str(source)],
            check=True, capture_output=True,
        )
        tree = ElementTree.parse(out / "waterfall.fods")
    office, table = ("{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}" % name for name in ("office", "table"))
    sheets = {}
    for one in tree.iter(f"{table}table"):
        rows = []
        for row in one.iter(f"{table}table-row"):
            cells = []
            for cell in row.iter(f"{table}table-cell"):
                repeats = int(cell.get(f"{table}number-columns-repeated", "1"))
                value = cell.get(f"{office}value") or cell.get(f"{office}boolean-value")
                cells += [value] * min(repeats, 64)
            rows += [cells] * min(int(row.get(f"{table}number-rows-repeated", "1")), 200)
        sheets[one.get(f"{table}name")] = rows
    return sheets


def main():
    sheets = computed()
    rows = dict(zip(NAMES, sheets["P"][1:]))
    kept = [
        "openingCash", "cfads", "draws", "uses", "fees", "setOff", "interestPaid", "principalPaid", "sweep", "arrears", "reserve",
        "reserveTarget", "distribution", "closingCash", "openingDebt", "closingDebt", "rate", "dscr", "llcr", "plcr", "lockedUp",
        "loanInterest", "interestOnArrears", "loanPrincipal", "loanClosing", "prepaymentInterest", "prepaymentClosing", "lapsed",
    ]
    values = {name: [float(value) for value in rows[name][1 : PERIODS + 2]] for name in kept}
    last = next(row for row in reversed(sheets["R"]) if row and row[0] is not None)
    costs = {"loan": float(last[0]), "prepayment": float(last[1])}
    version = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True).stdout.split()[1]
    golden = {
        "tool": f"LibreOffice Calc {version}",
        "relativeTolerance": 1e-9,
        "input": {
            "valuationMonth": VALUATION, "periods": PERIODS, "openingCash": OPENING_CASH, "minimumCash": MINIMUM_CASH, "cfads": CFADS,
            "payments": PAYMENTS, "loan": {**LOAN, "draws": [{"month": m, "amount": a} for m, a in LOAN["draws"].items()]},
            "prepayment": PREPAYMENT,
        },
        "periods": values,
        "allInCost": costs,
    }
    Path(__file__).with_name("calcWaterfall.json").write_text(json.dumps(golden, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    main()
