/**
 * The texts of the shipped data before schema 140 and the stored messages that replace them: part, text (of a note the id of its scenario),
 * stored message; one a line, separated by tabs. Between two stored messages, \n stands for a line break.
 */
export const SHIPPED_TEXTS = String.raw`
scenario	China slump	{"key":"shipped.scenario.china-slump.name"}
scenario	Financial crisis, 2008–09	{"key":"shipped.scenario.financial-crisis.name"}
scenario	China slowdown, 2011–16	{"key":"shipped.scenario.china-slowdown.name"}
scenario	Covid, 2020	{"key":"shipped.scenario.covid.name"}
scenario	Boom, 2020–22	{"key":"shipped.scenario.boom.name"}
scenario	Fall after the boom, 2021–25	{"key":"shipped.scenario.fall-after-boom.name"}
scenario	China hard landing	{"key":"shipped.scenario.china-hard-landing.name"}
scenario	Lithium bust, 2022–24	{"key":"shipped.scenario.lithium-bust.name"}
scenario	Cobalt bust, 2022–25	{"key":"shipped.scenario.cobalt-bust.name"}
scenario	D.R.C. cobalt export ban	{"key":"shipped.scenario.drc-cobalt-ban.name"}
scenario	Indonesia nickel ore ban	{"key":"shipped.scenario.indonesia-nickel-ban.name"}
scenario	US copper tariff change	{"key":"shipped.scenario.us-copper-tariff.name"}
scenario	Copper concentrate barred from China	{"key":"shipped.scenario.copper-barred-from-china.name"}
scenario	Central buyer refuses a product	{"key":"shipped.scenario.central-buyer-refuses.name"}
scenario	Mills default or defer	{"key":"shipped.scenario.mills-defer.name"}
scenario	Copper TC/RC to zero	{"key":"shipped.scenario.copper-charges-zero.name"}
note	china-slump	{"key":"shipped.scenario.china-slump.note"}
note	financial-crisis	{"key":"shipped.scenario.financial-crisis.note","values":{"episode":"{\"key\":\"shipped.note.episode\"}"}}
note	china-slowdown	{"key":"shipped.scenario.china-slowdown.note","values":{"episode":"{\"key\":\"shipped.note.episode\"}"}}
note	covid	{"key":"shipped.scenario.covid.note","values":{"episode":"{\"key\":\"shipped.note.episode\"}"}}
note	boom	{"key":"shipped.scenario.boom.note","values":{"episode":"{\"key\":\"shipped.note.episode\"}"}}
note	fall-after-boom	{"key":"shipped.scenario.fall-after-boom.note","values":{"episode":"{\"key\":\"shipped.note.episode\"}"}}
note	china-hard-landing	{"key":"shipped.scenario.china-hard-landing.note","values":{"recovery":"{\"key\":\"shipped.note.recovery\"}"}}
note	lithium-bust	{"key":"shipped.scenario.lithium-bust.note","values":{"recovery":"{\"key\":\"shipped.note.recovery\"}"}}
note	cobalt-bust	{"key":"shipped.scenario.cobalt-bust.note","values":{"recovery":"{\"key\":\"shipped.note.recovery\"}"}}
note	drc-cobalt-ban	{"key":"shipped.scenario.drc-cobalt-ban.note"}
note	indonesia-nickel-ban	{"key":"shipped.scenario.indonesia-nickel-ban.note","values":{"recovery":"{\"key\":\"shipped.note.recovery\"}"}}
note	us-copper-tariff	{"key":"shipped.scenario.us-copper-tariff.note","values":{"recovery":"{\"key\":\"shipped.note.recovery\"}"}}
note	copper-barred-from-china	{"key":"shipped.scenario.copper-barred-from-china.note"}
note	central-buyer-refuses	{"key":"shipped.scenario.central-buyer-refuses.note"}
note	mills-defer	{"key":"shipped.scenario.mills-defer.note","values":{"recovery":"{\"key\":\"shipped.note.recovery\"}"}}
note	copper-charges-zero	{"key":"shipped.scenario.copper-charges-zero.note"}
move	−78.4 % from 2011-02 to 2015-12 (58 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−78.4","from":"2011-02","to":"2015-12","months":"58","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−54.7 % from 2011-02 to 2016-01 (59 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−54.7","from":"2011-02","to":"2016-01","months":"59","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−45.2 % from 2011-04 to 2015-11 (55 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−45.2","from":"2011-04","to":"2015-11","months":"55","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−87.6 % from 2022-11 to 2024-11 (24 months): Investing.com history of a Chinese lithium carbonate price, from a public copy.	{"key":"shipped.move.observed","values":{"change":"−87.6","from":"2022-11","to":"2024-11","months":"24","source":"{\"key\":\"shipped.series.carbonate\"}"}}
move	−51.4 % from 2012-06 to 2015-12 (42 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"−51.4","from":"2012-06","to":"2015-12","months":"42","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	−38.3 % from 2011-02 to 2016-01 (59 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−38.3","from":"2011-02","to":"2016-01","months":"59","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−70.6 % from 2011-02 to 2016-02 (60 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−70.6","from":"2011-02","to":"2016-02","months":"60","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−40.1 % from 2011-04 to 2015-11 (55 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−40.1","from":"2011-04","to":"2015-11","months":"55","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−57.3 % from 2011-04 to 2016-01 (57 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−57.3","from":"2011-04","to":"2016-01","months":"57","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−45.9 % from 2010-09 to 2016-02 (65 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"−45.9","from":"2010-09","to":"2016-02","months":"65","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	House default: demand in China falls to 0.85 of its plateau over 12 months and comes back in the same time.	{"key":"shipped.move.chinaDemand"}
move	−69.7 % from 2008-03 to 2009-04 (13 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−69.7","from":"2008-03","to":"2009-04","months":"13","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−64.6 % from 2008-04 to 2008-12 (8 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−64.6","from":"2008-04","to":"2008-12","months":"8","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−56.7 % from 2008-07 to 2009-02 (7 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−56.7","from":"2008-07","to":"2009-02","months":"7","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−71.3 % from 2007-05 to 2008-12 (19 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−71.3","from":"2007-05","to":"2008-12","months":"19","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−81.4 % from 2007-05 to 2008-12 (19 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−81.4","from":"2007-05","to":"2008-12","months":"19","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−74.1 % from 2007-10 to 2008-12 (14 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−74.1","from":"2007-10","to":"2008-12","months":"14","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−55.6 % from 2008-05 to 2009-03 (10 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−55.6","from":"2008-05","to":"2009-03","months":"10","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−72.1 % from 2008-03 to 2009-03 (12 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"−72.1","from":"2008-03","to":"2009-03","months":"12","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	−11.5 % from 2020-01 to 2020-04 (3 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−11.5","from":"2020-01","to":"2020-04","months":"3","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−16.8 % from 2019-12 to 2020-04 (4 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−16.8","from":"2019-12","to":"2020-04","months":"4","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−17.7 % from 2019-11 to 2020-04 (5 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−17.7","from":"2019-11","to":"2020-04","months":"5","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−30 % from 2019-11 to 2020-08 (9 months): Investing.com history of a Chinese lithium carbonate price, from a public copy.	{"key":"shipped.move.observed","values":{"change":"−30","from":"2019-11","to":"2020-08","months":"9","source":"{\"key\":\"shipped.series.carbonate\"}"}}
move	−30.9 % from 2020-03 to 2020-08 (5 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"−30.9","from":"2020-03","to":"2020-08","months":"5","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	−21.5 % from 2019-11 to 2020-04 (5 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−21.5","from":"2019-11","to":"2020-04","months":"5","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−22.2 % from 2019-11 to 2020-04 (5 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−22.2","from":"2019-11","to":"2020-04","months":"5","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−19.5 % from 2019-11 to 2020-05 (6 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−19.5","from":"2019-11","to":"2020-05","months":"6","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−12.8 % from 2019-12 to 2020-04 (4 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−12.8","from":"2019-12","to":"2020-04","months":"4","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−19.7 % from 2019-11 to 2020-07 (8 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"−19.7","from":"2019-11","to":"2020-07","months":"8","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	+153.1 % from 2020-04 to 2021-06 (14 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"+153.1","from":"2020-04","to":"2021-06","months":"14","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	+102.3 % from 2020-04 to 2022-03 (23 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"+102.3","from":"2020-04","to":"2022-03","months":"23","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	+139.6 % from 2020-04 to 2022-03 (23 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"+139.6","from":"2020-04","to":"2022-03","months":"23","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	+1148.8 % from 2020-08 to 2022-03 (19 months): Investing.com history of a Chinese lithium carbonate price, from a public copy.	{"key":"shipped.move.observed","values":{"change":"+1148.8","from":"2020-08","to":"2022-03","months":"19","source":"{\"key\":\"shipped.series.carbonate\"}"}}
move	+377.7 % from 2020-08 to 2022-01 (17 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"+377.7","from":"2020-08","to":"2022-01","months":"17","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	+129.1 % from 2020-04 to 2022-04 (24 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"+129.1","from":"2020-04","to":"2022-04","months":"24","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	+187.4 % from 2020-04 to 2022-03 (23 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"+187.4","from":"2020-04","to":"2022-03","months":"23","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	+48.5 % from 2020-05 to 2021-08 (15 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"+48.5","from":"2020-05","to":"2021-08","months":"15","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	+194.1 % from 2020-04 to 2022-02 (22 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"+194.1","from":"2020-04","to":"2022-02","months":"22","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	+186.8 % from 2020-07 to 2022-04 (21 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"+186.8","from":"2020-07","to":"2022-04","months":"21","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	−56.9 % from 2021-06 to 2025-06 (48 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−56.9","from":"2021-06","to":"2025-06","months":"48","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−26.3 % from 2022-03 to 2022-07 (4 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−26.3","from":"2022-03","to":"2022-07","months":"4","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−38.9 % from 2022-03 to 2023-08 (17 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−38.9","from":"2022-03","to":"2023-08","months":"17","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−74.6 % from 2022-01 to 2024-05 (28 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"−74.6","from":"2022-01","to":"2024-05","months":"28","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	−45.9 % from 2022-04 to 2024-02 (22 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−45.9","from":"2022-04","to":"2024-02","months":"22","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−55.9 % from 2022-03 to 2025-08 (41 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−55.9","from":"2022-03","to":"2025-08","months":"41","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−22.5 % from 2021-08 to 2022-09 (13 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−22.5","from":"2021-08","to":"2022-09","months":"13","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−55.9 % from 2022-02 to 2022-10 (8 months): World Bank Commodity Price Data (Pink Sheet).	{"key":"shipped.move.observed","values":{"change":"−55.9","from":"2022-02","to":"2022-10","months":"8","source":"{\"key\":\"shipped.series.worldBank\"}"}}
move	−73.4 % from 2022-04 to 2025-02 (34 months): IMF Primary Commodity Prices, external-data.xls.	{"key":"shipped.move.observed","values":{"change":"−73.4","from":"2022-04","to":"2025-02","months":"34","source":"{\"key\":\"shipped.series.imfFile\"}"}}
move	−60 % in a scenario of 2013, growth of 3 % in China: Barclays, as reported 2013-07.	{"key":"shipped.move.barclays","values":{"change":"−60"}}
move	−50 % in a scenario of 2013, growth of 3 % in China: Barclays, as reported 2013-07.	{"key":"shipped.move.barclays","values":{"change":"−50"}}
move	−87.6 % from 2022-11 to 2024-11 (24 months): Investing.com history of a Chinese lithium carbonate price, from a public copy; lithium metal −84 % by IMF monthly averages.	{"key":"shipped.move.observed","values":{"change":"−87.6","from":"2022-11","to":"2024-11","months":"24","source":"{\"key\":\"shipped.series.carbonateAndMetal\"}"}}
move	−73.4 % from 2022-04 to 2025-02 (34 months): IMF Primary Commodity Prices.	{"key":"shipped.move.observed","values":{"change":"−73.4","from":"2022-04","to":"2025-02","months":"34","source":"{\"key\":\"shipped.series.imf\"}"}}
move	+39 % in the first quarter of 2025, when exports were stopped: Press reports of the time. Quotas followed: 18,125 t for the last quarter, 96,600 t a year for 2026 and 2027.	{"key":"shipped.move.drcBan"}
move	+25 % from 2019-06 to 2019-08, when the ban was brought forward: Press reports of the time.	{"key":"shipped.move.indonesiaBan"}
move	−22 % on COMEX in one hour on 2025-07-30, its premium of 28 to 30 % over LME gone: Press reports of the time.	{"key":"shipped.move.usTariff"}
move	−100 % of Australian volume into China from 2019-12 to 2020-12, 110,930 t a month to 0; total exports fell by only 8 %, the rest went elsewhere: Press reports of the time.	{"key":"shipped.move.copperBarred"}
move	−100 % of one product, about 25 % of one seller’s output, in 2025: Caixin 2025-10-15.	{"key":"shipped.move.centralBuyer"}
move	Spot −23 % in the year, refusals after the fall below contract prices: Reuters 2012.	{"key":"shipped.move.millsPrice"}
move	3 to 4 Mt refused or deferred in one month, 2012-08: Reuters 2012. That it is half of a month’s calls is a house default.	{"key":"shipped.move.millsVolume"}
move	Benchmark from 21.25 USD/dmt and 2.125 USc/lb in 2025 to 0 in 2026, −100 %; spot about −40 USD/dmt: press reports of the time.	{"key":"shipped.move.copperCharges"}
reference	Iron ore fines 62/61 %, CFR China	{"key":"shipped.reference.FE62"}
reference	Iron ore fines 65 %, CFR China	{"key":"shipped.reference.FE65"}
reference	Iron ore fines 58 %, CFR China	{"key":"shipped.reference.FE58"}
reference	Copper, LME cash	{"key":"shipped.reference.CU"}
reference	Aluminium, LME cash	{"key":"shipped.reference.AL"}
reference	Bauxite, CIF China	{"key":"shipped.reference.BAUX"}
reference	Alumina, FOB Australia	{"key":"shipped.reference.ALUM"}
reference	Lithium carbonate 99.5 %, battery grade	{"key":"shipped.reference.LI2CO3"}
reference	Lithium hydroxide 56.5 %, battery grade	{"key":"shipped.reference.LIOH"}
reference	Spodumene concentrate SC6, CIF China	{"key":"shipped.reference.SC6"}
reference	Manganese ore 44 %, CIF Tianjin	{"key":"shipped.reference.MN44"}
reference	Manganese ore 37 %, FOB Port Elizabeth	{"key":"shipped.reference.MN37"}
reference	Zinc, LME cash	{"key":"shipped.reference.ZN"}
reference	Nickel, LME cash	{"key":"shipped.reference.NI"}
reference	Lead, LME cash	{"key":"shipped.reference.PB"}
reference	Tin, LME cash	{"key":"shipped.reference.SN"}
reference	Cobalt, LME cash	{"key":"shipped.reference.CO"}
reference	Cobalt metal, standard grade, low end	{"key":"shipped.reference.CO-STD"}
reference	Gold	{"key":"shipped.reference.AU"}
reference	Silver	{"key":"shipped.reference.AG"}
reference	Copper TC, annual benchmark	{"key":"shipped.reference.CU-TC"}
reference	Copper TC, spot	{"key":"shipped.reference.CU-TC-SPOT"}
reference	Zinc TC, annual benchmark	{"key":"shipped.reference.ZN-TC"}
reference	Zinc TC, spot	{"key":"shipped.reference.ZN-TC-SPOT"}
reference	Lead TC, annual benchmark	{"key":"shipped.reference.PB-TC"}
reference	Tin TC	{"key":"shipped.reference.SN-TC"}
reference	Freight, Western Australia to Qingdao, capesize	{"key":"shipped.reference.FR-WA-CN"}
reference	Freight, Tubarão to Qingdao, capesize	{"key":"shipped.reference.FR-BR-CN"}
reference	Freight, Guinea to Yantai, capesize	{"key":"shipped.reference.FR-GN-CN"}
reference	Freight, Port Elizabeth to Tianjin, supramax	{"key":"shipped.reference.FR-ZA-CN"}
reference	Freight, Port Hedland to Ningbo, handysize	{"key":"shipped.reference.FR-WA-CN-SC6"}
reference	Freight, west coast of South America to China, handysize	{"key":"shipped.reference.FR-PE-CN"}
reference	Freight, west coast of South America to Japan and Korea, handysize	{"key":"shipped.reference.FR-PE-JP"}
reference	Freight, west coast of South America to Europe, handysize	{"key":"shipped.reference.FR-PE-EU"}
reference	Freight, west coast of South America to India, handysize	{"key":"shipped.reference.FR-PE-IN"}
reference	USD/CNY	{"key":"shipped.reference.USDCNY"}
reference	Lithium carbonate 99.5 %, China, CNY	{"key":"shipped.reference.LI2CO3-CN"}
reference	USD/EUR	{"key":"shipped.reference.USDEUR"}
reference	USD/AUD	{"key":"shipped.reference.USDAUD"}
calibration	World Bank Commodity Price Data (Pink Sheet), monthly means, updated 2026-06-02. It labels its prices 62 % Fe in 2026 too. Volatility of monthly means, June 2012 to September 2025; sampled at points it is about 1.22 times that.	{"key":"shipped.calibration.pinkSheetIron","values":{"updated":"2026-06-02"}}
calibration	House default: no public price found; 1.12 times the index for fines, residual volatility 0.10.	{"key":"shipped.calibration.FE65"}
calibration	House default: no public price found; 0.87 times the index for fines, residual volatility 0.10.	{"key":"shipped.calibration.FE58"}
calibration	World Bank Commodity Price Data (Pink Sheet), monthly means, updated 2026-06-02. Volatility of monthly means, June 2012 to September 2025; sampled at points it is about 1.22 times that.	{"key":"shipped.calibration.pinkSheet","values":{"updated":"2026-06-02"}}
calibration	House default: no public price found; a round level, and a volatility of the house.	{"key":"shipped.calibration.roundLevel"}
calibration	USGS Mineral Commodity Summaries 2026 data release, annual means. Volatility of monthly means of a Chinese carbonate price, May 2017 to November 2024; not that of lithium metal.	{"key":"shipped.calibration.usgsLithium"}
calibration	House default: no public price found; at the price of carbonate, residual volatility 0.15.	{"key":"shipped.calibration.LIOH"}
calibration	House default: no public price found; a tenth of the price of lithium carbonate, residual volatility 0.25.	{"key":"shipped.calibration.SC6"}
calibration	USGS Mineral Commodity Summaries 2026 data release, annual means. Volatility: that of electrolytic manganese metal stands in for ore, a house default.	{"key":"shipped.calibration.usgsManganese"}
calibration	House default: no public price found; 0.8 times the price of 44 % ore in China, residual volatility 0.10.	{"key":"shipped.calibration.MN37"}
calibration	USGS Mineral Commodity Summaries 2026 data release, annual means. Volatility of monthly means, June 2012 to September 2025; sampled at points it is about 1.22 times that.	{"key":"shipped.calibration.usgsCobalt"}
calibration	House default: no public price found; at the LME price, residual volatility 0.05.	{"key":"shipped.calibration.CO-STD"}
calibration	Trade press: the benchmark of the year. Volatility: house default, 25 USD/dmt over a year.	{"key":"shipped.calibration.benchmark"}
calibration	Trade press, 2026: spot charges of about −40 USD/dmt. Volatility: house default, 25 USD/dmt over a year.	{"key":"shipped.calibration.spotCharge"}
calibration	House default: no public benchmark found; a round level. Volatility: house default, 25 USD/dmt over a year.	{"key":"shipped.calibration.roundCharge"}
calibration	House default: no public price found; 7.91 times the dollar price of lithium carbonate (7 yuan for a dollar and 13 % value added tax), residual volatility 0.10.	{"key":"shipped.calibration.LI2CO3-CN"}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2006; iron ore at 63.5 % Fe.	{"key":"shipped.price.year.ironEarly","values":{"updated":"2026-06-02","year":"2006","grade":"63.5"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2007; iron ore at 63.5 % Fe.	{"key":"shipped.price.year.ironEarly","values":{"updated":"2026-06-02","year":"2007","grade":"63.5"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2008; iron ore at 63.5 % Fe until November, 62 % in December.	{"key":"shipped.price.year.ironChanged","values":{"updated":"2026-06-02","year":"2008","grade":"63.5","last":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2009; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2009","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2010; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2010","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2011; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2011","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2012; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2012","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2013; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2013","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2014; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2014","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2015; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2015","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2016; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2016","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2017; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2017","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2018; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2018","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2019; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2019","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2020; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2020","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2021; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2021","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2022; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2022","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2023; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2023","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2024; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2024","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2025; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.year.iron","values":{"updated":"2026-06-02","year":"2025","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2006.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2006"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2007.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2007"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2008.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2008"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2009.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2009"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2010.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2010"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2011.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2011"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2012.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2012"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2013.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2013"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2014.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2014"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2015.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2015"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2016.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2016"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2017.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2017"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2018.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2018"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2019.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2019"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2020.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2020"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2021.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2021"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2022.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2022"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2023.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2023"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2024.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2024"}}
price	World Bank Pink Sheet, updated 2026-06-02, mean of 2025.	{"key":"shipped.price.year","values":{"updated":"2026-06-02","year":"2025"}}
price	World Bank Pink Sheet, updated 2026-06-02; iron ore at 62 % Fe, CFR China.	{"key":"shipped.price.month.iron","values":{"updated":"2026-06-02","grade":"62"}}
price	World Bank Pink Sheet, updated 2026-06-02.	{"key":"shipped.price.month","values":{"updated":"2026-06-02"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, annual average-real, battery-grade lithium carbonate, dollars per metric ton, 2021.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.LI2CO3\"}","year":"2021"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, annual average-real, battery-grade lithium carbonate, dollars per metric ton, 2022.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.LI2CO3\"}","year":"2022"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, annual average-real, battery-grade lithium carbonate, dollars per metric ton, 2023.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.LI2CO3\"}","year":"2023"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, annual average-real, battery-grade lithium carbonate, dollars per metric ton, 2024.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.LI2CO3\"}","year":"2024"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, annual average-real, battery-grade lithium carbonate, dollars per metric ton, 2025 (estimated).	{"key":"shipped.price.usgsEstimate","values":{"what":"{\"key\":\"shipped.price.usgs.LI2CO3\"}","year":"2025"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit, 2021.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.MN44\"}","year":"2021"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit, 2022.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.MN44\"}","year":"2022"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit, 2023.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.MN44\"}","year":"2023"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit, 2024.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.MN44\"}","year":"2024"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit, 2025 (estimated).	{"key":"shipped.price.usgsEstimate","values":{"what":"{\"key\":\"shipped.price.usgs.MN44\"}","year":"2025"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, dollars per pound, London Metal Exchange (LME), cash, turned into USD/t, 2021.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.CO\"}","year":"2021"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, dollars per pound, London Metal Exchange (LME), cash, turned into USD/t, 2022.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.CO\"}","year":"2022"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, dollars per pound, London Metal Exchange (LME), cash, turned into USD/t, 2023.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.CO\"}","year":"2023"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, dollars per pound, London Metal Exchange (LME), cash, turned into USD/t, 2024.	{"key":"shipped.price.usgs","values":{"what":"{\"key\":\"shipped.price.usgs.CO\"}","year":"2024"}}
price	USGS Mineral Commodity Summaries 2026 data release: price, average, dollars per pound, London Metal Exchange (LME), cash, turned into USD/t, 2025 (estimated).	{"key":"shipped.price.usgsEstimate","values":{"what":"{\"key\":\"shipped.price.usgs.CO\"}","year":"2025"}}
price	Trade press: zinc concentrate benchmark of 2012.	{"key":"shipped.price.zincBenchmark","values":{"year":"2012"}}
price	Trade press: zinc concentrate benchmark of 2013.	{"key":"shipped.price.zincBenchmark","values":{"year":"2013"}}
price	Trade press: zinc concentrate benchmark of 2014.	{"key":"shipped.price.zincBenchmark","values":{"year":"2014"}}
price	Trade press: zinc concentrate benchmark of 2015.	{"key":"shipped.price.zincBenchmark","values":{"year":"2015"}}
price	Trade press: zinc concentrate benchmark of 2018.	{"key":"shipped.price.zincBenchmark","values":{"year":"2018"}}
price	Trade press: zinc concentrate benchmark of 2019.	{"key":"shipped.price.zincBenchmark","values":{"year":"2019"}}
price	Trade press: zinc concentrate benchmark of 2020.	{"key":"shipped.price.zincBenchmark","values":{"year":"2020"}}
price	Trade press: zinc concentrate benchmark of 2021.	{"key":"shipped.price.zincBenchmark","values":{"year":"2021"}}
price	Trade press: zinc concentrate benchmark of 2023.	{"key":"shipped.price.zincBenchmark","values":{"year":"2023"}}
price	Trade press: zinc concentrate benchmark of 2024.	{"key":"shipped.price.zincBenchmark","values":{"year":"2024"}}
price	Trade press: zinc concentrate benchmark of 2026.	{"key":"shipped.price.zincBenchmark","values":{"year":"2026"}}
price	Trade press: copper concentrate benchmark of 2025.	{"key":"shipped.price.copperBenchmark","values":{"year":"2025"}}
price	Trade press: copper concentrate benchmark of 2026.	{"key":"shipped.price.copperBenchmark","values":{"year":"2026"}}
price	Trade press, 2025 to 2026: spot copper charges of about −40 USD/dmt.	{"key":"shipped.price.copperSpot"}
price	House default: a round level, no public price found.	{"key":"shipped.price.roundLevel"}
price	Typed for the sample; not a published price.	{"key":"shipped.price.sample"}
published	ANDAMAN PARTNERS, “China’s Dependence on Strategic Metal Imports and Implications for Foreign Mining Firms”, August 2025	{"key":"shipped.published.andaman"}
published	Banchero Costa vessel tracking, reported by trade press	{"key":"shipped.published.bancheroCosta"}
published	GACC via South China Morning Post, 20 Jan 2021 (total 1.17 bn t)	{"key":"shipped.published.gacc2021"}
published	SMM (Shanghai Metals Market), 24 Jan 2026, customs data	{"key":"shipped.published.smmCustoms2026"}
published	SMM (Shanghai Metals Market), customs data	{"key":"shipped.published.smmCustoms"}
published	UN Comtrade, from a public copy	{"key":"shipped.published.comtradeCopy"}
published	Chinese customs figures	{"key":"shipped.published.chineseCustoms"}
published	secondary source, not named	{"key":"shipped.published.secondary"}
published	SMM (Shanghai Metals Market)	{"key":"shipped.published.smm"}
published	World's Top Exports figures	{"key":"shipped.published.worldsTopExports"}
published	UNCTAD, Focus on critical minerals: Copper (May 2025)	{"key":"shipped.published.unctad"}
published	OEC (Observatory of Economic Complexity)	{"key":"shipped.published.oec"}
published	S&P Global Ratings, 2024 Annual Global Corporate Default Study, Table 24, 1981-2024 averages	{"key":"shipped.published.defaultStudy"}
published	World Bank Commodity Price Data (Pink Sheet)	{"key":"shipped.series.worldBank"}
published	IMF Primary Commodity Prices, external-data.xls	{"key":"shipped.series.imfFile"}
published	Investing.com history of a Chinese lithium carbonate price, from a public copy	{"key":"shipped.series.carbonate"}
published	Press reports of the time	{"key":"shipped.published.press"}
published	Caixin 2025-10-15	{"key":"shipped.published.caixin"}
published	Reuters 2012	{"key":"shipped.published.reuters"}
published	Fastmarkets, trade press	{"key":"shipped.published.fastmarkets"}
published	Platts notice as reported	{"key":"shipped.published.platts"}
check	Plausible: the customs table of 2019 gives 101.5 bn USD for HS 2601. No public figure of this year was found.	{"key":"shipped.check.iron"}\n{"key":"shipped.check.ironYear"}
check	Supported: the customs table of 2019 gives 33.9 bn USD for HS 2603, on the way from one figure to the other.	{"key":"shipped.check.copper"}
check	Matches: a public customs copy gives 0.0661 bn USD for lithium chemicals. The article says “more than tenfold”; 2.85 over 0.066 is 43-fold by its own numbers.	{"key":"shipped.check.lithium2012"}\n{"key":"shipped.check.lithiumGrowth"}
check	Matches: a public customs copy gives 2.8524 bn USD for lithium chemicals. The article says “more than tenfold”; 2.85 over 0.066 is 43-fold by its own numbers.	{"key":"shipped.check.lithium2024"}\n{"key":"shipped.check.lithiumGrowth"}
check	Not reproduced: a public customs copy gives 1.98 bn USD for lithium chemicals.	{"key":"shipped.check.lithiumExports"}
check	Matches: a public customs copy gives 2.1857 bn USD for HS 2602.	{"key":"shipped.check.manganese2012"}
check	Close: a public customs copy gives 4.49 bn USD for HS 2602 and manganese metal together.	{"key":"shipped.check.manganese2024"}
check	Not reproduced: public customs figures for nickel ores and concentrates (HS 2604) fell 49 % in all, from 5.25 to 2.67 bn USD; that is 5.5 % a year.	{"key":"shipped.check.nickel"}
check	Not reproduced: a public customs copy (ores, intermediates, oxides and metal) rises from 0.92 to 3.22 bn USD.	{"key":"shipped.check.cobalt"}
product	iron ore	{"key":"shipped.product.ironOre"}
product	copper ores and concentrates	{"key":"shipped.product.copperOres"}
product	bauxite	{"key":"shipped.product.bauxite"}
product	lithium carbonate+hydroxide+chloride	{"key":"shipped.product.lithiumCompounds"}
product	manganese ore (2602) + unwrought Mn	{"key":"shipped.product.manganeseOreMetal"}
product	cobalt ore+intermediates+oxides+metal	{"key":"shipped.product.cobaltAll"}
product	nickel ores and concentrates 2604	{"key":"shipped.product.nickelOres"}
product	lithium (spodumene) concentrate	{"key":"shipped.product.lithiumConcentrate"}
product	lithium ore	{"key":"shipped.product.lithiumOre"}
product	manganese ore	{"key":"shipped.product.manganeseOre"}
product	zinc concentrate	{"key":"shipped.product.zincConcentrate"}
product	lead concentrate	{"key":"shipped.product.leadConcentrate"}
product	tin ores and concentrates	{"key":"shipped.product.tinOres"}
product	cobalt hydrometallurgical intermediates	{"key":"shipped.product.cobaltHydromet"}
product	iron ore 2601	{"key":"shipped.product.ironOre2601"}
product	copper ores, slag, mattes	{"key":"shipped.product.copperOresMattes"}
product	refined and unrefined copper, alloys, chemicals	{"key":"shipped.product.copperMetalChemicals"}
product	nickel ores, mattes, intermediates	{"key":"shipped.product.nickelOresIntermediates"}
product	ferronickel, unwrought nickel, chemicals	{"key":"shipped.product.nickelMetalChemicals"}
product	cobalt ores	{"key":"shipped.product.cobaltOres"}
product	cobalt intermediates, oxides, metal	{"key":"shipped.product.cobaltIntermediates"}
product	manganese ores 2602	{"key":"shipped.product.manganeseOres2602"}
product	lithium carbonate and hydroxide	{"key":"shipped.product.lithiumCarbonateHydroxide"}
product	aluminium ores 2606	{"key":"shipped.product.aluminiumOres"}
product	refined copper	{"key":"shipped.product.refinedCopper"}
measure	tonnage (vessel tracking)	{"key":"shipped.measure.vesselTonnage"}
measure	tonnage	{"key":"shipped.measure.tonnage"}
measure	value	{"key":"shipped.measure.value"}
measure	gross tonnage	{"key":"shipped.measure.grossTonnage"}
measure	Co content	{"key":"shipped.measure.cobaltContent"}
measure	share of world import value	{"key":"shipped.measure.importValueShare"}
measure	share of world imports (tonnage)	{"key":"shipped.measure.importTonnageShare"}
measure	share of world loadings (tonnage), computed	{"key":"shipped.measure.loadingsShare"}
measure	share of world import value, computed	{"key":"shipped.measure.importValueShareComputed"}
measure	share of world consumption	{"key":"shipped.measure.consumptionShare"}
measure	3-4 Mt in one month	{"key":"shipped.measure.oneMonthVolume"}
measure	price basis	{"key":"shipped.measure.priceBasis"}
period	Jan-Nov 2024	{"key":"shipped.period.janNov2024"}
period	December only 2024	{"key":"shipped.period.december2024"}
period	Jan-Sep 2023	{"key":"shipped.period.janSep2023"}
period	November only 2024	{"key":"shipped.period.november2024"}
period	June only 2024	{"key":"shipped.period.june2024"}
period	October only 2024	{"key":"shipped.period.october2024"}
period	2019-12 to 2020-12	{"key":"shipped.period.months2019to2020"}
period	2025 to 2026	{"key":"shipped.period.years2025to2026"}
place	Australia	{"key":"shipped.place.AU"}
place	Brazil	{"key":"shipped.place.BR"}
place	India	{"key":"shipped.place.IN"}
place	Chile	{"key":"shipped.place.CL"}
place	Peru	{"key":"shipped.place.PE"}
place	Guinea	{"key":"shipped.place.GN"}
place	others	{"key":"shipped.place.others"}
place	Argentina	{"key":"shipped.place.AR"}
place	China	{"key":"shipped.place.CN"}
place	Rep. of Korea	{"key":"shipped.place.KR"}
place	USA	{"key":"shipped.place.US"}
place	South Africa	{"key":"shipped.place.ZA"}
place	Gabon	{"key":"shipped.place.GA"}
place	Ghana	{"key":"shipped.place.GH"}
place	Dem. Rep. of the Congo	{"key":"shipped.place.CD"}
place	Canada	{"key":"shipped.place.CA"}
place	Russian Federation	{"key":"shipped.place.RU"}
place	Philippines	{"key":"shipped.place.PH"}
place	New Caledonia	{"key":"shipped.place.NC"}
place	Zimbabwe	{"key":"shipped.place.ZW"}
place	Côte d'Ivoire	{"key":"shipped.place.CI"}
place	Zambia	{"key":"shipped.place.ZM"}
place	Nigeria	{"key":"shipped.place.NG"}
place	United States	{"key":"shipped.place.US"}
place	Eritrea	{"key":"shipped.place.ER"}
place	Russia+Australia+Peru together	{"key":"shipped.place.RU-AU-PE"}
place	Myanmar	{"key":"shipped.place.MM"}
place	all others	{"key":"shipped.place.allOthers"}
place	Japan	{"key":"shipped.place.JP"}
place	South Korea	{"key":"shipped.place.KR"}
place	Germany	{"key":"shipped.place.DE"}
place	Netherlands	{"key":"shipped.place.NL"}
place	Taiwan	{"key":"shipped.place.TW"}
place	France	{"key":"shipped.place.FR"}
place	Malaysia	{"key":"shipped.place.MY"}
place	Turkey	{"key":"shipped.place.TR"}
place	European Union	{"key":"shipped.place.EU"}
place	Vietnam	{"key":"shipped.place.VN"}
place	Oman	{"key":"shipped.place.OM"}
place	Saudi Arabia	{"key":"shipped.place.SA"}
place	Spain	{"key":"shipped.place.ES"}
place	Bulgaria	{"key":"shipped.place.BG"}
place	Italy	{"key":"shipped.place.IT"}
place	Türkiye	{"key":"shipped.place.TR"}
place	UAE	{"key":"shipped.place.AE"}
place	Norway	{"key":"shipped.place.NO"}
place	Finland	{"key":"shipped.place.FI"}
place	UK	{"key":"shipped.place.GB"}
place	Morocco	{"key":"shipped.place.MA"}
place	Belgium	{"key":"shipped.place.BE"}
place	Indonesia	{"key":"shipped.place.ID"}
place	Sweden	{"key":"shipped.place.SE"}
place	Ireland	{"key":"shipped.place.IE"}
event	Australian copper concentrate barred from China	{"key":"shipped.event.copperBarred"}
event	Central buyer refuses one product	{"key":"shipped.event.centralBuyer"}
event	Mills default or defer	{"key":"shipped.event.millsDefer"}
event	Copper TC/RC to zero	{"key":"shipped.event.chargesZero"}
event	Mixed hydroxide leaves the LME	{"key":"shipped.event.hydroxideLeavesLme"}
event	Iron ore index moves from 62 % to 61 % Fe	{"key":"shipped.event.ironIndex"}
`;
