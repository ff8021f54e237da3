import { DatabaseSync } from 'node:sqlite';
import { ZONE_WEIGHT_FACTS } from '#db/seeds/facts/zoneWeights.ts';

/** Adds the shipped demand weights, which every workspace has: the files contain one row of each kind of fact. */
export const addZoneWeights = (path: string): void => {
  const file = new DatabaseSync(path);
  const insert = file.prepare(
    "INSERT INTO fact (topic, metal, subject, period, value, unit, source, note, check_text) VALUES (?, ?, ?, ?, ?, ?, ?, '', '')",
  );
  for (const { topic, metal, subject, period, value, unit, source } of ZONE_WEIGHT_FACTS)
    insert.run(topic, metal!, subject, period, value!, unit, source);
  file.close();
};
