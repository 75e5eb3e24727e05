"""The database's own part of a vote: ballots and electors are added, never changed; none into a closed round.

As with the audit trail, TRUNCATE is left to the owner; the role of the web and worker processes does not own the tables.
"""

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION ethics_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% 只能追加，不能修改或删除（append-only）', TG_ARGV[0];
END $$;
CREATE TRIGGER ballot_append_only BEFORE UPDATE OR DELETE ON ethics_review_ballot
    FOR EACH ROW EXECUTE FUNCTION ethics_refuse_change('选票');
CREATE TRIGGER elector_append_only BEFORE UPDATE OR DELETE ON ethics_review_elector
    FOR EACH ROW EXECUTE FUNCTION ethics_refuse_change('表决参加人');
CREATE TRIGGER reviewrevision_append_only BEFORE UPDATE OR DELETE ON ethics_review_reviewrevision
    FOR EACH ROW EXECUTE FUNCTION ethics_refuse_change('固化的申请内容');
CREATE TRIGGER recheckrevision_append_only BEFORE UPDATE OR DELETE ON ethics_review_recheckrevision
    FOR EACH ROW EXECUTE FUNCTION ethics_refuse_change('固化的复核申请内容');
CREATE TRIGGER committeerevision_append_only BEFORE UPDATE OR DELETE ON ethics_review_committeerevision
    FOR EACH ROW EXECUTE FUNCTION ethics_refuse_change('固化的登记内容');

CREATE FUNCTION ethics_only_into_an_open_round() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed timestamptz;
    round bigint;
BEGIN
    IF TG_TABLE_NAME = 'ethics_review_ballot' THEN
        SELECT e.round_id INTO round FROM ethics_review_elector e WHERE e.id = NEW.elector_id;
    ELSE
        round := NEW.round_id;
    END IF;
    -- The round's row is held until the ballot is committed: a closing waits for it, or it waits for the closing.
    SELECT r.closed_at INTO closed FROM ethics_review_round r WHERE r.id = round FOR UPDATE;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION '表决已经结束，不能再投票';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballot_into_an_open_round BEFORE INSERT ON ethics_review_ballot
    FOR EACH ROW EXECUTE FUNCTION ethics_only_into_an_open_round();
CREATE TRIGGER elector_into_an_open_round BEFORE INSERT ON ethics_review_elector
    FOR EACH ROW EXECUTE FUNCTION ethics_only_into_an_open_round();

-- No elector joins once a ballot is in: the denominator was fixed at the opening.
CREATE FUNCTION ethics_electors_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ethics_review_ballot b JOIN ethics_review_elector e ON e.id = b.elector_id
               WHERE e.round_id = NEW.round_id) THEN
        RAISE EXCEPTION '表决已经开始，参加人不能变动';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER electors_fixed BEFORE INSERT ON ethics_review_elector
    FOR EACH ROW EXECUTE FUNCTION ethics_electors_are_fixed();

CREATE FUNCTION ethics_keep_closed_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '表决记录不能删除（append-only）';
    END IF;
    IF OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION '表决已经结束，结果不能更改';
    END IF;
    IF (to_jsonb(NEW) - 'closed_at' - 'closed_by_id' - 'outcome' - 'counts')
            IS DISTINCT FROM (to_jsonb(OLD) - 'closed_at' - 'closed_by_id' - 'outcome' - 'counts') THEN
        RAISE EXCEPTION '表决开始后只能结束，不能更改';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_kept BEFORE UPDATE OR DELETE ON ethics_review_round
    FOR EACH ROW EXECUTE FUNCTION ethics_keep_closed_round();

-- Whoever was recused stays recused.
CREATE FUNCTION ethics_keep_recusal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.conflicted AND NOT NEW.conflicted)
            OR NEW.user_id <> OLD.user_id OR NEW.case_id <> OLD.case_id THEN
        RAISE EXCEPTION '利益声明不能撤销（append-only）';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER recusal_kept BEFORE UPDATE OR DELETE ON ethics_review_interest
    FOR EACH ROW EXECUTE FUNCTION ethics_keep_recusal();
"""
BACKWARD = """
DROP TRIGGER recusal_kept ON ethics_review_interest;
DROP FUNCTION ethics_keep_recusal();
DROP TRIGGER round_kept ON ethics_review_round;
DROP FUNCTION ethics_keep_closed_round();
DROP TRIGGER electors_fixed ON ethics_review_elector;
DROP FUNCTION ethics_electors_are_fixed();
DROP TRIGGER elector_into_an_open_round ON ethics_review_elector;
DROP TRIGGER ballot_into_an_open_round ON ethics_review_ballot;
DROP FUNCTION ethics_only_into_an_open_round();
DROP TRIGGER committeerevision_append_only ON ethics_review_committeerevision;
DROP TRIGGER recheckrevision_append_only ON ethics_review_recheckrevision;
DROP TRIGGER reviewrevision_append_only ON ethics_review_reviewrevision;
DROP TRIGGER elector_append_only ON ethics_review_elector;
DROP TRIGGER ballot_append_only ON ethics_review_ballot;
DROP FUNCTION ethics_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ethics_review", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
