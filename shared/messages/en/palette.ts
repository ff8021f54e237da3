/** Other words that find the actions and pages of the command palette: of its subject, and those that a newcomer would type. */
export const paletteMessages = {
  'palette.keywords.products': 'product production',
  'palette.keywords.undo': 'revert, mistake, wrong',
  'palette.keywords.redo': 'repeat',
  'palette.keywords.print': 'paper, printer',
  'palette.keywords.startNew': 'create, own data',
  'palette.keywords.openFile': 'load, another workspace',
  'palette.keywords.reveal': 'where is the file, location, send the file, save as, save a copy',
  'palette.keywords.close': 'quit, exit',
  'palette.keywords.lock': 'privacy',
  'palette.keywords.shortcuts': 'hotkeys, keys',
  'palette.keywords.language': 'language, translation, English, Chinese, 中文, 英文, 语言',
  'palette.keywords.theme': 'appearance, dark mode, light mode, colours',
  'palette.keywords.scale': 'unit of money, dollars, thousands, millions, billions',
  'palette.keywords.valuationDate': 'update prices, month end, roll, next month, today',
  'palette.keywords.dates': 'calendar, deadlines, due, expiry, expires, renewals, notice, reminders, payments, letters of credit, ics',
  'palette.keywords.openPricing': 'QP, quotational period, M+1, provisional price, mark-to-market, exposure, hedge, fixations',
  'palette.keywords.overview': 'home, dashboard, start page, verdict, NPV, net present value',
  'palette.keywords.china': 'Chinese-owned buyers, import ban, policy',
  'palette.keywords.compare': 'difference between plans, versus, side by side, which plan is better, return and risk',
  'palette.keywords.tenders': 'bids, bid, auction, RFQ, offers, netback, ranking',
  'palette.keywords.whatIf': 'lost buyer, closed destination, ban, tariff, displaced tonnes',
  'palette.keywords.allocation': 'allocate, optimise, optimize, optimiser, best mix, efficient frontier',
  'palette.keywords.simulation': 'Monte Carlo, risk, expected shortfall, VaR, tornado, seed, paths, probability',
  'palette.keywords.health': 'errors, problems, issues, missing prices, warnings, checks',
  'palette.keywords.board': 'presentation, directors, investment committee, report',
  'palette.keywords.plans':
    'products production volumes opex unit costs delivery priorities scenarios of contracts rename archive moisture assay grade',
  'palette.keywords.market':
    'deck price deck bank consensus forecast forward prices spot prices LME actual prices index average benchmark TC/RC calibration volatility correlation forward curves price file FX exchange rates',
  'palette.keywords.contracts':
    'prepay prepayment offtake deals hedge floor cap collar option fixed price take-or-pay price support treatment charge refining charge penalties payable QP quotational period freight incoterm letter of credit amendment negotiation versions delete saved views filter columns',
  'palette.keywords.buyers':
    'customers clients counterparties counterparty credit country countries traders groups ultimate parents ratings destinations',
  'palette.keywords.diversification':
    'limits breaches concentration exposure share by country diversify HHI dependence lost buyer risk what if',
  'palette.keywords.cycles': 'scenarios slump recession downturn stress test simulation Monte Carlo probability value at risk VaR',
  'palette.keywords.financing': 'loans bank equity prepay prepayments financing debt DSCR IRR covenants lenders cash flow',
  'palette.keywords.settings':
    'preferences options language currency FX units discount rate WACC dark theme logo document style user name who am i author password passphrase encryption sharing share team colleagues conflicts dark mode light mode',
  'palette.keywords.summary':
    'report term sheet documents export PDF Word Excel HTML web page read-only bundle email send share with the bank counterparty lender',
  'palette.keywords.data':
    'backup backups restore recover import export paste Excel CSV spreadsheet bundle history who did who changed changes audit log yesterday snapshot earlier day deleted save a copy',
  'palette.keywords.sensitivityTable': 'sensitivities, tornado, data table, two-way table, heat map, what if, iso-value, same value',
  'palette.keywords.goalSeek': 'solve for, solver, break-even, what value, which floor, which charge, how many tonnes, target, what if',
  'palette.keywords.notes': 'comment, remark, annotation, take a note',
  'palette.keywords.decisions': 'decision record, why, reasons, rationale, expectation, outcome, review',
  'palette.keywords.tour': 'tutorial, introduction, getting started, manual, how to, help',
  'palette.keywords.glossary': 'terms, definitions, dictionary, abbreviations, explain, help',
  'palette.keywords.news': 'release notes, changelog, version, update, about',
} as const;
