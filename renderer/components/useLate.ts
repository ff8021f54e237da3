import { useEffect, useState } from 'react';

/** A shorter wait is not announced, ms. */
const DELAY_MS = 300;

/** Whether work goes on for so long that it is announced. */
export const useLate = (isWorking: boolean): boolean => {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (!isWorking) return;
    const timer = setTimeout(() => setLate(true), DELAY_MS);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isWorking]);
  return isWorking && isLate;
};
