import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProvider } from '../api/ApiProvider.tsx';
import { App } from './App.tsx';
import { lastLanguage, setLanguage } from './language.ts';

const root = document.getElementById('root');
const render = (page: HTMLElement): void =>
  createRoot(page).render(
    <StrictMode>
      <ApiProvider>
        <App />
      </ApiProvider>
    </StrictMode>,
  );

// the words of the last language come first, so that nothing is said twice; without them the page speaks English
if (root)
  void setLanguage(lastLanguage())
    .catch(() => undefined)
    .then(() => render(root));
