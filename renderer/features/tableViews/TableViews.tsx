import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { StoredTableView } from '#shared/contract/tableViews.ts';
import { text } from '#shared/messages/text.ts';
import { useCall } from '../../api/queries.ts';
import { CheckMenu } from '../../components/CheckMenu.tsx';
import { ClippedText } from '../../components/ClippedText.tsx';
import { Icon } from '../../components/Icon.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDuplicateName } from '../../editing/commands/useDuplicateName.ts';
import type { TableAddress } from './useTableAddress.ts';
import { ViewDialog } from './ViewDialog.tsx';

type NamedColumn = {
  readonly key: string;
  readonly label: string;
  readonly align?: 'left' | 'right' | undefined;
  readonly sortValue?: unknown;
};

type MenuProps = { readonly address: TableAddress; readonly columns: readonly NamedColumn[] };

const Buttons = styled('span')({
  display: 'inline-flex',
  gap: 8,
  '& button': { maxWidth: 280, height: 24 },
  // the end of a long name is cut, not its beginning
  '& button > span:first-of-type': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
});

const NO_VIEWS: readonly StoredTableView[] = [];

/** The menu of the columns shown; the first column, which names the rows, always is. */
const ColumnsMenu = ({ address, columns }: MenuProps) => {
  const id = useId();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const { hiddenColumns, setHiddenColumns } = address;
  const optionalColumns = columns.slice(1);
  const visibleKeys = optionalColumns.map(({ key }) => key).filter((key) => !hiddenColumns.includes(key));
  const hiddenCount = optionalColumns.length - visibleKeys.length;
  const label = hiddenCount === 0 ? text('tableViews.columns') : text('tableViews.columnsHidden', { count: hiddenCount });
  return (
    <>
      <Button
        size="small"
        aria-haspopup="menu"
        aria-expanded={anchor !== undefined}
        {...(anchor ? { 'aria-controls': id } : {})}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <span>{label}</span>
        <Icon name="down" size={12} />
      </Button>
      <CheckMenu
        id={id}
        label={text('tableViews.columns')}
        choices={optionalColumns.map(({ key, label: name }) => ({ value: key, label: name }))}
        checkedValues={visibleKeys}
        anchor={anchor}
        onToggle={(key) =>
          setHiddenColumns(
            optionalColumns.map((column) => column.key).filter((columnKey) => hiddenColumns.includes(columnKey) !== (columnKey === key)),
          )
        }
        onClose={() => setAnchor(undefined)}
      />
    </>
  );
};

/** The menu of the orders: a column begins with its highest number or its first word, and is reversed when it is chosen again. */
const OrderMenu = ({ address: { sort, setSort }, columns }: MenuProps) => {
  const sortableColumns = columns.filter(({ sortValue }) => sortValue !== undefined);
  const sortedColumn = sortableColumns.find(({ key }) => key === sort?.column);
  const entries = sortableColumns.map(({ key, label, align }) => {
    const isChosen = key === sort?.column;
    const isHighestFirst = isChosen ? !sort.isHighestFirst : align === 'right';
    const hint = isChosen ? text(sort.isHighestFirst ? 'tableViews.highestFirst' : 'tableViews.lowestFirst') : undefined;
    return { key, label, isChosen, hint, onPick: () => setSort({ column: key, isHighestFirst }) };
  });
  const originalOrder = {
    key: 'original',
    label: text('tableViews.originalOrder'),
    isChosen: sortedColumn === undefined,
    onPick: () => setSort(undefined),
  };
  return (
    <MenuButton
      label={sortedColumn ? text('tableViews.orderedBy', { column: sortedColumn.label }) : text('tableViews.order')}
      entries={[originalOrder, ...entries]}
    />
  );
};

export type TableViewsProps = MenuProps & {
  /** Whether the order has a menu: for a table whose headers do not sort. */
  readonly hasOrderMenu?: boolean | undefined;
};

/** The menus of the saved views of a table, its columns and its order. */
export const TableViews = ({ address, columns, hasOrderMenu = false }: TableViewsProps) => {
  const { table, query, viewId, openView } = address;
  const list = useCall('tableViews.list', {}, { keepLast: true });
  const [dialog, setDialog] = useState<'add' | 'rename'>();
  const duplicateName = useDuplicateName();
  const { shows } = duplicateName;
  const add = useCommand('tableViews.add', {
    isExclusive: true,
    shows,
    doneText: (_output, { name }) => text('tableViews.saved', { name }),
  });
  const edit = useCommand('tableViews.edit', {
    isExclusive: true,
    shows,
    doneText: (_output, { name }) => text('tableViews.saved', { name }),
  });
  const views = (list.data?.views ?? NO_VIEWS).filter((view) => view.table === table);
  const currentView = views.find(({ id }) => id === viewId);
  const remove = useCommand('tableViews.remove', { doneText: () => text('tableViews.deleted', { name: currentView?.name ?? '' }) });
  const isChanged = currentView !== undefined && currentView.query !== query;
  const close = () => {
    setDialog(undefined);
    duplicateName.forget();
  };
  const standardView = { key: 'standard', label: text('tableViews.standard'), isChosen: currentView === undefined && query === '' };
  const actionsOnView = currentView
    ? [
        {
          key: 'update',
          isEdit: true,
          label: text('tableViews.update'),
          disabled: !isChanged,
          onPick: () => void edit.run({ id: currentView.id, name: currentView.name, query, version: currentView.version }),
        },
        { key: 'rename', isEdit: true, label: text('tableViews.rename'), onPick: () => setDialog('rename') },
        {
          key: 'delete',
          isEdit: true,
          label: text('tableViews.delete'),
          onPick: () => void remove.run({ id: currentView.id }),
        },
      ]
    : [];
  const label = currentView
    ? text(isChanged ? 'tableViews.currentChanged' : 'tableViews.current', { name: currentView.name })
    : text('tableViews.menu');
  return (
    <Buttons>
      <MenuButton
        label={label}
        entries={[
          { ...standardView, onPick: () => openView({ id: undefined, query: '' }) },
          ...views.map((view) => ({
            key: view.id,
            label: <ClippedText width="320px">{view.name}</ClippedText>,
            isChosen: view.id === viewId,
            onPick: () => openView(view),
          })),
          { key: 'rule', rule: true as const },
          ...actionsOnView,
          { key: 'add', isEdit: true, label: text('tableViews.add'), onPick: () => setDialog('add') },
        ]}
      >
        <ClippedText>{label}</ClippedText>
      </MenuButton>
      <ColumnsMenu address={address} columns={columns} />
      {hasOrderMenu ? <OrderMenu address={address} columns={columns} /> : undefined}
      {dialog === 'add' ? (
        <ViewDialog
          title={text('tableViews.addTitle')}
          draftId={`${table}.new`}
          name=""
          isStored={false}
          problem={duplicateName.problem}
          onEdit={duplicateName.forget}
          onClose={close}
          onSubmit={async (name) => {
            const output = await add.run({ table, name, query });
            if (output) openView({ id: output.id, query });
            return output !== undefined;
          }}
        />
      ) : undefined}
      {dialog === 'rename' && currentView ? (
        <ViewDialog
          title={text('tableViews.renameTitle', { name: currentView.name })}
          draftId={currentView.id}
          name={currentView.name}
          isStored
          problem={duplicateName.problem}
          onEdit={duplicateName.forget}
          onClose={close}
          onSubmit={async (name) =>
            (await edit.run({ id: currentView.id, name, query: currentView.query, version: currentView.version })) !== undefined
          }
        />
      ) : undefined}
    </Buttons>
  );
};
