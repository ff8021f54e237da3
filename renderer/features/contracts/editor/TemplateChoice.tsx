import { styled } from '@mui/material/styles';
import { unique } from '#shared/collections.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../../api/queries.ts';
import { MetalName } from '../../../components/MetalName.tsx';
import { Page } from '../../../components/Page.tsx';
import { RouteLink } from '../../../components/RouteLink.tsx';
import { Columns, Section } from '../../../components/Section.tsx';
import { WaitingPage } from '../../../components/WaitingPage.tsx';
import { newContractRoute } from '../templateRoutes.ts';

const Lead = styled('p')(({ theme }) => ({ ...theme.typography.verdict, margin: '0 0 20px', maxWidth: 1080, textWrap: 'balance' }));

const Template = styled(RouteLink)(({ theme }) => ({
  display: 'block',
  padding: '8px 0 10px',
  borderBottom: `1px solid ${theme.vars.palette.divider}`,
  textDecoration: 'none',
  '&:hover': { backgroundColor: theme.vars.palette.ore.hover },
  '& b': { display: 'block', fontWeight: 560, color: theme.vars.palette.ore.link },
  '& span': { color: theme.vars.palette.text.secondary },
}));

/** Lists the templates by metal; other parameters of the address are kept. */
export const TemplateChoice = ({ search }: { readonly search: string }) => {
  const options = useCall('contracts.options', {});
  const title = text('place.newContract');
  if (!options.data) {
    return (
      <WaitingPage title={title} error={options.error ? errorText(options.error) : undefined} onRetry={() => void options.refetch()} />
    );
  }
  const { templates, products } = options.data;
  // the metals that the mine sells come first
  const isSold = (metal: Metal) => products.some((product) => product.metal === metal);
  const metals = unique(templates.map(({ metal }) => metal)).toSorted((a, b) => Number(isSold(b)) - Number(isSold(a)));
  const ofMetal = (metal: Metal) => templates.filter((template) => template.metal === metal);
  return (
    <Page title={title} verdict={<Lead>{text('contract.newVerdict')}</Lead>}>
      <Columns>
        {metals.map((metal) => (
          <Section key={metal} title={text(`metal.${metal}`)} note={<MetalName metal={metal} show="symbol" />} span={4}>
            {ofMetal(metal).map(({ key }) => (
              <Template key={key} route={newContractRoute(key, search)}>
                <b>{text(`contractTemplate.${key}`)}</b>
                <span>{text(`contractTemplateNote.${key}`)}</span>
              </Template>
            ))}
          </Section>
        ))}
      </Columns>
    </Page>
  );
};
