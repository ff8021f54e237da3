"""Deliveries, take-or-pay, spot and cash of a plan, month by month (docs/model/valuation.md); see planModel.py."""

from collections import defaultdict
from fractions import Fraction

from goldenFile import exact as F
from planModel import (
    DAMAGES_SHARE, DEPTH_CAP, DEPTH_SHARES, DEPTH_SLOPE, QUEUED_SHARE, TIE, ZONES, Prices, clamp, lawful_band, net_present, nominal, open_share, rows_on, terms_at, the_15th, zone_shares,
)


class Lot:
    def __init__(self, tonnes, price, last_month):
        self.tonnes, self.price, self.last_month = tonnes, price, last_month


class Deal:
    """One contract on its way through the months."""

    def __init__(self, plan, market, product, entry):
        self.plan, self.market, self.product, self.entry = plan, market, product, entry
        self.contract, self.prices = entry["contract"], Prices(plan, market, product)
        self.first, self.last = self.contract["start"], entry["committedEnd"]
        self.zones = zone_shares(plan, product, entry["buyer"])
        self.months, self.years, self.lots = [], [], []
        self.payments = []  # (month, kind, amount)
        self.lapsed = Fraction(0)
        self.carried = Fraction(0)
        self.opening = self.contract.get("opening")
        self.overdue = Fraction(0)  # deferred tonnes that have come due and wait
        if self.opening:
            self.take_over()

    def runs(self, month):
        return self.first <= month <= self.last

    def year_of(self, month):
        """Months of the contract year, the elapsed ones included."""
        begin = month - (month - self.first) % 12
        return range(begin, min(begin + 11, self.last) + 1)

    def annual(self, month):
        return sum((nominal(self.contract, m) for m in self.year_of(month)), Fraction(0))

    def quantity(self, month):
        """The year's take-or-pay quantity after what the year before carries forward."""
        shares = [(m, F(terms_at(self.contract, m)["quantity"]["takeOrPayShare"])) for m in self.year_of(month)]
        return sum((nominal(self.contract, m) * share for m, share in shares), Fraction(0)) - self.lowered(month)

    def lowered(self, month):
        """Carry-forward: what the year before took above, at most a share of this year's tonnes."""
        first = terms_at(self.contract, self.year_of(month)[0])
        return min(self.carried, F(first["quantity"]["carryForwardShare"]) * self.annual(month))

    def done(self, month, key):
        """Sum of a column over the months of the contract year that lie in the valuation."""
        return sum((row[key] for row in self.months if row["month"] in self.year_of(month)), Fraction(0))

    def opened(self, month):
        """Taken before the valuation in the contract year under way."""
        elapsed = [m for m in self.year_of(month) if m <= self.plan["valuationMonth"]]
        o = self.opening
        if o and o["asOf"] in elapsed:
            since = sum((nominal(self.contract, m) for m in elapsed if m > o["asOf"]), Fraction(0))
            return F(o["takenTonnes"]) + since, F(o["paidTonnes"]), F(o["paidValueUsd"])
        return sum((nominal(self.contract, m) for m in elapsed), Fraction(0)), Fraction(0), Fraction(0)

    def take_over(self):
        """Lots alive, finals of earlier deliveries and unpaid amounts due after the valuation."""
        o, valued = self.opening, self.plan["valuationMonth"]
        for lot in sorted(o["makeUpLots"], key=lambda lot: lot["lastMonth"]):
            if lot["lastMonth"] > valued:
                self.lots.append(Lot(F(lot["tonnes"]), F(lot["priceUsdPerDmt"]), lot["lastMonth"]))
        for d in o["openDeliveries"]:
            terms = terms_at(self.contract, d["month"])
            pricing = self.prices.declared_months(terms, d["month"])
            due = max(pricing[-1], d["month"]) + terms["payment"]["paymentMonths"]
            if due > valued:
                worth = F(d["tonnes"]) * self.prices.contract_average(terms, d["month"], pricing)
                self.pay(due, "openDelivery", worth - F(d["provisionalPaidUsd"]))
        for amount in o["unpaid"]:
            month = int(amount["date"][:4]) * 12 + int(amount["date"][5:7]) - 1
            if month > valued:
                self.pay(month, "unpaid", F(amount["amountUsd"]))

    def due_deferred(self, month):
        """Deferred tonnes to deliver beside the month's call: all are due in the first month of the plan."""
        if not self.opening:
            return Fraction(0)
        if month == self.plan["valuationMonth"] + 1:
            self.overdue += F(self.opening["deferredTonnes"])
        return self.overdue if self.open(month) > 0 else Fraction(0)

    def lapsing_deferred(self, month):
        """Deferred tonnes that lapse with the contract: those that wait. They were counted as taken when called."""
        return self.overdue if month == self.last else Fraction(0)

    # step 6
    def call(self, month, spare):
        """Call before the open share, and the extra that a seller's option takes of the spare production."""
        n, terms = nominal(self.contract, month), terms_at(self.contract, month)
        q = terms["quantity"]
        tolerance = F(q["tolerance"])
        if q["toleranceOption"] == "buyer":
            demand = sum((share * self.market.demand(zone, month) for zone, share in self.zones.items()), Fraction(0))
            held = F(q["takeOrPayShare"]) if q["takeOrPayBasis"] == "full" and not self.price_fell(month) else Fraction(0)
            return n * clamp(1 + F(self.entry["buyer"]["cycleSensitivity"]) * (demand - 1), max(1 - tolerance, held), 1 + tolerance), Fraction(0)
        if q["toleranceOption"] == "seller":
            contract, spot = self.prices.contract_now(terms, month), self.prices.spot_now(terms, month)
            if contract > spot * (1 + TIE):
                extra = min(n * tolerance, spare)
                return n + extra, extra
            if contract < QUEUED_SHARE * spot * (1 - TIE):
                return n * (1 - tolerance), Fraction(0)
        return n, Fraction(0)

    def price_fell(self, month):
        terms = terms_at(self.contract, month)
        return terms["quantity"]["excused"]["priceFall"] and self.prices.contract_now(terms, month) < self.prices.contract_deck(terms, month)

    def open(self, month):
        return open_share(self.market, self.product, terms_at(self.contract, month)["price"], self.zones, month)

    def excused(self, month, call):
        terms = terms_at(self.contract, month)
        clauses = terms["quantity"]["excused"]
        shut = 1 - open_share(
            self.market, self.product, terms["price"], self.zones, month,
            lambda row: clauses["importBan"] if row["excused"] else clauses["tariff"],
        )
        n = nominal(self.contract, month)
        uncalled = max(Fraction(0), n - call) * self.open(month) if self.price_fell(month) else Fraction(0)
        return n * shut + uncalled

    # steps 9 and 11
    def deliver(self, month, before, called, cut, deferred):
        terms, n = terms_at(self.contract, month), nominal(self.contract, month)
        low, high = lawful_band(self.contract, month)
        delivered = called - cut
        taken = self.opened(month)[0] + self.done(month, "taken")
        above = max(Fraction(0), taken + delivered - max(self.quantity(month), taken))
        make_up = self.use_lots(month, above)
        held_back = max(Fraction(0), n - before) * self.open(month) if terms["quantity"]["toleranceOption"] == "seller" else Fraction(0)
        pricing = self.prices.declared_months(terms, month)
        now, final = self.prices.contract_now(terms, month), self.prices.contract_average(terms, month, pricing)
        made_up = sum((tonnes for tonnes, _ in make_up), Fraction(0))
        paid = delivered - made_up + deferred
        self.overdue -= deferred
        worth = paid * final
        if terms["quantity"]["makeUpPrice"] == "rise":  # settled with the final invoice
            worth += sum((tonnes * max(Fraction(0), final - lot) for tonnes, lot in make_up), Fraction(0))
        due = terms["payment"]["paymentMonths"]
        extra = max(Fraction(0), before - n) * self.open(month) if terms["quantity"]["toleranceOption"] == "seller" else Fraction(0)
        if cut > extra:
            spot = self.prices.spot_now(terms, month)
            each = max(Fraction(0), spot - now) + F(self.entry.get("damagesShare", DAMAGES_SHARE)) * max(Fraction(0), now)
            self.pay(month + due, "damages", -(cut - extra) * each)
        provisional = pricing[-1] > month
        if provisional:
            advance = F(terms["payment"]["provisionalShare"]) * paid * now
            self.pay(month + due, "provisional", advance)
            self.pay(pricing[-1] + due, "final", worth - advance)
        else:
            self.pay(month + due, "final", worth)
        self.months.append({
            "month": month, "contractYear": (month - self.first) // 12, "nominal": n, "minimum": low, "maximum": high, "called": called,
            "cut": cut, "taken": delivered, "delivered": delivered + deferred, "makeUp": made_up, "deferred": deferred, "pricingFrom": pricing[0], "pricingTo": pricing[-1],
            "provisional": provisional, "netPrice": final, "paid": paid, "terms": terms, "excused": self.excused(month, before),
            "notOffered": held_back + cut,
        })

    def use_lots(self, month, tonnes):
        used = []
        for lot in self.lots:
            part = min(lot.tonnes, tonnes)
            if part > 0:
                used.append((part, lot.price))
                lot.tonnes -= part
                tonnes -= part
        return used

    # step 12
    def close_month(self, month):
        year = self.year_of(month)
        if month == year[-1]:
            self.assess(month)
        terms = terms_at(self.contract, month)
        for lot in self.lots:
            if lot.tonnes > 0 and (month >= min(lot.last_month, self.last) or month == self.plan["lastMonth"]):
                credit = -lot.tonnes * self.prices.spot_now(terms, month)
                self.pay(month + terms["payment"]["paymentMonths"], "makeUpCredit", credit)
                if month >= min(lot.last_month, self.last):
                    self.lapsed += lot.tonnes
                    lot.tonnes = Fraction(0)

    def assess(self, month):
        terms = terms_at(self.contract, month)
        q = terms["quantity"]
        opened, paid_before, value_before = self.opened(month)
        taken = opened + self.done(month, "taken") - self.lapsing_deferred(month)
        quantity, annual = self.quantity(month), self.annual(month)
        excused, not_offered = self.done(month, "excused"), self.done(month, "notOffered")
        short = max(Fraction(0), quantity - taken - excused - not_offered)
        paid = [(row["paid"], self.price_so_far(row, month)) for row in self.months if row["month"] in self.year_of(month)]
        paid += self.open_in_year(month)
        tonnes = paid_before + sum((t for t, _ in paid), Fraction(0))
        price = (value_before + sum((t * p for t, p in paid), Fraction(0))) / tonnes if tonnes else self.prices.contract_now(terms, month)
        if not short:
            price = Fraction(0)
        elif q["takeOrPayBasis"] == "difference":
            price = max(Fraction(0), price - self.prices.spot_now(terms, month))
        else:
            self.lots.append(Lot(short, price, month + q["makeUpMonths"]))
        if short:
            self.pay(month + terms["payment"]["paymentMonths"], "deficiency", short * price)
        self.years.append({
            "contractYear": (month - self.first) // 12, "month": month, "annual": annual, "quantity": quantity, "taken": taken,
            "excused": excused, "notOffered": not_offered, "deficiencyTonnes": short, "price": price, "amount": short * price,
        })
        self.carried = max(Fraction(0), taken - self.done(month, "makeUp") - annual)

    def open_in_year(self, month):
        """Deliveries of the contract year before the valuation whose finals are due after it: (tonnes, price so far)."""
        found = []
        for d in self.opening["openDeliveries"] if self.opening else []:
            terms = terms_at(self.contract, d["month"])
            pricing = self.prices.declared_months(terms, d["month"])
            due = max(pricing[-1], d["month"]) + terms["payment"]["paymentMonths"]
            if d["month"] in self.year_of(month) and due > self.plan["valuationMonth"]:
                now = self.prices.contract_now(terms_at(self.contract, month), month)
                found.append((F(d["tonnes"]), self.prices.contract_average(terms, d["month"], pricing) if pricing[-1] <= month else now))
        return found

    def price_so_far(self, row, month):
        return row["netPrice"] if row["pricingTo"] <= month else self.prices.contract_now(terms_at(self.contract, month), month)

    def pay(self, month, kind, amount):
        self.payments.append((month, kind, amount))

    # step 13
    def prepayment(self):
        """Receipt and set-off, (month, amount), and what is left: B = B (1 + r days/360) - repayment."""
        found = [t["payment"]["prepayment"] for t in self.contract["terms"] if "prepayment" in t["payment"]]
        if not found:
            return [], Fraction(0)
        p, valued = found[0], self.plan["valuationMonth"]
        amount, received = F(p["amountUsd"]), int(p["date"][:4]) * 12 + int(p["date"][5:7]) - 1
        flows = [(received, amount)] if received > valued else []
        grace_end = received + p["graceMonths"]
        first, last = max(grace_end, received, valued) + 1, grace_end + p["repayMonths"]
        parts = max(1, last - first + 1)
        income = defaultdict(Fraction)
        for month, _, payment in self.payments:
            income[month] += payment
        balance = amount
        for month in range(max(received, valued) + 1, max([*income, valued]) + 1):
            days = (the_15th(month) - the_15th(month - 1)).days
            balance += balance * F(p["annualRate"]) * days / 360
            if month < first:
                continue
            planned = amount * max(0, parts - (month - first + 1)) / parts
            repaid = clamp(balance - planned, 0, max(Fraction(0), income[month]))
            balance -= repaid
            flows.append((month, -repaid))
        return [(m, a) for m, a in flows if a], balance


