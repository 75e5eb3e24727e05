"""The database's own part of the audit trail.

(a) Events are append-only: UPDATE and DELETE raise. TRUNCATE is left to the owner (tests need it); in production the
    role of the web and worker processes does not own the table.
(b) Each event carries the transaction that wrote it, set by the database.
(c) A case may be inserted, or its state changed, only together with an event of the same transaction that says so;
    checked at commit.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '审计记录只能追加，不能修改或删除（append-only）';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();

CREATE FUNCTION audit_stamp_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.transaction_id := pg_current_xact_id()::text::bigint;
    NEW.written_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER audit_stamp BEFORE INSERT ON audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION audit_stamp_transaction();

CREATE FUNCTION case_state_needs_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM audit_auditevent e
        WHERE e.case_id = NEW.id AND e.after = NEW.state
          AND e.transaction_id = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'unaudited state of case % -> %: 事项 % 的状态不能变为 %：同一事务中没有相应的审计记录，状态只能由流程引擎改变', NEW.number, NEW.state, NEW.number, NEW.state;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER case_insert_is_audited AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION case_state_needs_event();
CREATE CONSTRAINT TRIGGER case_state_is_audited AFTER UPDATE OF state ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION case_state_needs_event();
"""

BACKWARD = """
DROP TRIGGER case_state_is_audited ON cases_case;
DROP TRIGGER case_insert_is_audited ON cases_case;
DROP FUNCTION case_state_needs_event();
DROP TRIGGER audit_stamp ON audit_auditevent;
DROP FUNCTION audit_stamp_transaction();
DROP TRIGGER audit_append_only ON audit_auditevent;
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("audit", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
