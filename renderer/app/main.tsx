import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProvider } from '../api/ApiProvider.tsx';
import { App } from './App.tsx';
import { lastLanguage, setLanguage } from './language.ts';
import { preloadPage } from './places.ts';

const root = document.getElementById('root');
const render = (page: HTMLElement): void =>
  createRoot(page).render(
    <StrictMode>
      <ApiProvider>
        <App />
      </ApiProvider>
    </StrictMode>,
  );

// at the same time as the state of the workspace, before which no page is rendered
preloadPage(window.location.pathname);
// the messages of the last language are loaded first, so that texts do not change; without them the page is in English
if (root)
  void setLanguage(lastLanguage())
    .catch(() => undefined)
    .then(() => render(root));
