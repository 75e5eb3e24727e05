#!/usr/bin/env bash
# Run once by the postgres image on an empty volume, as the owner of the database. The running portal works as
# portal_web: it reads and writes rows, but owns no table, so it can neither truncate the audit trail nor drop its triggers.
set -euo pipefail
psql --set=ON_ERROR_STOP=1 --set=password="$DB_WEB_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE portal_web LOGIN PASSWORD :'password';
GRANT USAGE ON SCHEMA public TO portal_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO portal_web;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO portal_web;
SQL
