import type { TeamConnection, TeamTls } from '#shared/domain/team.ts';
import type { SecretMemoryState } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { TextField } from '../../components/CodecField.tsx';
import { Form, FormRow, RowNote } from '../../components/FormRow.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { PassphraseField } from '../encryption/index.ts';
import { RememberPassword } from './RememberPassword.tsx';

/** What a person enters to reach the database of a team. */
export type Login = { readonly connection: TeamConnection; readonly password: string; readonly shouldRemember: boolean };

const PROTECTIONS: readonly TeamTls[] = ['verify', 'encrypt', 'none'];

export const EMPTY_LOGIN: Login = {
  connection: { host: '', port: 5432, database: '', role: '', tls: 'verify' },
  password: '',
  shouldRemember: false,
};

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65_535;

/** Whether everything that a connection needs was entered. */
export const isComplete = ({ connection: { host, port, database, role } }: Login): boolean =>
  isPort(port) && [host, database, role].every((part) => part.trim() !== '');

export type LoginFieldsProps = {
  readonly login: Login;
  /** Whether this computer can remember the password. */
  readonly memory: SecretMemoryState;
  readonly onChange: (login: Login) => void;
  /** Marks empty fields. */
  readonly isChecked: boolean;
  readonly onEnter: () => void;
};

/** The fields of a connection to the database of a team. */
export const LoginFields = ({ login, memory, onChange, isChecked, onEnter }: LoginFieldsProps) => {
  const { connection, password, shouldRemember } = login;
  const set = (part: Partial<TeamConnection>): void => onChange({ ...login, connection: { ...connection, ...part } });
  const errorOf = (value: string): string | undefined => (isChecked && value.trim() === '' ? text('team.required') : undefined);
  const textRow = (name: 'host' | 'database' | 'role', maxLength: number) => (
    <FormRow label={text(`team.${name}`)}>
      <TextField
        name={name}
        required
        maxLength={maxLength}
        value={connection[name]}
        error={errorOf(connection[name])}
        onCommit={(value) => set({ [name]: value ?? '' })}
      />
    </FormRow>
  );
  return (
    <Form>
      {textRow('host', 255)}
      <FormRow label={text('team.port')}>
        <TextField
          name="port"
          required
          maxLength={5}
          value={String(connection.port)}
          error={isChecked && !isPort(connection.port) ? text('team.portRange') : undefined}
          onCommit={(port) => set({ port: Number(port) })}
        />
      </FormRow>
      {textRow('database', 63)}
      {textRow('role', 63)}
      <FormRow label={text('team.password')}>
        <PassphraseField name="password" value={password} onChange={(next) => onChange({ ...login, password: next })} onEnter={onEnter} />
      </FormRow>
      <RememberPassword memory={memory} isChecked={shouldRemember} onChange={(next) => onChange({ ...login, shouldRemember: next })} />
      <FormRow label={text('team.tls')}>
        <SelectField<TeamTls>
          value={connection.tls}
          choices={PROTECTIONS.map((tls) => ({ value: tls, label: text(`team.tls.${tls}`) }))}
          onCommit={(tls) => set({ tls })}
        />
      </FormRow>
      {connection.tls === 'verify' ? undefined : <RowNote>{text('team.tlsWarning')}</RowNote>}
    </Form>
  );
};
