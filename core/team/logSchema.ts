/**
 * The schema `orebook` of the team's PostgreSQL database. It holds the log of changes of each shared workspace, and enforces by itself
 * who may read and write: every statement of a desk runs as the role of its member.
 *
 * - Row-level security: a workspace and its log are visible to its members alone; readers can't write.
 * - The log only grows: no role has the right to update or delete a change. The number of a change is the head of the workspace plus one;
 *   of two desks that append at once the second waits for the first and is then refused.
 * - Author and time of a change are those of the connection, not what the desk says.
 *
 * `session_user` is the role that logged in; it is the same inside functions that run with the rights of the schema's owner.
 */
const CREATE_LOG_SCHEMA = `
CREATE SCHEMA orebook;
REVOKE ALL ON SCHEMA orebook FROM PUBLIC;
GRANT USAGE ON SCHEMA orebook TO PUBLIC;

CREATE TABLE orebook.schema_version (version integer NOT NULL);
INSERT INTO orebook.schema_version VALUES (1);

CREATE TABLE orebook.workspace (
  id uuid PRIMARY KEY,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  format integer NOT NULL CHECK (format > 0),
  head bigint NOT NULL DEFAULT 0 CHECK (head >= 0),
  created_at timestamptz NOT NULL DEFAULT now(),
  created_by name NOT NULL DEFAULT session_user
);
CREATE TABLE orebook.member (
  workspace uuid NOT NULL REFERENCES orebook.workspace (id),
  role_name name NOT NULL,
  display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 120),
  access text NOT NULL CHECK (access IN ('reader', 'editor', 'owner')),
  PRIMARY KEY (workspace, role_name)
);
CREATE TABLE orebook.change (
  workspace uuid NOT NULL REFERENCES orebook.workspace (id),
  seq bigint NOT NULL CHECK (seq > 0),
  id uuid NOT NULL,
  author name NOT NULL DEFAULT session_user,
  at timestamptz NOT NULL DEFAULT now(),
  label jsonb NOT NULL,
  origin text NOT NULL CHECK (origin IN ('user', 'import', 'undo', 'redo')),
  transaction xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (workspace, seq),
  UNIQUE (workspace, id)
);
CREATE TABLE orebook.change_row (
  workspace uuid NOT NULL,
  seq bigint NOT NULL,
  position integer NOT NULL CHECK (position >= 0),
  table_name text NOT NULL,
  kind text NOT NULL,
  entity_id text NOT NULL,
  before jsonb,
  after jsonb,
  PRIMARY KEY (workspace, seq, position),
  FOREIGN KEY (workspace, seq) REFERENCES orebook.change (workspace, seq),
  CHECK (before IS NOT NULL OR after IS NOT NULL)
);
CREATE TABLE orebook.snapshot (
  workspace uuid NOT NULL REFERENCES orebook.workspace (id),
  seq bigint NOT NULL CHECK (seq >= 0),
  format integer NOT NULL CHECK (format > 0),
  content bytea NOT NULL,
  PRIMARY KEY (workspace, seq, format)
);

CREATE FUNCTION orebook.access_to(workspace uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
  'SELECT access FROM orebook.member AS m WHERE m.workspace = $1 AND m.role_name = session_user';

CREATE FUNCTION orebook.stamp_workspace() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  NEW.head := 0;
  NEW.created_by := session_user;
  NEW.created_at := now();
  RETURN NEW;
END $$;
CREATE FUNCTION orebook.add_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO orebook.member (workspace, role_name, display_name, access) VALUES (NEW.id, session_user, session_user, 'owner');
  RETURN NULL;
END $$;
CREATE TRIGGER workspace_before BEFORE INSERT ON orebook.workspace FOR EACH ROW EXECUTE FUNCTION orebook.stamp_workspace();
CREATE TRIGGER workspace_after AFTER INSERT ON orebook.workspace FOR EACH ROW EXECUTE FUNCTION orebook.add_owner();

CREATE FUNCTION orebook.append_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF orebook.access_to(NEW.workspace) NOT IN ('editor', 'owner') THEN
    RAISE EXCEPTION 'not an editor of this workspace' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE orebook.workspace SET head = head + 1 WHERE id = NEW.workspace AND head = NEW.seq - 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another change has this number' USING ERRCODE = 'serialization_failure';
  END IF;
  NEW.author := session_user;
  NEW.at := now();
  NEW.transaction := pg_current_xact_id();
  PERFORM pg_notify('orebook', NEW.workspace::text);
  RETURN NEW;
END $$;
CREATE TRIGGER change_before BEFORE INSERT ON orebook.change FOR EACH ROW EXECUTE FUNCTION orebook.append_change();

CREATE FUNCTION orebook.keep_an_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM orebook.member WHERE workspace = OLD.workspace AND access = 'owner') THEN
    RAISE EXCEPTION 'the last owner of a workspace' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER member_after AFTER UPDATE OR DELETE ON orebook.member FOR EACH ROW EXECUTE FUNCTION orebook.keep_an_owner();

CREATE FUNCTION orebook.raise_format(workspace uuid, from_format integer, to_format integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF orebook.access_to($1) NOT IN ('editor', 'owner') THEN
    RAISE EXCEPTION 'not an editor of this workspace' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE orebook.workspace SET format = $3 WHERE id = $1 AND format = $2 AND $3 > $2;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the format is another one' USING ERRCODE = 'serialization_failure';
  END IF;
END $$;

ALTER TABLE orebook.workspace ENABLE ROW LEVEL SECURITY;
ALTER TABLE orebook.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE orebook.change ENABLE ROW LEVEL SECURITY;
ALTER TABLE orebook.change_row ENABLE ROW LEVEL SECURITY;
ALTER TABLE orebook.snapshot ENABLE ROW LEVEL SECURITY;
-- the owner of the schema reads no log of which it is not a member; the other two tables are written by functions with its rights
ALTER TABLE orebook.change FORCE ROW LEVEL SECURITY;
ALTER TABLE orebook.change_row FORCE ROW LEVEL SECURITY;
ALTER TABLE orebook.snapshot FORCE ROW LEVEL SECURITY;

CREATE POLICY read ON orebook.workspace FOR SELECT USING (orebook.access_to(id) IS NOT NULL);
CREATE POLICY create_own ON orebook.workspace FOR INSERT WITH CHECK (true);
CREATE POLICY read ON orebook.member FOR SELECT USING (orebook.access_to(workspace) IS NOT NULL);
CREATE POLICY manage ON orebook.member FOR ALL USING (orebook.access_to(workspace) = 'owner') WITH CHECK (orebook.access_to(workspace) = 'owner');
CREATE POLICY read ON orebook.change FOR SELECT USING (orebook.access_to(workspace) IS NOT NULL);
CREATE POLICY append ON orebook.change FOR INSERT WITH CHECK (orebook.access_to(workspace) IN ('editor', 'owner'));
CREATE POLICY read ON orebook.change_row FOR SELECT USING (orebook.access_to(workspace) IS NOT NULL);
CREATE POLICY append ON orebook.change_row FOR INSERT WITH CHECK (orebook.access_to(workspace) IN ('editor', 'owner') AND EXISTS (
  SELECT FROM orebook.change AS c
  WHERE c.workspace = change_row.workspace AND c.seq = change_row.seq AND c.author = session_user AND c.transaction = pg_current_xact_id()));
CREATE POLICY read ON orebook.snapshot FOR SELECT USING (orebook.access_to(workspace) IS NOT NULL);
CREATE POLICY add ON orebook.snapshot FOR INSERT WITH CHECK (orebook.access_to(workspace) IN ('editor', 'owner'));

GRANT SELECT ON ALL TABLES IN SCHEMA orebook TO PUBLIC;
GRANT INSERT (id, name, format) ON orebook.workspace TO PUBLIC;
GRANT INSERT, UPDATE (display_name, access), DELETE ON orebook.member TO PUBLIC;
GRANT INSERT (workspace, seq, id, label, origin) ON orebook.change TO PUBLIC;
GRANT INSERT ON orebook.change_row TO PUBLIC;
GRANT INSERT ON orebook.snapshot TO PUBLIC;
`;

