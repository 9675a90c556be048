-- Enters keys of parts of a thing into the ledger of the workspace at work, and returns which had come before. A
-- definer's function, as the app cannot read the ledger; in one order for everybody, so that two batches cannot
-- wait for each other.
create or replace function nitka_enter(items json) returns table (id uuid)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    workspace uuid := nullif(current_setting('nitka.workspace', true), '')::uuid;
    given int := json_array_length(items);
    fresh uuid[];
begin
    with entered as (
        insert into inbound_ledger (workspace_id, source_id, key, inbound_id, at)
        select workspace, i.source_id, i.key, i.id, i.at
        from json_to_recordset(items) as i (source_id uuid, key text, id uuid, at timestamptz)
        order by i.source_id, i.key
        on conflict do nothing
        returning inbound_ledger.inbound_id
    )
    select array_agg(inbound_id) into fresh from entered;

    if coalesce(array_length(fresh, 1), 0) = given then
        return;
    end if;
    return query
        select i.id from json_to_recordset(items) as i (id uuid)
        where not exists (select from unnest(fresh) as f (id) where f.id = i.id);
end
$$;
revoke all on function nitka_enter(json) from public;
grant execute on function nitka_enter(json) to nitka_app, nitka_worker;
