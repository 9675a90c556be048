-- Enters keys of parts of a thing into the ledger of the workspace at work, and returns which had come before. A
-- definer's function, as the app cannot read the ledger; in one order for everybody, so that two batches cannot
-- wait for each other. Columns, as to take a document of rows apart costs as much as half of the writing.
create or replace function nitka_enter(sources uuid[], keys json, ids uuid[], times timestamptz[]) returns table (id uuid)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    workspace uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
begin
    return query
        with given as materialized (
            select * from rows from (unnest(sources), json_array_elements_text(keys), unnest(ids), unnest(times))
                as i (source_id, key, id, at)
        ), entered as (
            insert into inbound_ledger (workspace_id, source_id, key, inbound_id, at)
            select workspace, g.source_id, g.key, g.id, g.at from given g order by g.source_id, g.key
            on conflict do nothing
            returning inbound_ledger.inbound_id
        )
        select g.id from given g where not exists (select from entered e where e.inbound_id = g.id);
end
$$;
revoke all on function nitka_enter(uuid[], json, uuid[], timestamptz[]) from public;
grant execute on function nitka_enter(uuid[], json, uuid[], timestamptz[]) to nitka_app, nitka_worker;
