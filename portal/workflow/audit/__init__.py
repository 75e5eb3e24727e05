"""The public doors of the audit trail: seals, and proofs that a letter stands under one."""
