import { styled } from '@mui/material/styles';
import { useEffect, useEffectEvent, useState } from 'react';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Calls `onFiles` with files dropped anywhere on the page; returns true while files are dragged over it. */
export const useFileDrop = (onFiles: (files: FileList | undefined) => void): boolean => {
  const [isOver, setOver] = useState(false);
  const take = useEffectEvent(onFiles);

  useEffect(() => {
    const allowDrop = (event: DragEvent): void => {
      // prevents the browser from navigating to the file
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = hasFiles(event) ? 'copy' : 'none';
      setOver(hasFiles(event));
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer?.files);
    };
    window.addEventListener('dragover', allowDrop);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', allowDrop);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);

  return isOver;
};

/** The overlay that is shown while files are dragged over the page. */
export const DropHint = styled('div')(({ theme }) => ({
  position: 'fixed',
  inset: 8,
  zIndex: theme.zIndex.tooltip,
  display: 'grid',
  placeItems: 'center',
  pointerEvents: 'none',
  fontSize: '1.0625rem',
  fontWeight: 560,
  color: theme.vars.palette.text.primary,
  backgroundColor: `color-mix(in srgb, ${theme.vars.palette.background.paper} 88%, transparent)`,
  outline: `2px dashed ${theme.vars.palette.primary.main}`,
  outlineOffset: -2,
}));
