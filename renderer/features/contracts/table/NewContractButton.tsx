import Button from '@mui/material/Button';
import { useId, useState } from 'react';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import { text } from '#shared/messages/text.ts';
import { Icon } from '../../../components/Icon.tsx';
import { MenuEntries, type MenuEntry } from '../../../components/MenuButton.tsx';
import { MetalName } from '../../../components/MetalName.tsx';
import { useComponentSettings } from '../../../components/settings.tsx';
import { newContractRoute, TEMPLATES } from '../templates.ts';

type Templates = ContractOptions['templates'];

/** The templates by metal, a rule between one metal and the next. */
const entriesOf = (templates: Templates, open: (route: string) => void): readonly MenuEntry[] => {
  const metals = [...new Set(templates.map(({ metal }) => metal))];
  return metals.flatMap((metal, index) => [
    ...(index === 0 ? [] : [{ key: metal, rule: true } as const]),
    ...templates
      .filter((template) => template.metal === metal)
      .map(({ key }) => ({
        key,
        label: (
          <>
            <MetalName metal={metal} show="symbol" />
            {text(TEMPLATES[key])}
          </>
        ),
        onPick: () => open(newContractRoute(key)),
      })),
  ]);
};

/** Begins a contract from one of the templates. */
export const NewContractButton = ({ templates }: { readonly templates: Templates }) => {
  const { navigate } = useComponentSettings();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const label = text('contracts.table.new');
  return (
    <>
      <Button
        variant="contained"
        color="primary"
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        {...(anchor ? { 'aria-controls': id } : {})}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span>{label}</span>
        <Icon name="down" size={12} />
      </Button>
      <MenuEntries id={id} label={label} entries={entriesOf(templates, navigate)} anchor={anchor} onClose={() => setAnchor(undefined)} />
    </>
  );
};
