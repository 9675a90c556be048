-- What only the owner sees of the whole database, as figures: no text of a statement, nothing of a workspace.
-- Activity of the other roles is shown to the owner where it could be made a member of pg_monitor (kit/pg/prepare.py).
create function nitka_health() returns jsonb
language sql security definer set search_path = public, pg_temp as $$
    select jsonb_build_object(
        'size', pg_database_size(current_database()),
        'most', current_setting('max_connections')::int,
        'connections', (select count(*) from pg_stat_activity where backend_type = 'client backend'),
        'here', (select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'),
        'seen', pg_has_role('pg_read_all_stats', 'usage'),
        -- a backup by pg_basebackup and autovacuum hold no snapshot of a client: only clients count
        'oldest', (select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0) from pg_stat_activity
            where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()),
        'idle', (select count(*) from pg_stat_activity where datname = current_database()
            and state like 'idle in transaction%' and clock_timestamp() - state_change > interval '1 minute'),
        'blocked', (select count(*) from pg_stat_activity where datname = current_database()
            and wait_event_type = 'Lock' and clock_timestamp() - query_start > interval '10 seconds'),
        'stray', (select count(*) from moments_moment_default),
        'months', (select coalesce(jsonb_agg(right(relname, 7) order by relname), '[]') from pg_class
            where relispartition and relkind = 'r' and relname ~ '^moments_moment_\d{4}_\d{2}$')
    )
$$;
revoke all on function nitka_health() from public;
grant execute on function nitka_health() to nitka_app, nitka_worker;