class Mine:
    """One product: production, its contracts, the queue and spot."""

    def __init__(self, plan, market, product):
        self.plan, self.market, self.product = plan, market, product
        self.deals = [Deal(plan, market, product, e) for e in plan["contracts"] if e["contract"]["productId"] == product["id"]]
        self.deals.sort(key=lambda deal: deal.contract["id"])
        self.queue = []  # [month of joining, tonnes], oldest first
        self.rows = []
        self.leading = max(self.deals, key=self.largest_year, default=None)  # the first of equals: ties by id

    @staticmethod
    def largest_year(deal):
        return max(deal.annual(m) for m in range(deal.first, deal.last + 1, 12))

    def spot_price(self, month):
        if self.leading:
            return self.leading.prices.spot_now(terms_at(self.leading.contract, month), month)
        return Prices(self.plan, self.market, self.product).spot_now(None, month) if "spotPrice" in self.product else None

    def basis(self, month):
        return self.product.get("spotPrice") or terms_at(self.leading.contract, month)["price"]

    def zones_closed(self, zones, basis, month):
        """Share of zones closed, and this share times discount and freight in USD/dmt."""
        closed = discount = freight = Fraction(0)
        for zone, share in zones.items():
            rows = list(rows_on(self.market, self.product, basis, zone, month))
            shut = share * (1 - min([F(r["openShare"]) for r in rows], default=Fraction(1)))
            closed += shut
            discount += shut * max([F(r["discount"]) for r in rows], default=Fraction(0))
            freight += shut * sum((F(r["freightUsdPerWmt"]) for r in rows), Fraction(0)) / (1 - F(self.product["moisture"]))
        return closed, discount, freight

    def spot_zones(self):
        return {self.product["spotZone"]: Fraction(1)} if "spotZone" in self.product else self.leading.zones if self.leading else {}

    def depth(self, month):
        """Tonnes that the open zones take in a month without a lower price."""
        months = range(self.plan["valuationMonth"] + 1, self.plan["lastMonth"] + 1)
        planned = [F(tonnes) for tonnes in self.product["production"][: len(months)]]
        basis = self.basis(month)
        main = basis["reference"] if "reference" in basis else basis["payables"][0]["reference"] if "payables" in basis else None
        metal = self.plan["references"][main].get("metal", self.product["metal"]) if main else self.product["metal"]
        weights = self.plan["zoneWeights"][metal]
        takes = sum(
            (F(weights[z]) * self.market.demand(z, month) * (1 - self.zones_closed({z: Fraction(1)}, basis, month)[0]) for z in ZONES), Fraction(0)
        )
        return F(self.product.get("depthShare", DEPTH_SHARES[self.product["metal"]])) * sum(planned) / len(months) * takes

    def run(self):
        for month in range(self.plan["valuationMonth"] + 1, self.plan["lastMonth"] + 1):
            self.month(month)
        return self

    def month(self, month):
        place = month - self.plan["valuationMonth"] - 1
        made = F(self.product["production"][place]) if place < len(self.product["production"]) else Fraction(0)
        running = [deal for deal in self.deals if deal.runs(month)]
        nominals = sum((nominal(deal.contract, month) for deal in running), Fraction(0))
        spare = max(Fraction(0), made - nominals)
        calls, left = [], spare
        for deal in running:
            before, extra = deal.call(month, left)
            left -= extra
            calls.append((deal, before, before * deal.open(month)))
        due = {deal: deal.due_deferred(month) for deal in running}
        stock = sum((lot[1] for lot in self.queue), Fraction(0))
        left = made + stock
        cuts, returned = {}, {}
        for level in sorted({deal.entry.get("priority", 1) for deal in running}):
            those = [(deal, called) for deal, _, called in calls if deal.entry.get("priority", 1) == level]
            wanted = sum((called for _, called in those), Fraction(0))
            lacking = max(Fraction(0), wanted - left)
            left -= wanted - lacking
            for deal, called in those:
                cuts[deal] = lacking * called / wanted if wanted else Fraction(0)
        for level in sorted({deal.entry.get("priority", 1) for deal in running}):
            those = [deal for deal in running if deal.entry.get("priority", 1) == level]
            wanted = sum((due[deal] for deal in those), Fraction(0))
            given = min(wanted, left)
            left -= given
            for deal in those:
                returned[deal] = given * due[deal] / wanted if wanted else Fraction(0)
        for deal, before, called in calls:
            deal.deliver(month, before, called, cuts[deal], returned[deal])
        delivered = sum((called - cuts[deal] + returned[deal] for deal, _, called in calls), Fraction(0))
        drawn = self.draw(max(Fraction(0), delivered - made))
        idle = made - (delivered - drawn)
        missing = [(deal, before, max(Fraction(0), nominal(deal.contract, month) - called + cuts[deal])) for deal, before, called in calls]
        self.sell(month, made, nominals, delivered, drawn, min(spare, idle), idle, missing)
        for deal in running:
            deal.close_month(month)

    def draw(self, tonnes):
        asked = tonnes
        for lot in self.queue:
            part = min(lot[1], tonnes)
            lot[1] -= part
            tonnes -= part
        return asked - tonnes

    def join(self, month, tonnes, discount, freight):
        """Adds tonnes to the lot of the month, whose costs are means."""
        lot = self.queue[-1] if self.queue and self.queue[-1][0] == month else None
        if lot is None:
            self.queue.append([month, tonnes, discount, freight])
        elif lot[1] + tonnes > 0:
            whole = lot[1] + tonnes
            lot[2], lot[3] = (lot[1] * lot[2] + tonnes * discount) / whole, (lot[1] * lot[3] + tonnes * freight) / whole
            lot[1] = whole

    def rerouted(self, month, waiting, missing):
        """Mean discount and freight of the month's queued tonnes: what closed destinations would have taken bears its rows' costs."""
        total = sum((tonnes for _, _, tonnes in missing), Fraction(0))
        discount = freight = Fraction(0)
        for deal, before, tonnes in missing if waiting and total else []:
            basis = terms_at(deal.contract, month)["price"]
            closed, closed_discount, closed_freight = self.zones_closed(deal.zones, basis, month)
            if closed:
                moved = min(waiting * tonnes / total, nominal(deal.contract, month) * closed)
                discount += moved * closed_discount / closed
                freight += moved * closed_freight / closed
        return (discount / waiting, freight / waiting) if waiting else (discount, freight)

    def sell(self, month, made, nominals, delivered, drawn, uncommitted, idle, missing):
        price, last = self.spot_price(month), month == self.plan["lastMonth"]
        waiting = idle - uncommitted
        self.join(month, waiting, *self.rerouted(month, waiting, missing))
        sold = resold = income = Fraction(0)
        if price is None:
            self.join(month, uncommitted, Fraction(0), Fraction(0))
        else:
            depth = self.depth(month)
            _, discount, freight = self.zones_closed(self.spot_zones(), self.basis(month), month)
            ripe = [lot for lot in self.queue if last or month - lot[0] >= self.product["resaleMonths"]]
            room = None if last else 6 * depth
            ready = sum((lot[1] for lot in ripe), Fraction(0))
            resold = ready if room is None else min(ready, room)
            sold = uncommitted if room is None else min(uncommitted, room - resold)
            offered = sold + resold
            lost = min(DEPTH_CAP, DEPTH_SLOPE * max(Fraction(0), offered / depth - 1)) if depth else DEPTH_CAP if offered else Fraction(0)
            worth = max(Fraction(0), price)
            income = sold * (price - (lost + discount - lost * discount) * worth - freight)
            left = resold
            for lot in ripe:
                part = min(lot[1], left)
                income += part * (price - (1 - (QUEUED_SHARE - lost) * (1 - lot[2])) * worth - lot[3])
                lot[1] -= part
                left -= part
            self.join(month, uncommitted - sold, discount, freight)
        self.rows.append({
            "month": month, "production": made, "nominal": nominals, "delivered": delivered, "uncommittedSold": sold, "queued": idle - sold,
            "drawn": drawn, "resold": resold, "queue": sum((lot[1] for lot in self.queue), Fraction(0)), "spotRevenue": income,
        })


