#!/bin/sh
# Run once by the image of PostgreSQL, when it has made an empty database: two roles, as docs/scale.md has them, the
# database, and pgvector. The passwords lie in files of their own.
set -eu

secrets=${FVM_SECRETS:-/run/secrets}
psql --set=ON_ERROR_STOP=1 --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set=owner="$(cat "$secrets/owner_password")" --set=bot="$(cat "$secrets/bot_password")" <<'SQL'
CREATE ROLE fvm_owner LOGIN PASSWORD :'owner';
CREATE ROLE fvm_bot LOGIN PASSWORD :'bot';
CREATE DATABASE fvm OWNER fvm_owner;
REVOKE ALL ON DATABASE fvm FROM PUBLIC;
GRANT CONNECT ON DATABASE fvm TO fvm_bot;
\connect fvm
CREATE EXTENSION vector;
GRANT USAGE ON SCHEMA public TO fvm_bot;
ALTER DEFAULT PRIVILEGES FOR ROLE fvm_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fvm_bot;
ALTER DEFAULT PRIVILEGES FOR ROLE fvm_owner IN SCHEMA public GRANT USAGE ON SEQUENCES TO fvm_bot;
SQL
