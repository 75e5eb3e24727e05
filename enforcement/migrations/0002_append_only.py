"""The database's own part: what was said, drawn, handed in, paid or published is added, never changed.

Some rows end once, or are answered once: their trigger names the columns that may still be set. As with the audit
trail, TRUNCATE is left to the owner; the role of the web and worker processes does not own the tables.
"""

from typing import ClassVar

from django.db import migrations

#: Table → what its rows are called.
FIXED = {
    "complaintmessage": "投诉往来",
    "inspectionrecord": "现场检查笔录",
    "draw": "随机抽取",
    "selfinspectionrevision": "固化的自查自纠报告",
    "reportrevision": "固化的年度报告",
    "matterrevision": "固化的重大事项报告",
    "platformchange": "平台台账变动",
    "payment": "缴款",
}
#: Table → what its rows are called, and the columns that may still be set.
ENDING = {
    "lot": ("抽取结果", ["inspection_id"]),
    "caseofficer": (
        "执法人员",
        ["department", "credential", "drawn", "recused_at", "recusal_reason", "ended_at"],
    ),
    "evidence": ("证据", ["held_at", "hold_ended_at", "hold_result"]),
    "instalment": ("分期", ["replaced_at"]),
    "publisheddecision": ("公开的处罚决定", ["withdrawn_at", "withdrawal_reason"]),
}

FUNCTIONS = """
CREATE FUNCTION enforcement_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% 只能追加，不能修改或删除（append-only）', TG_ARGV[0];
END $$;

-- The first argument names the rows; the others are the columns that may change.
CREATE FUNCTION enforcement_keep_rest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - TG_ARGV[1:]) IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV[1:]) THEN
        RAISE EXCEPTION '% 不能更改或者删除（append-only）', TG_ARGV[0];
    END IF;
    RETURN NEW;
END $$;

-- A lot is bound to its inspection once.
CREATE FUNCTION enforcement_bind_lot_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.inspection_id IS NOT NULL THEN
        RAISE EXCEPTION '抽取结果不能更改（append-only）';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lot_bound_once BEFORE UPDATE ON enforcement_lot
    FOR EACH ROW EXECUTE FUNCTION enforcement_bind_lot_once();
"""


def _trigger(table: str, function: str, *told: str) -> str:
    arguments = ", ".join(f"'{one}'" for one in told)
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON enforcement_{table} "
        f"FOR EACH ROW EXECUTE FUNCTION {function}({arguments});"
    )


FORWARD = "\n".join(
    [
        FUNCTIONS,
        *(_trigger(table, "enforcement_refuse_change", name) for table, name in FIXED.items()),
        *(
            _trigger(table, "enforcement_keep_rest", name, *free)
            for table, (name, free) in ENDING.items()
        ),
    ]
)
BACKWARD = "\n".join(
    [
        "DROP TRIGGER lot_bound_once ON enforcement_lot;",
        *(f"DROP TRIGGER {one}_append_only ON enforcement_{one};" for one in (*FIXED, *ENDING)),
        "DROP FUNCTION enforcement_bind_lot_once();",
        "DROP FUNCTION enforcement_keep_rest();",
        "DROP FUNCTION enforcement_refuse_change();",
    ]
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("enforcement", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