REVENUE = ("provisional", "final", "openDelivery", "unpaid", "deficiency", "makeUpCredit", "damages")


def value(plan, market):
    """Contracts in the plan's order, products in its order, and the totals."""
    mines = [Mine(plan, market, product).run() for product in plan["products"]]
    deals = {deal.contract["id"]: deal for mine in mines for deal in mine.deals}
    contracts = []
    for entry in plan["contracts"]:
        deal = deals[entry["contract"]["id"]]
        set_off, left = deal.prepayment()
        by_month = {kind: defaultdict(Fraction) for kind in REVENUE}
        for month, kind, amount in deal.payments:
            by_month[kind][month] += amount
        by_year = defaultdict(Fraction)
        for month, _, amount in deal.payments:
            by_year[month // 12] += amount
        contracts.append({
            "deal": deal, "flows": by_month, "setOff": dict(set_off), "prepaymentLeft": left, "revenueByYear": by_year,
            "npv": net_present(plan, [(m, a) for m, _, a in deal.payments] + set_off),
            "revenue": sum(by_year.values(), Fraction(0)),
        })
    spot = sum((row["spotRevenue"] for mine in mines for row in mine.rows), Fraction(0))
    products = [{"mine": mine, "npv": net_present(plan, [(r["month"], r["spotRevenue"]) for r in mine.rows])} for mine in mines]
    return {"contracts": contracts, "products": products, "spot": spot, "npv": sum(c["npv"] for c in contracts) + sum(p["npv"] for p in products)}


def unit_cost(product, year):
    begun = [c for c in product["unitCost"] if c["year"] <= year]
    return F((begun[-1] if begun else product["unitCost"][0])["usdPerDmt"])


def margin(plan, market):
    """Present value of what the plan's one contract pays less that of the unit cost of what it takes."""
    outcome = value(plan, market)["contracts"][0]
    product = plan["products"][0]
    costs = [(r["month"], r["delivered"] * unit_cost(product, r["month"] // 12)) for r in outcome["deal"].months]
    return outcome["npv"] - net_present(plan, costs)
