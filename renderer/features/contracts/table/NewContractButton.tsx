import { useId, useState } from 'react';
import { unique } from '#shared/collections.ts';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import { text } from '#shared/messages/text.ts';
import { EditButton } from '../../../components/EditButton.tsx';
import { Icon } from '../../../components/Icon.tsx';
import { MenuEntries, type MenuEntry } from '../../../components/MenuButton.tsx';
import { MetalName } from '../../../components/MetalName.tsx';
import { useComponentSettings } from '../../../components/settings.tsx';
import { newContractRoute, TEMPLATES_ROUTE } from '../templateRoutes.ts';

type OfferedOptions = Pick<ContractOptions, 'templates' | 'products'>;

/** Lists menu entries: the templates that suit a product of the workspace by metal, then a link to all templates. */
const templateEntries = ({ templates: allTemplates, products }: OfferedOptions, open: (route: string) => void): readonly MenuEntry[] => {
  const templates = allTemplates.filter(({ metal, forms }) =>
    products.some((candidate) => candidate.metal === metal && forms.includes(candidate.form)),
  );
  const metals = unique(templates.map(({ metal }) => metal));
  const entries = metals.flatMap((metal, index) => [
    ...(index === 0 ? [] : [{ key: metal, rule: true } as const]),
    ...templates
      .filter((template) => template.metal === metal)
      .map(({ key }) => ({
        key,
        label: (
          <>
            <MetalName metal={metal} show="symbol" />
            {text(`contractTemplate.${key}`)}
          </>
        ),
        onPick: () => open(newContractRoute(key)),
      })),
  ]);
  return [
    ...entries,
    ...(entries.length === 0 ? [] : [{ key: 'all.rule', rule: true } as const]),
    { key: 'all', label: text('contracts.table.allTemplates'), onPick: () => open(TEMPLATES_ROUTE) },
  ];
};

/** Opens the menu of templates for a new contract. */
export const NewContractButton = ({ options }: { readonly options: OfferedOptions }) => {
  const { navigate } = useComponentSettings();
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const label = text('contracts.table.new');
  return (
    <>
      <EditButton
        variant="contained"
        color="primary"
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        {...(anchor ? { 'aria-controls': id } : {})}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span>{label}</span>
        <Icon name="down" size={12} />
      </EditButton>
      <MenuEntries
        id={id}
        label={label}
        entries={templateEntries(options, navigate)}
        anchor={anchor}
        onClose={() => setAnchor(undefined)}
      />
    </>
  );
};