/**
 * Version 2: contents may be encrypted (`workspace.cipher`), a change bears the format of its images, and a desk that follows the log up to
 * its head raises the format. A program of version 1 goes on working with plain logs.
 */
const ADD_FORMATS_AND_CIPHER = `
ALTER TABLE orebook.workspace ADD COLUMN cipher jsonb;
ALTER TABLE orebook.change ADD COLUMN format integer CHECK (format > 0);
UPDATE orebook.schema_version SET version = 2;
GRANT INSERT (cipher) ON orebook.workspace TO PUBLIC;
GRANT INSERT (format) ON orebook.change TO PUBLIC;

CREATE OR REPLACE FUNCTION orebook.append_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  current_format integer;
BEGIN
  IF orebook.access_to(NEW.workspace) NOT IN ('editor', 'owner') THEN
    RAISE EXCEPTION 'not an editor of this workspace' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE orebook.workspace SET head = head + 1 WHERE id = NEW.workspace AND head = NEW.seq - 1 RETURNING format INTO current_format;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'another change has this number' USING ERRCODE = 'serialization_failure';
  END IF;
  IF coalesce(NEW.format, current_format) <> current_format THEN
    RAISE EXCEPTION 'the format is another one' USING ERRCODE = 'serialization_failure';
  END IF;
  NEW.format := current_format;
  NEW.author := session_user;
  NEW.at := now();
  NEW.transaction := pg_current_xact_id();
  PERFORM pg_notify('orebook', NEW.workspace::text);
  RETURN NEW;
END $$;

DROP FUNCTION orebook.raise_format(uuid, integer, integer);
CREATE FUNCTION orebook.raise_format(workspace uuid, from_format integer, to_format integer, known_head bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF orebook.access_to($1) NOT IN ('editor', 'owner') THEN
    RAISE EXCEPTION 'not an editor of this workspace' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE orebook.change AS c SET format = $2 WHERE c.workspace = $1 AND c.format IS NULL;
  UPDATE orebook.workspace AS w SET format = $3 WHERE w.id = $1 AND w.format = $2 AND $3 > $2 AND w.head = $4;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the format or the head is another one' USING ERRCODE = 'serialization_failure';
  END IF;
END $$;
`;

/** The steps of the schema, each from the version before; a step never changes once it has shipped. */
const LOG_MIGRATIONS = [CREATE_LOG_SCHEMA, ADD_FORMATS_AND_CIPHER] as const;

/** The version of the schema that this program reads and writes. */
export const LOG_SCHEMA_VERSION = LOG_MIGRATIONS.length;

/** The statements that lead from a version to the newest; 0 is a database without the schema. */
export const logMigrationsFrom = (version: number): readonly string[] => LOG_MIGRATIONS.slice(version);
